package io.swabline.server.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerClockTest {
    private static final long START_MS = 1_650_000_000_000L;
    private static final long STEP_NS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long HOUR_MS = 3_600_000L;

    /** Of the machine: a monotonic clock that begins anywhere, and a time that is set. */
    private long nanoTime = -7_000_000_000L;
    private long setByMs;
    private final ServerClock clock = new ServerClock(this::machineMs, () -> nanoTime);

    private long machineMs() {
        return START_MS + setByMs + (nanoTime + 7_000_000_000L) / 1_000_000;
    }

    /** Lets time pass, and the clock look at the machine's; returns the most by which it went on in a half second. */
    private long pass(final long seconds) {
        long mostMs = 0;
        for (long step = 0; step < 2 * seconds; step++) {
            final long beforeMs = clock.time();
            nanoTime += STEP_NS;
            final long unseenMs = clock.time();
            clock.look();
            assertThat(unseenMs).isGreaterThan(beforeMs);
            assertThat(clock.time()).as("goes on without a jump").isBetween(unseenMs, unseenMs + 1);
            mostMs = Math.max(mostMs, clock.time() - beforeMs);
        }
        return mostMs;
    }

    @Test
    void shouldGoWithTheMachineAsLongAsNobodySetsIt() {
        assertThat(clock.time()).isEqualTo(START_MS);
        pass(100_000);
        assertThat(clock.time()).isEqualTo(machineMs());
    }

    @ParameterizedTest
    @ValueSource(longs = {HOUR_MS, -HOUR_MS})
    void shouldComeUpWithAClockThatWasSetByAnHourWithoutAJump(final long byMs) {
        pass(10);
        setByMs = byMs;
        assertThat(pass(100)).isLessThanOrEqualTo(526);
        assertThat(Math.abs(machineMs() - clock.time())).isBetween(HOUR_MS - 5_001, HOUR_MS);
        pass(20 * 3_600);
        assertThat(Math.abs(machineMs() - clock.time())).isLessThanOrEqualTo(1);
    }

    @Test
    void shouldHardlyNoticeAClockThatIsSetAndSetBack() {
        for (int i = 0; i < 50; i++) {
            setByMs = i % 2 == 0 ? HOUR_MS : -HOUR_MS;
            pass(10);
        }
        setByMs = 0;
        assertThat(Math.abs(machineMs() - clock.time())).isLessThan(1_000);
    }

    @Test
    void shouldFollowAClockThatRunsFastBySmallAmounts() {
        for (int i = 0; i < 10_000; i++) {
            setByMs += i % 4 == 0 ? 1 : 0; // 500 parts in a million, the most that NTP corrects by
            pass(1);
            assertThat(Math.abs(machineMs() - clock.time())).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void shouldEndItsThread() {
        final ServerClock running = new ServerClock(System::currentTimeMillis, System::nanoTime);
        running.start();
        assertThat(Math.abs(running.time() - System.currentTimeMillis())).isLessThan(30_000);
        running.close();
        assertThat(Thread.getAllStackTraces().keySet()).noneMatch(thread -> "clock-watch".equals(thread.getName()));
    }
}
