package io.swabline.loadgen.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    @Test
    void shouldSpreadSteadyScansEvenly() {
        final Schedule schedule = Schedule.steady(1_000, SECOND_NS, SECOND_NS);
        assertThat(schedule.total()).isEqualTo(2_000);
        assertThat(schedule.dueNs(0)).isZero();
        assertThat(schedule.dueNs(1)).isEqualTo(1_000_000);
        assertThat(schedule.dueNs(1_999)).isEqualTo(1_999_000_000);
        assertThat(schedule.dueCount(-1)).isZero();
        assertThat(schedule.dueCount(0)).isEqualTo(1);
        assertThat(schedule.dueCount(999_999)).isEqualTo(1);
        assertThat(schedule.dueCount(1_000_000)).isEqualTo(2);
        assertThat(schedule.dueCount(10 * SECOND_NS)).isEqualTo(2_000);
    }

    @Test
    void shouldBuildBurstsUpToTenTimesTheBaseRate() {
        final Schedule schedule = Schedule.burst(1_000, 0, 10 * SECOND_NS);
        // Five rounds of 1.2 s calm and 0.8 s burst at 2, 4, 6, 8 and 10 times.
        assertThat(schedule.total()).isEqualTo(5 * 1_200 + 800 * (2 + 4 + 6 + 8 + 10));
        assertThat(schedule.dueCount(SECOND_NS) - schedule.dueCount(SECOND_NS / 2)).isEqualTo(500);
        final long lastSecondHalf = schedule.total() - schedule.dueCount(10 * SECOND_NS - SECOND_NS / 2);
        assertThat(lastSecondHalf).isBetween(4_999L, 5_001L);
    }

    @Test
    void shouldCountExactlyThoseThatAreDue() {
        final long seed = System.nanoTime();
        final SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 200; round++) {
            final double rate = Math.exp(random.nextDouble() * 14);
            final long durationNs = 1 + random.nextLong(20 * SECOND_NS);
            final long warmupNs = random.nextBoolean() ? 0 : random.nextLong(durationNs);
            final Schedule schedule = random.nextBoolean()
                ? Schedule.steady(rate, warmupNs, durationNs - warmupNs) : Schedule.burst(rate, warmupNs, durationNs - warmupNs);
            for (int i = 0; i < 50; i++) {
                final long elapsedNs = random.nextLong(durationNs + 1);
                final long due = schedule.dueCount(elapsedNs);
                assertThat(due).as("seed %d", seed).isBetween(0L, schedule.total());
                if (due > 0 && elapsedNs < schedule.durationNs()) {
                    assertThat(schedule.dueNs(due - 1)).as("seed %d", seed).isLessThanOrEqualTo(elapsedNs);
                }
                if (due < schedule.total()) {
                    assertThat(schedule.dueNs(due)).as("seed %d", seed).isGreaterThan(elapsedNs);
                }
            }
        }
    }
}
