package io.swabline.loadgen.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StationClocksTest {
    private static final long NOW_MS = 1_650_000_000_000L;
    private static final long SKEW_MAX_MS = TimeUnit.HOURS.toMillis(24);
    private static final long FUTURE_TOLERANCE_MS = TimeUnit.MINUTES.toMillis(5);

    @Test
    void shouldHaveClocksOfEveryKindAndTheSameForTheSameSeed() {
        final Map<StationClock.Kind, Integer> kinds = new EnumMap<>(StationClock.Kind.class);
        for (int station = 1; station <= 2_000; station++) {
            final StationClock clock = StationClocks.someWrong(9).of(station);
            kinds.merge(clock.kind(), 1, Integer::sum);
            assertThat(clock.at(NOW_MS)).isEqualTo(StationClocks.someWrong(9).of(station).at(NOW_MS));
            assertThat(StationClocks.RIGHT.of(station).at(NOW_MS)).isEqualTo(NOW_MS);
        }
        assertThat(kinds.get(StationClock.Kind.RIGHT)).isBetween(1_200, 1_400);
        assertThat(kinds.get(StationClock.Kind.OFF)).isBetween(330, 470);
        assertThat(kinds.get(StationClock.Kind.STEPPING)).isBetween(140, 260);
        assertThat(kinds.get(StationClock.Kind.IMPOSSIBLE)).isBetween(60, 140);
    }

    @Test
    void shouldBeWrongByNoMoreThanTheServerCanMend() {
        for (int station = 1; station <= 2_000; station++) {
            final StationClock clock = StationClocks.someWrong(10).of(station);
            long least = Long.MAX_VALUE;
            long most = Long.MIN_VALUE;
            for (long second = 0; second < 600; second++) {
                final long offMs = clock.at(NOW_MS + second * 1_000) - NOW_MS - second * 1_000;
                least = Math.min(least, offMs);
                most = Math.max(most, offMs);
            }
            switch (clock.kind()) {
                case RIGHT -> assertThat(least == 0 && most == 0).isTrue();
                case OFF -> assertThat(least).isEqualTo(most);
                case STEPPING -> assertThat(most - least).isBetween(60_000L, FUTURE_TOLERANCE_MS - 30_000);
                default -> assertThat(least).isGreaterThan(SKEW_MAX_MS + FUTURE_TOLERANCE_MS);
            }
            if (clock.isCorrected()) {
                assertThat(Math.min(Math.abs(least), Math.abs(most))).isBetween(60_000L, SKEW_MAX_MS);
            }
        }
    }
}
