package io.swabline.server.ops;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Looks at the journal's disk ten times a second, on a thread of its own, and says when it is too full to take new scans.
 * The journal's files are mapped: writing to a full disk would end the process (SIGBUS), so the server has to stop first.
 * A disk that cannot be asked counts as low.
 */
public final class FreeSpaceGuard implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(FreeSpaceGuard.class);
    private static final long INTERVAL_MS = 100;
    private static final long MIB = 1 << 20;

    private final LongSupplier usableBytes;
    private final long freeMinBytes;
    private final ScheduledExecutorService executor;
    private volatile boolean low;

    /**
     * @param usableBytes  bytes that the disk has left
     * @param freeMinBytes below this the disk is low; 0 never looks
     */
    public FreeSpaceGuard(final LongSupplier usableBytes, final long freeMinBytes) {
        this.usableBytes = usableBytes;
        this.freeMinBytes = freeMinBytes;
        executor = Executors.newSingleThreadScheduledExecutor(runnable -> {
            final Thread thread = new Thread(runnable, "free-space-guard");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Looks once, then at intervals. */
    public void start() {
        if (freeMinBytes > 0) {
            look();
            executor.scheduleWithFixedDelay(this::look, INTERVAL_MS, INTERVAL_MS, TimeUnit.MILLISECONDS);
        }
    }

    /** Whether new scans may not be taken; any thread. */
    public boolean isLow() {
        return low;
    }

    void look() {
        long usable;
        try {
            usable = usableBytes.getAsLong();
        } catch (final RuntimeException unknown) {
            LOGGER.warn("cannot tell the journal's free disk space: {}", unknown.getMessage());
            usable = 0;
        }
        final boolean nowLow = usable < freeMinBytes;
        if (nowLow && !low) {
            LOGGER.warn("the journal's disk has {} MiB left, less than journal.disk-free-min ({} MiB): new scans are answered"
                + " RETRY until there is room", usable / MIB, freeMinBytes / MIB);
        } else if (!nowLow && low) {
            LOGGER.info("the journal's disk has {} MiB left: scans are taken again", usable / MIB);
        }
        low = nowLow;
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
