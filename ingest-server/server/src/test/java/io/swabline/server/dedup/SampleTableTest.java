package io.swabline.server.dedup;

import io.swabline.protocol.SampleId;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
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
        final SplittableRandom random = new SplittableRandom(seed);
        final SampleTable table = new SampleTable(500, POOL, seed);
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
        final SampleTable table = new SampleTable(500, POOL, 1);
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
