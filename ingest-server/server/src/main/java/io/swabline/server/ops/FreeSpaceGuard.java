package io.swabline.server.ops;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Looks at the journal's disk ten times a second, on a thread of its own, and says when it is too full to take new scans,
 * while there is still room for what else the server writes. It may be late: the journal itself never writes where it has
 * not reserved room before, and refuses when it gets none; the guard then says so in the log. A disk that cannot be asked
 * counts as low.
 */
public final class FreeSpaceGuard implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(FreeSpaceGuard.class);
    private static final long INTERVAL_MS = 100;
    private static final long MIB = 1 << 20;

    private final LongSupplier usableBytes;
    private final BooleanSupplier isFull;
    private final long freeMinBytes;
    private final ScheduledExecutorService executor;
    private volatile boolean low;
    private boolean full;
    private boolean isUnknown;

    /**
     * @param usableBytes  bytes that the disk has left
     * @param isFull       whether the journal could reserve no more room
     * @param freeMinBytes below this the disk is low; 0: never
     */
    public FreeSpaceGuard(final LongSupplier usableBytes, final BooleanSupplier isFull, final long freeMinBytes) {
        this.usableBytes = usableBytes;
        this.isFull = isFull;
        this.freeMinBytes = freeMinBytes;
        executor = Executors.newSingleThreadScheduledExecutor(runnable -> {
            final Thread thread = new Thread(runnable, "free-space-guard");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Looks once, then at intervals. */
    public void start() {
        look();
        executor.scheduleWithFixedDelay(this::look, INTERVAL_MS, INTERVAL_MS, TimeUnit.MILLISECONDS);
    }

    /** Whether new scans may not be taken; any thread. */
    public boolean isLow() {
        return low;
    }

    void look() {
        final long usable = usable();
        final boolean nowLow = usable < freeMinBytes;
        if (nowLow && !low) {
            LOGGER.warn("not ready: the journal's disk has {} MiB left, less than journal.disk-free-min ({} MiB): new scans are"
                + " answered RETRY until there is room", usable / MIB, freeMinBytes / MIB);
        } else if (!nowLow && low) {
            LOGGER.info("ready: the journal's disk has {} MiB left: scans are taken again", usable / MIB);
        }
        low = nowLow;
        final boolean nowFull = isFull.getAsBoolean();
        if (nowFull && !full) {
            LOGGER.warn("not ready: the journal's disk is full, or has no room for another file: new scans are answered RETRY"
                + " until there is room");
        } else if (!nowFull && full) {
            LOGGER.info("ready: the journal has room again");
        }
        full = nowFull;
    }

    private long usable() {
        try {
            final long usable = usableBytes.getAsLong();
            isUnknown = false;
            return usable;
        } catch (final RuntimeException unknown) {
            if (!isUnknown) {
                LOGGER.warn("{}", unknown.getMessage());
            }
            isUnknown = true;
            return 0;
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
