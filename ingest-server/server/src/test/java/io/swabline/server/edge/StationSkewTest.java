package io.swabline.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.protocol.access.PlaceLimits;
import io.swabline.server.ring.Slot;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which clocks are corrected, left alone and not believed, at each bound, in both directions, by Hello and by Ping. */
class StationSkewTest {
    private static final long SECOND_MS = 1_000;
    private static final long MINUTE_MS = 60 * SECOND_MS;
    private static final long HOUR_MS = 60 * MINUTE_MS;
    private static final long TOLERANCE_MS = 5 * SECOND_MS;
    private static final long IDLE_MS = 5 * MINUTE_MS;
    private static final int CAPPED = (int) (20 * SECOND_MS - 2);
    private static final long START_MS = 1_700_000_000_000L;
    private static final long[] BELIEVED_MS = {0, 1, -1, TOLERANCE_MS, -TOLERANCE_MS, TOLERANCE_MS + 1, -TOLERANCE_MS - 1,
        HOUR_MS, -HOUR_MS, 24 * HOUR_MS - 1, 24 * HOUR_MS, 1 - 24 * HOUR_MS, -24 * HOUR_MS};
    private static final long[] IMPOSSIBLE_MS = {24 * HOUR_MS + 1, -24 * HOUR_MS - 1, 25 * HOUR_MS, -25 * HOUR_MS, 30 * HOUR_MS,
        -30 * HOUR_MS, 71 * HOUR_MS, -71 * HOUR_MS, 20_000 * HOUR_MS, -20_000 * HOUR_MS};
    private static final long[] NO_TIMES = {Long.MIN_VALUE, Long.MIN_VALUE + 1, -1, 0, 1, Long.MAX_VALUE, Long.MAX_VALUE - 1,
        START_MS + Long.MIN_VALUE, START_MS + Long.MIN_VALUE - 1};

    private EdgeSettings settings = settings(24 * HOUR_MS, TOLERANCE_MS);
    private StationSkew skew;
    private long nowMs = START_MS;
    /** How far the server's time has come away from the monotonic one. */
    private long serverOffMs;

    private static EdgeSettings settings(final long maxMs, final long toleranceMs) {
        return settings(maxMs, toleranceMs, IDLE_MS);
    }

    private static EdgeSettings settings(final long maxMs, final long toleranceMs, final long lateMaxMs) {
        return new EdgeSettings("none", 0, "nio", 1, 1, 1, 0, 0, TimeUnit.MILLISECONDS.toNanos(IDLE_MS), toleranceMs, maxMs,
            lateMaxMs, 0, 0, PlaceLimits.of(1, 100, 100, 0), 1, 1, 1);
    }

    private long nowNs() {
        return TimeUnit.MILLISECONDS.toNanos(nowMs) - Long.MAX_VALUE / 3;
    }

    private void connect() {
        skew = new StationSkew();
        skew.onConnect(nowNs());
    }

    private void hello(final long slowMs, final long lateMs) {
        skew.onHello(nowMs - slowMs - lateMs, nowMs + serverOffMs, nowNs(), settings);
    }

    private void ping(final long slowMs, final long lateMs) {
        skew.onPing(nowMs - slowMs - lateMs, nowMs + serverOffMs, nowNs(), settings);
    }

    private int correction() {
        return skew.correctionMs(nowMs + serverOffMs, nowNs(), settings);
    }

    private void assertBelieved(final long slowMs) {
        assertThat(correction()).as("%d ms slow", slowMs).isEqualTo((int) (Math.abs(slowMs) <= TOLERANCE_MS ? 0 : slowMs));
    }

    private void assertImpossible(final long slowMs) {
        assertThat(correction()).as("%d ms slow", slowMs).isEqualTo(Slot.SKEW_IMPOSSIBLE);
    }

    @Test
    void shouldBelieveClocksUpToTheBoundByHello() {
        for (final long slowMs : BELIEVED_MS) {
            connect();
            hello(slowMs, 0);
            assertBelieved(slowMs);
        }
        for (final long slowMs : IMPOSSIBLE_MS) {
            connect();
            hello(slowMs, 0);
            assertImpossible(slowMs);
        }
    }

