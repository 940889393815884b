package io.swabline.server.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.server.ring.StationClocks.Difference;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StationClocksTest {
    private static final long NOW_MS = 1_649_470_000_000L;
    private static final long NOW_NS = -5_000_000_000_000L;
    private final StationClocks clocks = new StationClocks();

    private void heard(final long station, final long aheadMs) {
        clocks.heard(station, NOW_MS + aheadMs, NOW_NS);
    }

    @Test
    void shouldShowNothingWithoutStations() {
        assertThat(clocks.difference(NOW_MS, NOW_NS)).isEqualTo(new Difference(0, 0));
    }

    @Test
    void shouldFollowTheGreaterPartOfTheClocksOnly() {
        heard(1, -90_000_000);
        heard(2, Long.MAX_VALUE - NOW_MS);
        heard(3, 10);
        assertThat(clocks.difference(NOW_MS, NOW_NS)).isEqualTo(new Difference(3, 10));
        heard(4, 46_800_000);
        heard(5, 46_800_001);
        heard(6, 46_800_002);
        heard(7, Long.MIN_VALUE);
        assertThat(clocks.difference(NOW_MS, NOW_NS)).isEqualTo(new Difference(7, 46_800_000));
    }

    @Test
    void shouldCountAStationThatComesAgainOnceWithItsNewestClock() {
        heard(1, 0);
        heard(1, 500);
        assertThat(clocks.difference(NOW_MS, NOW_NS)).isEqualTo(new Difference(1, 500));
    }

    /** The server's time was set by an hour, an hour less a minute after the Hello. */
    @Test
    void shouldTakeClocksToRunOnForAnHour() {
        final long minutesMs = TimeUnit.MINUTES.toMillis(59);
        final long laterNs = NOW_NS + TimeUnit.MINUTES.toNanos(59);
        heard(1, 7);
        assertThat(clocks.difference(NOW_MS + minutesMs, laterNs)).isEqualTo(new Difference(1, 7));
        assertThat(clocks.difference(NOW_MS + minutesMs - 3_600_000, laterNs)).isEqualTo(new Difference(1, 3_600_007));
        assertThat(clocks.difference(NOW_MS, NOW_NS + TimeUnit.MINUTES.toNanos(61)).stations()).isZero();
    }

    @Test
    void shouldKeepTheNewestOfTwoStationsThatShareAPlace() {
        heard(3, 1);
        heard(3 + StationClocks.PLACES, 2);
        heard(-1L, 3);
        assertThat(clocks.difference(NOW_MS, NOW_NS)).isEqualTo(new Difference(2, 3));
    }
}
