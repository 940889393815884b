package io.swabline.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class CoreIssuerTest {
    private static final int CORE = CodeDescriptor.CORE_LENGTH;

    @Test
    void shouldMakeTheCoresThatTheCodeIssuerMakes() {
        final long seed = Seeds.seed();
        final SplittableRandom random = new SplittableRandom(seed);
        final SamplingKey key = TestKeys.random(42, random);
        final CodeIssuer codes = new CodeIssuer(key);
        final CoreIssuer cores = new CoreIssuer(key, 50);
        for (int round = 0; round < 3; round++) {
            final int count = 50 - round * 17;
            final byte[] pseudonyms = new byte[count * Pseudonym.LENGTH];
            random.nextBytes(pseudonyms);
            final byte[] expected = new byte[count * CORE];
            for (int i = 0; i < count; i++) {
                final int offset = i * Pseudonym.LENGTH;
                final long issueNumber = random.nextLong(1L << 32);
                final long issuedAt = random.nextLong(1L << 32);
                final int days = random.nextInt(1, 256);
                final int flags = random.nextInt(1, 3);
                cores.add(new UnsafeBuffer(pseudonyms), offset, issueNumber, issuedAt, days, flags);
                final byte[] code = codes.issue(Pseudonym.of(Arrays.copyOfRange(pseudonyms, offset, offset + Pseudonym.LENGTH)),
                    issueNumber, issuedAt, days, flags);
                System.arraycopy(code, 0, expected, i * CORE, CORE);
            }
            assertThat(cores.size()).isEqualTo(count);
            final byte[] made = new byte[count * CORE + 5];
            cores.issue(new UnsafeBuffer(made), 5);

            assertThat(Arrays.copyOfRange(made, 5, made.length)).as("seed %d", seed).isEqualTo(expected);
            assertThat(cores.size()).isZero();
        }
    }

    @Test
    void shouldRefuseMoreThanItsCapacity() {
        final UnsafeBuffer pseudonym = new UnsafeBuffer(new byte[Pseudonym.LENGTH]);
        final CoreIssuer cores = new CoreIssuer(TestKeys.golden(), 1);
        cores.add(pseudonym, 0, 1, 1, 1, 1);

        assertThat(cores.capacity()).isEqualTo(1);
        assertThatIllegalStateException().isThrownBy(() -> cores.add(pseudonym, 0, 1, 1, 1, 1))
            .withMessageContaining("full with 1");
    }
}