    @Test
    void shouldBelieveClocksUpToTheBoundByPingWhateverTheyWereBefore() {
        for (final long[] befores : new long[][] {BELIEVED_MS, IMPOSSIBLE_MS}) {
            for (final long beforeMs : befores) {
                for (final long slowMs : BELIEVED_MS) {
                    connect();
                    hello(beforeMs, 0);
                    ping(slowMs, 0);
                    final boolean isAlike = slowMs >= beforeMs && slowMs <= beforeMs + TOLERANCE_MS;
                    assertThat(correction()).as("%d, then %d ms slow", beforeMs, slowMs).matches(
                        corrected -> isAlike || corrected == (Math.abs(slowMs) <= TOLERANCE_MS ? 0 : slowMs));
                }
                for (final long slowMs : IMPOSSIBLE_MS) {
                    connect();
                    hello(beforeMs, 0);
                    ping(slowMs, 0);
                    if (slowMs < beforeMs || slowMs > beforeMs + TOLERANCE_MS) {
                        assertImpossible(slowMs);
                    }
                    nowMs += MINUTE_MS;
                    ping(slowMs, 0);
                    ping(0, 0);
                    assertBelieved(0);
                }
            }
        }
    }

    @Test
    void shouldNotBelieveTimesThatAreNone() {
        for (final long none : NO_TIMES) {
            connect();
            skew.onHello(none, nowMs, nowNs(), settings);
            assertImpossible(none);
            skew.onPing(nowMs, nowMs, nowNs(), settings);
            assertBelieved(0);
            skew.onPing(none, nowMs, nowNs(), settings);
            assertImpossible(none);
        }
    }

    @Test
    void shouldNotCondemnAGoodClockForAPingThatWaited() {
        settings = settings(20 * SECOND_MS, TOLERANCE_MS);
        connect();
        hello(0, 0);
        nowMs += 2 * MINUTE_MS;
        ping(0, MINUTE_MS);
        assertThat(correction()).as("at most what is corrected anyway").isEqualTo(CAPPED);
        ping(0, 50 * SECOND_MS);
        ping(0, 21 * SECOND_MS);
        assertThat(correction()).isEqualTo(CAPPED);
        ping(0, 0);
        assertBelieved(0);
        nowMs += 2 * MINUTE_MS;
        ping(2 * MINUTE_MS + 21 * SECOND_MS, 0);
        assertImpossible(21);
    }

    @Test
    void shouldTakeAHelloThatWaitedForWhatItMayBe() {
        settings = settings(20 * SECOND_MS, TOLERANCE_MS);
        connect();
        nowMs += 8 * SECOND_MS;
        hello(15 * SECOND_MS, 8 * SECOND_MS);
        assertThat(correction()).isEqualTo(CAPPED);
        connect();
        nowMs += 8 * SECOND_MS;
        hello(21 * SECOND_MS, 8 * SECOND_MS);
        assertImpossible(21 * SECOND_MS);
        connect();
        nowMs += 8 * SECOND_MS;
        hello(-29 * SECOND_MS, 8 * SECOND_MS);
        assertImpossible(-29 * SECOND_MS);
    }

    @Test
    void shouldCondemnAClockThatWasSetBackLongAfterItsLastPing() {
        connect();
        hello(3 * HOUR_MS, 0);
        nowMs += 40 * HOUR_MS;
        ping(30 * HOUR_MS, 0);
        assertImpossible(30 * HOUR_MS);
        nowMs += MINUTE_MS;
        ping(3 * HOUR_MS, 0);
        assertBelieved(3 * HOUR_MS);
    }

