package io.swabline.server.trust;

import io.swabline.protocol.FileVersion;
import io.swabline.protocol.KeyFileException;
import io.swabline.protocol.SamplingKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the keys, and takes in a changed key file while the server runs: looks at it on a thread of its own, about once a
 * second. A file that cannot be used, that has another pepper, under which everybody would be a stranger, or that is an older
 * copy ({@link KnownKeys}) is told once; the keys before it stay until it is mended.
 */
public final class KeyWatch implements Runnable, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(KeyWatch.class);

    private final Path file;
    private final KnownKeys known;
    private final long intervalNs;
    private final Thread thread = new Thread(this, "key-watch");
    private volatile SamplingKeys keys;
    private volatile boolean isClosed;
    /** What the file looked like when it was last read without trouble; null when it must be read again. */
    private String stamp;
    private String inForce = "";
    private String trouble;
    private boolean isForgetful;

    /**
     * Watches the file that these keys were just read from. Call when this process alone uses the data directory.
     *
     * @param known what that directory remembers of the file
     */
    public KeyWatch(final Path file, final SamplingKeys keys, final KnownKeys known, final long intervalNs) {
        this.file = file;
        this.known = known;
        this.keys = keys;
        this.intervalNs = intervalNs;
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** The keys of this moment; the same object until they change. */
    public SamplingKeys keys() {
        return keys;
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
        return file;
    }

    /** Reads the file if it changed, or could not be used the last time. */
    synchronized void look() {
        final String seen = FileVersion.of(file);
        if (seen.equals(stamp)) {
            if (isForgetful) {
                remember(keys);
            }
            return;
        }
        try {
            // Also after a first look, since the file may have changed between its reading at the start and now.
            final SamplingKeys read = SamplingKeys.load(file);
            if (!read.hasPepperOf(keys)) {
                refuse("the key file " + file + " has another pepper: under it everybody would be a stranger, registered twice; "
                    + "restore the former file, or restart with an empty data directory");
                return;
            }
            known.requireNotOlder(file, read);
            remember(read);
            take(read);
            stamp = seen;
            inForce = seen;
        } catch (final KeyFileException unusable) {
            refuse(unusable.getMessage());
        }
    }

    /** A failed write is told once and tried again at each look; the keys count nevertheless. */
    private void remember(final SamplingKeys read) {
        try {
            known.remember(read);
            isForgetful = false;
        } catch (final IOException e) {
            if (!isForgetful) {
                LOGGER.error("which keys are withdrawn could not be noted in the data directory ({}): an older copy of the key"
                    + " file would not be noticed at the next start; make room or mend the disk, it is tried again each second",
                    e.toString());
            }
            isForgetful = true;
        }
    }

    private void take(final SamplingKeys read) {
        keys = read;
        if (stamp != null || trouble != null) {
            LOGGER.info("the key file {} was read again: {}", file, read);
        }
        trouble = null;
    }

    private void refuse(final String reason) {
        stamp = null;
        if (!reason.equals(trouble)) {
            trouble = reason;
            LOGGER.error("the keys stay as they were: {}", reason);
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
