package io.swabline.server.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AlarmWatchTest {
    private static final Alarm FAILS = nowMs -> {
        throw new IllegalStateException("counters are not there");
    };
    private static final Alarm CANNOT_BE_LOADED = nowMs -> {
        throw new NoClassDefFoundError("io/swabline/Missing");
    };

    @Test
    void shouldLetTheOtherAlarmsLookWhateverOneThrows() {
        final AtomicInteger looks = new AtomicInteger();
        try (LogLines lines = new LogLines(AlarmWatch.class)) {
            final AlarmWatch watch =
                new AlarmWatch(() -> 5, List.of(FAILS, CANNOT_BE_LOADED, nowMs -> looks.addAndGet((int) nowMs)));
            watch.look();
            watch.look();

            assertThat(looks).hasValue(10);
            assertThat(lines.all()).hasSize(4).allMatch(line -> line.startsWith("ERROR an alarm could not look"));
        }
    }

    /** The thread itself goes on: it looks again a second later. */
    @Test
    void shouldLookAgainAfterAnError() throws InterruptedException {
        final CountDownLatch looks = new CountDownLatch(2);
        try (AlarmWatch watch = new AlarmWatch(() -> 5, List.of((Alarm) nowMs -> {
            looks.countDown();
            throw new NoClassDefFoundError("io/swabline/Missing");
        }))) {
            watch.start();
            assertThat(looks.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }
}