    /** A clock that is too slow, whose messages come as late as the settings allow: its scans must not fall out of the window. */
    @ParameterizedTest
    @CsvSource({"PT1M, PT1S, 1000", "PT1M, PT5M, 5000", "PT1M, P1D, 5000", "PT12H, PT5M, 300000", "PT12H, P1D, 300000",
        "P14D, PT30S, 30000", "P14D, P1D, 300000"})
    void shouldForgiveNoLatenessThatComesNearTheWindow(final Duration window, final Duration idle, final long forgivenMs) {
        for (final long mostMs : new long[] {20 * SECOND_MS, 24 * HOUR_MS}) {
            settings = settings(mostMs, TOLERANCE_MS, EdgeSettings.lateMaxMs(idle, window));
            for (final long overMs : new long[] {1, forgivenMs / 2, forgivenMs, forgivenMs + 1, forgivenMs + SECOND_MS,
                2 * forgivenMs, window.toMillis(), idle.toMillis() + 1, 2 * window.toMillis()}) {
                final boolean isForgiven = overMs <= forgivenMs;
                connect();
                nowMs += idle.toMillis();
                hello(mostMs + overMs, 0);
                assertLate("Hello", mostMs, overMs, isForgiven);
                connect();
                hello(0, 0);
                nowMs += idle.toMillis();
                ping(mostMs + overMs, 0);
                assertLate("Ping", mostMs, overMs, isForgiven);
            }
        }
    }

    private void assertLate(final String message, final long mostMs, final long overMs, final boolean isForgiven) {
        assertThat(correction()).as("%s, %d ms slower than the bound of %d ms", message, overMs, mostMs)
            .isEqualTo(isForgiven ? (int) mostMs - 2 : Slot.SKEW_IMPOSSIBLE);
    }

    @Test
    void shouldFollowTheServersOwnTime() {
        connect();
        hello(-23 * HOUR_MS, 0);
        serverOffMs = -2 * HOUR_MS;
        assertThat(correction()).as("the server's time fell back").isEqualTo(Slot.SKEW_IMPOSSIBLE);
        serverOffMs = 2 * HOUR_MS;
        assertThat(correction()).isEqualTo((int) (-21 * HOUR_MS));
        serverOffMs = 48 * HOUR_MS;
        assertThat(correction()).isEqualTo(Slot.SKEW_IMPOSSIBLE);
        serverOffMs = 23 * HOUR_MS;
        assertBelieved(0);
    }

    /** A clock that nobody sets, and messages that wait as long as they like, in their order. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldJudgeByWhatWaitingCannotExplain(final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        for (int run = 0; run < 300; run++) {
            final long maxMs = random.nextLong(1_000, random.nextBoolean() ? 60_000 : 24 * HOUR_MS);
            settings = settings(maxMs, random.nextLong(Math.min(maxMs, 10_000)));
            final long slowMs = random.nextLong(-2 * maxMs, 2 * maxMs);
            connect();
            long sentMs = nowMs;
            long leastLateMs = Long.MAX_VALUE;
            for (int message = 0; message < 20; message++) {
                nowMs += random.nextLong(random.nextInt(3) == 0 ? 2 * MINUTE_MS : 2_000);
                sentMs = random.nextInt(3) == 0 ? nowMs : random.nextLong(Math.max(sentMs, nowMs - IDLE_MS), nowMs + 1);
                final long lateMs = nowMs - sentMs;
                leastLateMs = Math.min(leastLateMs, lateMs);
                if (message == 0) {
                    hello(slowMs, lateMs);
                } else {
                    ping(slowMs, lateMs);
                }
                final int correction = correction();
                final String what = String.format("seed %d, %d ms slow, at most %d, message %d, %d ms late", seed, slowMs, maxMs,
                    message, lateMs);
                if (Math.abs(slowMs) <= maxMs) {
                    assertThat(correction).as(what).isNotEqualTo(Slot.SKEW_IMPOSSIBLE);
                    final long offMs = correction - slowMs;
                    assertThat(offMs).as(what).isBetween(-settings.skewToleranceMs(), lateMs + settings.skewToleranceMs());
                } else if (slowMs + leastLateMs < -maxMs && slowMs + lateMs < -maxMs) {
                    assertThat(correction).as(what).isEqualTo(Slot.SKEW_IMPOSSIBLE);
                }
            }
        }
    }
}
