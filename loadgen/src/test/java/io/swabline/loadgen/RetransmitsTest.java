package io.swabline.loadgen;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RetransmitsTest {
    @Test
    void shouldKnowWhatIsUnderWay() {
        final Retransmits retransmits = new Retransmits(3);
        for (int i = 1; i <= 300; i++) {
            retransmits.sent(i % 3, i, i * 10, i * 100L);
        }
        assertThat(retransmits.size()).isEqualTo(300);
        final int slot = retransmits.answered(1, 7);
        assertThat(retransmits.fingerprint(slot)).isEqualTo(70);
        assertThat(retransmits.expected(slot)).isEqualTo(700);
        assertThat(retransmits.answered(1, 7)).isEqualTo(Retransmits.NONE);
        assertThat(retransmits.answered(2, 4)).isEqualTo(Retransmits.NONE);
        assertThat(retransmits.lost(1)).isEqualTo(99);
        assertThat(retransmits.lost(1)).isZero();
        assertThat(retransmits.answered(1, 4)).isEqualTo(Retransmits.NONE);
        assertThat(retransmits.size()).isEqualTo(200);
        for (int i = 1; i <= 300; i++) {
            retransmits.sent(1, 1_000 + i, i, i);
        }
        final int reused = retransmits.answered(2, 299);
        assertThat(retransmits.fingerprint(reused)).isEqualTo(2_990);
    }
}
