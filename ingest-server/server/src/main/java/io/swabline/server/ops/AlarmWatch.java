package io.swabline.server.ops;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.EpochClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets alarms look once a second, on a thread of its own: what they watch is counted by the threads of the pipeline, which
 * neither log
 * nor wait. An alarm that fails is logged, and looks again the next time.
 */
public final class AlarmWatch implements Runnable, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(AlarmWatch.class);
    private static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);

    private final EpochClock clock;
    private final List<Alarm> alarms;
    private final Thread thread = new Thread(this, "alarm-watch");
    private volatile boolean isClosed;

    public AlarmWatch(final EpochClock clock, final List<? extends Alarm> alarms) {
        this.clock = clock;
        this.alarms = List.copyOf(alarms);
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    @Override
    public void run() {
        while (!isClosed) {
            look();
            LockSupport.parkNanos(this, INTERVAL_NS);
        }
    }

    /** Every alarm looks once; the thread does so, or a test. */
    public void look() {
        final long nowMs = clock.time();
        for (final Alarm alarm : alarms) {
            try {
                alarm.look(nowMs);
            } catch (final Throwable failure) { // an Error of one must not end the others
                LOGGER.error("an alarm could not look at what it watches", failure);
            }
        }
    }

    @Override
    public void close() {
        isClosed = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
