package io.swabline.server.dedup;

import io.swabline.protocol.SampleId;
import io.swabline.protocol.SipHash;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

import static org.assertj.core.api.Assertions.assertThat;

class SampleTableTest {
    private static final int POOL = 10;

    private final UnsafeBuffer sample = new UnsafeBuffer(new byte[16]);

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void shouldAgreeWithPlainModel(final long seed) {
        assertAgreesWithPlainModel(seed, new SampleTable(500, POOL, new SipHash(seed, seed)));
    }

    /** Segments of one slot and of eight. */
    @ParameterizedTest
    @CsvSource({"31, 32", "32, 32", "33, 256", "34, 256"})
    void shouldAgreeWithPlainModelAcrossSegmentBorders(final long seed, final int segmentBytes) {
        assertAgreesWithPlainModel(seed, new SampleTable(500, POOL, new SipHash(seed, seed), segmentBytes));
    }

    /** Tubes of one person and of twenty, of many stations, while time passes and old tubes are forgotten. */
    @ParameterizedTest
    @CsvSource({"41, 1, 32", "42, 1, 256", "43, 20, 32", "44, 20, 256", "45, 20, 1073741824"})
    void shouldForgetExactlyWhatExpiresAcrossSegmentBorders(final long seed, final int poolSize, final int segmentBytes) {
        final SplittableRandom random = new SplittableRandom(seed);
        final SampleTable table = new SampleTable(300, poolSize, new SipHash(seed, seed), segmentBytes);
        final Map<Integer, long[]> model = new HashMap<>();
        long now = 1_000_000;
        for (int step = 0; step < 4_000; step++) {
            now += random.nextInt(5);
            final long horizon = now - 300;
            table.sweep(2 * table.slotCount(), horizon);
            model.values().removeIf(entry -> entry[2] < horizon);
            final int number = random.nextInt(250);
            final long station = 1 + random.nextInt(3);
            SampleId.put("T" + number, sample, 0);
            final long[] entry = model.get(number);
            final int expected = entry == null ? SampleTable.ADMITTED
                : entry[0] != station ? SampleTable.ELSEWHERE : entry[1] >= poolSize ? SampleTable.FULL : SampleTable.ADMITTED;
            assertThat(table.admits(sample, 0, station)).as("seed %d step %d", seed, step).isEqualTo(expected);
            if (expected == SampleTable.ADMITTED) {
                table.add(sample, 0, station, now);
                model.computeIfAbsent(number, n -> new long[] {station, 0, 0})[1]++;
                model.get(number)[2] = now;
            }
            assertThat(table.size()).as("seed %d step %d", seed, step).isEqualTo(model.size());
        }
    }

    private void assertAgreesWithPlainModel(final long seed, final SampleTable table) {
        final SplittableRandom random = new SplittableRandom(seed);
        final Map<Integer, long[]> model = new HashMap<>();
        for (int step = 0; step < 20_000; step++) {
            final int number = random.nextInt(450);
            final long station = random.nextInt(4) == 0 ? 2 : 1;
            SampleId.put("T" + number, sample, 0);
            final long[] entry = model.computeIfAbsent(number, n -> new long[] {station, 0});
            final int expected =
                entry[0] != station ? SampleTable.ELSEWHERE : entry[1] >= POOL ? SampleTable.FULL : SampleTable.ADMITTED;
            assertThat(table.admits(sample, 0, station)).as("seed %d step %d", seed, step).isEqualTo(expected);
            if (expected == SampleTable.ADMITTED) {
                table.add(sample, 0, station, 1_000);
                entry[1]++;
            }
        }
        assertThat(table.size()).isEqualTo(model.size());
    }

    @Test
    void shouldForgetSamplesBehindTheHorizonAlone() {
        final SampleTable table = new SampleTable(500, POOL, new SipHash(1, 2));
        for (int number = 1; number <= 400; number++) {
            SampleId.put("T" + number, sample, 0);
            table.admits(sample, 0, 1);
            table.add(sample, 0, 1, number);
        }
        table.sweep(5_000, 301);
        assertThat(table.size()).isEqualTo(100);
        for (int number = 301; number <= 400; number++) {
            SampleId.put("T" + number, sample, 0);
            assertThat(table.admits(sample, 0, 2)).isEqualTo(SampleTable.ELSEWHERE);
        }
    }
}
