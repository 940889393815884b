package io.swabline.server.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.protocol.SipHash;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * Keys that strangers choose must not meet in the tables. Each test builds keys that all met in one place under the mixing that
 * the table had once, whatever its seed was, and compares them with random ones.
 */
class CollidingKeysTest {
    private static final int SAMPLES = 150_000;
    private static final int STREAMS = 20_000;
    private static final int PERSONS = 1_000_000;
    /** Random keys make runs of about a hundred at the fullest; all keys in one place make one of the keys' number. */
    private static final int LONGEST_RUN_MAX = 400;
    /** For a busy machine; without a secret key it was several hundred times. */
    private static final int SLOWER_MAX = 5;
    private static final int ROUNDS = 3;

    private final SipHash hash = SipHash.withRandomKey();
    private final UnsafeBuffer key = new UnsafeBuffer(new byte[16]);

    /** Samples once went to a mix of {@code first * C ^ rotateLeft(second, 32) ^ seed}: this second half makes it constant. */
    private static long secondHalf(final long first) {
        return Long.rotateLeft(0x5AD0_0FF5_0A11_0F17L ^ first * 0x9E37_79B9_7F4A_7C15L, 32);
    }

    /** Fills a table and looks every sample up once more. Returns the time that took. */
    private long fillNs(final SampleTable table, final boolean isHostile) {
        final SplittableRandom random = new SplittableRandom(7);
        final long startNs = System.nanoTime();
        for (int i = 1; i <= SAMPLES; i++) {
            key.putLong(0, i);
            key.putLong(8, isHostile ? secondHalf(i) : random.nextLong());
            assertThat(table.admits(key, 0, 1) == SampleTable.ADMITTED).isTrue();
            table.add(key, 0, 1, 1_000);
        }
        return System.nanoTime() - startNs;
    }

    @Test
    void shouldSpreadSampleIdsThatWereMadeToMeet() {
        long hostileNs = Long.MAX_VALUE;
        long randomNs = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            final SampleTable hostile = new SampleTable(SAMPLES, 10, hash);
            randomNs = Math.min(randomNs, fillNs(new SampleTable(SAMPLES, 10, hash), false));
            hostileNs = Math.min(hostileNs, fillNs(hostile, true));
            assertThat(hostile.longestRun()).isLessThan(LONGEST_RUN_MAX);
        }
        assertThat(hostileNs).isLessThan(SLOWER_MAX * randomNs);
    }

    /** The inverse of what {@code org.agrona.collections.Hashing} makes of a long, before it folds the halves together. */
    private static long streamThatMixesTo(final long mixed) {
        long value = mixed ^ mixed >>> 31 ^ mixed >>> 62;
        value *= 0x3196_42b2_d24d_8ec3L;
        value ^= value >>> 27 ^ value >>> 54;
        value *= 0x96de_1b17_3f11_9089L;
        return value ^ value >>> 30 ^ value >>> 60;
    }

    @Test
    void shouldSpreadStreamIdsThatWereMadeToMeet() {
        final KeyIndex index = new KeyIndex(STREAMS, hash);
        for (int i = 0; i < STREAMS; i++) {
            final long upper = i + 1L;
            final long stream = streamThatMixesTo(upper << 32 | upper ^ 0x5EED);
            assertThat(org.agrona.collections.Hashing.hash(stream)).isEqualTo(0x5EED);
            index.put(stream, i);
        }
        assertThat(index.size()).isEqualTo(STREAMS);
        assertThat(index.longestRun()).isLessThan(LONGEST_RUN_MAX);
    }

    /** Who has read a journal knows pseudonyms, and could once pick those that lay together. */
    @Test
    void shouldSpreadPeopleWhoWerePicked() {
        final PersonTable table = new PersonTable(PERSONS, 1_000, hash);
        final SplittableRandom random = new SplittableRandom(9);
        for (int picked = 0; picked < PERSONS / 50;) {
            final long high = random.nextLong();
            final int low = random.nextInt();
            final long product = (high ^ (long) low << 20) * 0x9E37_79B9_7F4A_7C15L;
            if ((product ^ product << 32) >>> 57 == 0) {
                key.putLong(0, high);
                key.putInt(8, low);
                table.find(key, 0, 77);
                table.insert(key, 0, 77);
                picked++;
            }
        }
        assertThat(table.longestRun()).isLessThan(LONGEST_RUN_MAX);
    }
}
