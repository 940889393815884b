package io.swabline.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class CoreBatchTest {
    private static final int CORE = CodeDescriptor.CORE_LENGTH;
    private static final long ISSUED_AT = 1_649_462_400L;

    @Test
    void shouldJudgeAndOpenTheGoldenCore() {
        final GoldenFile golden = GoldenFile.read("SamplingCode");
        final CoreBatch batch = new CoreBatch(TestKeys.golden(), 4);
        final UnsafeBuffer pseudonym = new UnsafeBuffer(new byte[Pseudonym.LENGTH]);
        assertThat(batch.add(new UnsafeBuffer(golden.bytes()), 0)).isZero();
        assertThat(batch.isGenuine(0)).as("not yet verified").isFalse();
        batch.verify();
        batch.pseudonym(0, pseudonym, 0);

        assertThat(batch.isGenuine(0)).isTrue();
        assertThat(batch.isGenuine(1)).isFalse();
        assertThat(pseudonym.byteArray()).isEqualTo(golden.hex(1, "pseudonym"));
        assertThat(Integer.toUnsignedLong(batch.issueNumber(0))).isEqualTo(golden.number("issueNumber"));
        assertThat(batch.flags(0)).isEqualTo((int) golden.number("flags"));
        assertThat(batch.issuedAtSeconds(0)).isEqualTo(golden.number("issuedAt"));
        assertThat(batch.verdict(0, ISSUED_AT)).isEqualTo(Verdict.ACCEPTED);
        assertThat(batch.verdict(0, ISSUED_AT + 30 * 86_400)).isEqualTo(Verdict.EXPIRED);
        assertThat(batch.verdict(0, ISSUED_AT - 301)).isEqualTo(Verdict.NOT_YET_VALID);
    }

    @Test
    void shouldFindEveryFlippedBitAsForged() {
        final GoldenFile golden = GoldenFile.read("SamplingCode");
        final CoreBatch batch = new CoreBatch(TestKeys.golden(), CORE * 8);
        for (int bit = 0; bit < CORE * 8; bit++) {
            final byte[] flipped = golden.bytes();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            batch.add(new UnsafeBuffer(flipped), 0);
        }
        batch.verify();
        for (int bit = 0; bit < CORE * 8; bit++) {
            assertThat(batch.verdict(bit, ISSUED_AT)).as("bit %d", bit).isEqualTo(Verdict.FORGED);
        }
    }

    @Test
    void shouldSayWhatTheSinglePathSays() {
        final long seed = Seeds.seed();
        final SplittableRandom random = new SplittableRandom(seed);
        final UnsafeBuffer opened = new UnsafeBuffer(new byte[Pseudonym.LENGTH]);
        final byte[] openedAlone = new byte[Pseudonym.LENGTH];
        int genuine = 0;
        for (int round = 0; round < 200; round++) {
            final SamplingKey key = TestKeys.random(1 + random.nextInt(255), random);
            final int capacity = 1 + random.nextInt(300);
            final CoreBatch batch = new CoreBatch(key, capacity);
            final CoreCheck alone = new CoreCheck(key);
            for (int reuse = 0; reuse < 3; reuse++) {
                final int count = 1 + random.nextInt(capacity);
                final byte[] cores = randomCores(key, count, random);
                final int offset = random.nextInt(4);
                final UnsafeBuffer buffer = new UnsafeBuffer(new byte[cores.length + offset]);
                buffer.putBytes(offset, cores);
                for (int i = 0; i < count; i++) {
                    assertThat(batch.add(buffer, offset + i * CORE)).isEqualTo(i);
                }
                batch.verify();

                assertThat(batch.size()).isEqualTo(count);
                for (int i = 0; i < count; i++) {
                    final long issueNumber = alone.unseal(cores, i * CORE, openedAlone, 0);
                    batch.pseudonym(i, opened, 0);
                    assertThat(batch.isGenuine(i)).as("seed %d, round %d, core %d", seed, round, i)
                        .isEqualTo(alone.isGenuine(cores, i * CORE));
                    assertThat(opened.byteArray()).as("seed %d", seed).isEqualTo(openedAlone);
                    assertThat(Integer.toUnsignedLong(batch.issueNumber(i))).as("seed %d", seed).isEqualTo(issueNumber);
                    genuine += batch.isGenuine(i) ? 1 : 0;
                }
                batch.clear();
                assertThat(batch.isGenuine(0)).as("cleared").isFalse();
            }
        }
        assertThat(genuine).as("seed %d", seed).isGreaterThan(10_000);
    }

    @Test
    void shouldTakeMoreCoresAfterVerifying() {
        final UnsafeBuffer core = new UnsafeBuffer(GoldenFile.read("SamplingCode").bytes());
        final CoreBatch batch = new CoreBatch(TestKeys.golden(), 2);
        batch.verify();
        batch.add(core, 0);
        batch.verify();
        batch.add(core, 0);

        assertThat(batch.isGenuine(0)).isTrue();
        assertThat(batch.isGenuine(1)).isFalse();
        batch.verify();
        assertThat(batch.isGenuine(0)).isTrue();
        assertThat(batch.isGenuine(1)).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> batch.add(core, 0)).withMessageContaining("full with 2");
    }

    @Test
    void shouldJudgeAWithdrawnKeyAndMalformedCores() {
        final UnsafeBuffer pseudonym = new UnsafeBuffer(new byte[Pseudonym.LENGTH]);
        final UnsafeBuffer cores = new UnsafeBuffer(new byte[4 * CORE]);
        final CoreIssuer issuer = new CoreIssuer(TestKeys.golden(), 4);
        issuer.addFields(pseudonym, 0, 1, CodeFields.pack(2, 1, 1, 30, ISSUED_AT));
        issuer.addFields(pseudonym, 0, 1, CodeFields.pack(1, 1, 0x81, 30, ISSUED_AT));
        issuer.addFields(pseudonym, 0, 1, CodeFields.pack(1, 1, 1, 0, ISSUED_AT));
        issuer.addFields(pseudonym, 0, 1, CodeFields.pack(1, 1, 2, 255, 0xffff_ffffL));
        issuer.issue(cores, 0);
        final CoreBatch batch = new CoreBatch(TestKeys.golden(), 4);
        final CoreBatch withdrawn = new CoreBatch(TestKeys.golden(KeyStatus.WITHDRAWN), 4);
        for (int i = 0; i < 4; i++) {
            batch.add(cores, i * CORE);
            withdrawn.add(cores, i * CORE);
        }
        batch.verify();
        withdrawn.verify();

        for (int i = 0; i < 4; i++) {
            assertThat(batch.isGenuine(i)).isTrue();
            assertThat(batch.verdict(i, 0xffff_ffffL)).isEqualTo(i < 3 ? Verdict.MALFORMED : Verdict.ACCEPTED);
            assertThat(withdrawn.verdict(i, ISSUED_AT)).isEqualTo(Verdict.KEY_WITHDRAWN);
        }
    }

    @Test
    void shouldNotTakeAnotherKeyIdUnderTheSameSecrets() {
        final UnsafeBuffer core = new UnsafeBuffer(GoldenFile.read("SamplingCode").bytes());
        final SamplingKey golden = TestKeys.golden();
        final CoreBatch batch =
            new CoreBatch(new SamplingKey(200, KeyStatus.CURRENT, 0, golden.sealKey(), golden.macKey(), null), 1);
        batch.add(core, 0);
        batch.verify();

        assertThat(batch.isGenuine(0)).isFalse();
    }

    @Test
    void shouldNeedACapacity() {
        assertThatIllegalArgumentException().isThrownBy(() -> new CoreBatch(TestKeys.golden(), 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new CoreIssuer(TestKeys.golden(), 0));
        assertThat(new CoreBatch(TestKeys.golden(), 7).capacity()).isEqualTo(7);
    }

    /** Genuine cores of which about a third had a byte changed, and some are nothing but noise. */
    private static byte[] randomCores(final SamplingKey key, final int count, final SplittableRandom random) {
        final CoreIssuer issuer = new CoreIssuer(key, count);
        final UnsafeBuffer pseudonym = new UnsafeBuffer(new byte[Pseudonym.LENGTH]);
        for (int i = 0; i < count; i++) {
            random.nextBytes(pseudonym.byteArray());
            issuer.addFields(pseudonym, 0, random.nextLong(), random.nextLong() & ~0xff00L | key.id() << 8);
        }
        final byte[] cores = new byte[count * CORE];
        issuer.issue(new UnsafeBuffer(cores), 0);
        for (int i = 0; i < count; i++) {
            if (random.nextInt(3) == 0) {
                cores[i * CORE + random.nextInt(CORE)] ^= (byte) (1 << random.nextInt(8));
            } else if (random.nextInt(20) == 0) {
                final byte[] noise = new byte[CORE];
                random.nextBytes(noise);
                System.arraycopy(noise, 0, cores, i * CORE, CORE);
            }
        }
        return cores;
    }
}
