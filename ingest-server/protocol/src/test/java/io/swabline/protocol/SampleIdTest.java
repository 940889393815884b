package io.swabline.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleIdTest {
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[20]);

    @ParameterizedTest
    @ValueSource(strings = {"A", "!", "~", "S22-0409-0017", "ABCDEFGHIJKLMNOP"})
    void shouldRoundTrip(final String id) {
        buffer.setMemory(0, 20, (byte) 0x7f);
        SampleId.put(id, buffer, 2);

        assertThat(SampleId.isValid(id)).isTrue();
        assertThat(SampleId.isValid(buffer, 2)).isTrue();
        assertThat(SampleId.text(buffer, 2)).isEqualTo(id);
        assertThat(buffer.byteArray()).startsWith(0x7f, 0x7f).endsWith(0x7f, 0x7f);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "A B", "A ", "ABCDEFGHIJKLMNOPQ", "A\u007f", "A\n", "样本", "A\u0000", "\u0141"})
    void shouldRefuseTexts(final String id) {
        assertThat(SampleId.isValid(id)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> SampleId.put(id, buffer, 0));
    }

    @Test
    void shouldJudgeBytesAsAPlainRegularExpressionDoes() {
        final long seed = Seeds.seed();
        final SplittableRandom random = new SplittableRandom(seed);
        final byte[] likely = {0, 0, 0, 0, 'A', '0', '!', '~', ' ', 0x7f, (byte) 0x80, -1, 0x20, 1};
        int valid = 0;
        for (int i = 0; i < 100_000; i++) {
            final int length = random.nextInt(SampleId.LENGTH + 1);
            final boolean isClean = random.nextBoolean();
            final StringBuilder text = new StringBuilder();
            for (int k = 0; k < SampleId.LENGTH; k++) {
                final byte value = isClean ? (byte) (k < length ? 'A' + k : 0) : likely[random.nextInt(likely.length)];
                buffer.putByte(k, value);
                text.append((char) (value & 0xff));
            }
            final boolean expected = text.toString().matches("[\\x21-\\x7e]{1,16}\\x00*");
            assertThat(SampleId.isValid(buffer, 0)).as("seed %d, id %d", seed, i).isEqualTo(expected);
            valid += expected ? 1 : 0;
        }
        assertThat(valid).isGreaterThan(1_000);
    }

    @Test
    void shouldShowBytesThatArePrintableOnly() {
        buffer.putBytes(0, new byte[] {'A', 0, 0x1b, -1, 'B', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});

        assertThat(SampleId.text(buffer, 0)).isEqualTo("A???B");
        buffer.setMemory(0, 16, (byte) 0);
        assertThat(SampleId.text(buffer, 0)).isEmpty();
    }
}
