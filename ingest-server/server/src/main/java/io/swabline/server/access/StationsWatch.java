package io.swabline.server.access;

import io.swabline.protocol.FileVersion;
import io.swabline.protocol.access.AccessFileException;
import io.swabline.protocol.access.AccessList;
import io.swabline.protocol.access.StationsFile;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the list of who may connect, and takes in a changed stations file while the server runs: looks at it on a thread of its
 * own, about once a second, and tells its listeners there. While the file cannot be used, or would let in what was withdrawn,
 * the list before it stays, and the log says so once a minute.
 */
public final class StationsWatch implements Runnable, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(StationsWatch.class);

    private static final long TROUBLE_INTERVAL_NS = TimeUnit.MINUTES.toNanos(1);

    private final StationsFile file;
    private final KnownStations known;
    private final long intervalNs;
    private final NanoClock clock;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this, "stations-watch");
    private volatile AccessList list;
    private volatile boolean isClosed;
    /** What the file looked like when it was last read without trouble; null when it must be read again. */
    private String stamp;
    private String inForce;
    private String trouble;
    private long tellTroubleAgainNs;

    /**
     * Reads the file.
     *
     * @throws AccessFileException if it cannot be used
     */
    public StationsWatch(final StationsFile file, final KnownStations known, final long intervalNs, final NanoClock clock) {
        this.file = file;
        this.known = known;
        this.intervalNs = intervalNs;
        this.clock = clock;
        stamp = FileVersion.of(file.path());
        list = known.load(file);
        inForce = stamp;
        thread.setDaemon(true);
        tellCount();
    }

    /** Called on the watch's thread behind every change of {@link #list}. */
    public void onChange(final Runnable listener) {
        listeners.add(listener);
    }

    /** Call when this process alone uses the data directory. */
    public void start() {
        rememberUnlessMissing();
        thread.start();
    }

    /** Who may connect at this moment. */
    public AccessList list() {
        return list;
    }

    @Override
    public void run() {
        while (!isClosed) {
            look();
            LockSupport.parkNanos(this, intervalNs);
        }
    }

    /** Looks at the file now, as {@link #run} does, and tells what is in force. Any thread. */
    public FileVersion lookNow() {
        synchronized (this) {
            look();
            return new FileVersion(inForce, trouble);
        }
    }

    /** The file that is watched. */
    public Path path() {
        return file.path();
    }

    /** Reads the file if it changed, or could not be used the last time. */
    synchronized void look() {
        final String seen = FileVersion.of(file.path());
        if (seen.equals(stamp)) {
            return;
        }
        try {
            list = known.load(file);
            stamp = seen;
            inForce = seen;
            trouble = null;
            tellCount();
            rememberUnlessMissing();
            listeners.forEach(Runnable::run);
        } catch (final AccessFileException unusable) {
            stamp = null;
            tell(unusable.getMessage());
        }
    }

    private void rememberUnlessMissing() {
        if (!FileVersion.MISSING.equals(inForce)) {
            known.remember(list);
        }
    }

    private void tell(final String now) {
        final long nowNs = clock.nanoTime();
        if (!now.equals(trouble) || nowNs - tellTroubleAgainNs >= 0) {
            trouble = now;
            tellTroubleAgainNs = nowNs + TROUBLE_INTERVAL_NS;
            LOGGER.error("{}; until then what was known before counts: {} tokens, certificates of {} stations withdrawn",
                now, list.entries().size(), list.withdrawnCertificates().size());
        }
    }

    private void tellCount() {
        if (list.entries().isEmpty()) {
            LOGGER.info("no tokens of stations or subscribers: {} has none; add some with "
                + "'swabline stations add NUMBER --file {}'",
                file.path(), file.path());
        } else {
            LOGGER.info("tokens of stations and subscribers: {}, read from {}", list.entries().size(), file.path());
        }
    }

    /** Waits for the thread to end. */
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
