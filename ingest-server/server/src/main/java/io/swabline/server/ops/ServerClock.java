package io.swabline.server.ops;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's time: the machine's at the start, and from then on counted by the monotonic clock, which nobody can set. It
 * follows the machine's time, but by one second in twenty at most, so that it never runs back or jumps when somebody, or
 * NTP, sets the machine's clock: scans would be judged impossible or expired by it, and stations that are right be corrected.
 *
 * <p>Read by any thread, for the cost of reading the monotonic clock; looks at the machine's time on a thread of its own.
 */
public final class ServerClock implements EpochClock, Runnable, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(ServerClock.class);
    private static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(500);
    /** A second is made up for in so many. */
    private static final int CATCH_UP = 20;
    private static final long WORTH_TELLING_NS = TimeUnit.SECONDS.toNanos(2);
    private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);

    private final EpochClock machine;
    private final NanoClock monotonic;
    private final Thread thread = new Thread(this, "clock-watch");
    private volatile Course course;
    private volatile boolean isClosed;
    private boolean isTold;

    /**
     * How the time goes on from a moment of the monotonic clock.
     *
     * @param sinceNs  monotonic time from which on it holds
     * @param offsetNs what to add to the monotonic time
     * @param behindNs how far that is behind the machine's time: to be made up for, or negative, to be waited for
     */
    private record Course(long sinceNs, long offsetNs, long behindNs) {
        long epochNs(final long nowNs) {
            final long mostNs = Math.max(0, nowNs - sinceNs) / CATCH_UP;
            return nowNs + offsetNs + Math.max(-mostNs, Math.min(mostNs, behindNs));
        }
    }

    public ServerClock(final EpochClock machine, final NanoClock monotonic) {
        this.machine = machine;
        this.monotonic = monotonic;
        course = new Course(monotonic.nanoTime(), machine.time() * MS - monotonic.nanoTime(), 0);
        thread.setDaemon(true);
    }

    /** Begins to follow the machine's time. */
    public void start() {
        thread.start();
    }

    @Override
    public long time() {
        return Math.floorDiv(course.epochNs(monotonic.nanoTime()), MS);
    }

    @Override
    public void run() {
        while (!isClosed) {
            look();
            LockSupport.parkNanos(this, INTERVAL_NS);
        }
    }

    /** Compares itself with the machine's time, and takes its course by that; its thread does so, or a simulation. */
    public void look() {
        final long nowNs = monotonic.nanoTime();
        final long epochNs = course.epochNs(nowNs);
        final long behindNs = machine.time() * MS - epochNs;
        course = new Course(nowNs, epochNs - nowNs, behindNs);
        tell(behindNs);
    }

    private void tell(final long behindNs) {
        final boolean isFar = Math.abs(behindNs) > WORTH_TELLING_NS;
        if (isFar && !isTold) {
            LOGGER.warn("the machine's clock was set {} by {} s: scans are judged by the time as it went on before, which comes"
                + " up with the machine's by one second in {}; a restart takes the machine's at once",
                behindNs > 0 ? "forward" : "back", Math.abs(behindNs) / 1_000_000_000L, CATCH_UP);
        } else if (!isFar && isTold) {
            LOGGER.info("the server's time is the machine's again");
        }
        isTold = isFar;
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
