package io.swabline.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OperatorNoteTest {
    /** A reader that stopped at a verdict of a later server would stop a city's laboratories. */
    @Test
    void shouldNameWhatALaterVersionMayWriteByItsCode() {
        for (int code = 0; code < 128; code++) {
            assertThat(OperatorNote.nameOf(code)).isNotBlank();
        }
        assertThat(OperatorNote.nameOf(Verdict.FORGED.code())).isEqualTo("FORGED");
        assertThat(OperatorNote.nameOf(63)).isEqualTo("VERDICT_63");
        assertThat(OperatorNote.nameOf(64)).isEqualTo("SAMPLE_RELEASED");
        assertThat(OperatorNote.nameOf(65)).isEqualTo("NOTE_65");
    }
}
