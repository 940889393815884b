package io.swabline.server.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds certificate and key, and takes in changed files while the server runs: looks at them on a thread of its own, about once
 * a second, and tells its listeners there. Files that cannot be used are told once and what was read before stays. Since two
 * files are never replaced at the same moment, they have until the next look to become a pair.
 */
public final class TlsWatch implements Runnable, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(TlsWatch.class);

    private final TlsFiles files;
    private final long intervalNs;
    private final List<Consumer<TlsMaterial>> listeners = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this, "tls-watch");
    private volatile TlsMaterial material;
    private volatile boolean isClosed;
    /** What the files looked like when they were last read without trouble. */
    private String stamp;
    private String trouble;
    private boolean isTold;

    /**
     * Reads the files.
     *
     * @throws TlsException if they cannot be used
     */
    public TlsWatch(final TlsFiles files, final long intervalNs) {
        this.files = files;
        this.intervalNs = intervalNs;
        stamp = stamp();
        material = files.load();
        thread.setDaemon(true);
    }

    /** The listener is told of everything that comes after {@link #material}; what it throws is told in the log. */
    public void onChange(final Consumer<TlsMaterial> listener) {
        listeners.add(listener);
    }

    public void start() {
        thread.start();
    }

    /** Certificate and key of this moment. */
    public TlsMaterial material() {
        return material;
    }

    @Override
    public void run() {
        while (!isClosed) {
            look();
            LockSupport.parkNanos(this, intervalNs);
        }
    }

    /** Reads the files if they changed, or could not be used the last time. */
    void look() {
        final String seen = stamp();
        if (seen.equals(stamp)) {
            return;
        }
        try {
            final TlsMaterial read = files.load();
            material = read;
            stamp = seen;
            trouble = null;
            isTold = false;
            listeners.forEach(listener -> tell(listener, read));
            LOGGER.info("new TLS files were read: {}", read);
        } catch (final TlsException unusable) {
            refuse(unusable.getMessage());
        }
    }

    private static void tell(final Consumer<TlsMaterial> listener, final TlsMaterial read) {
        try {
            listener.accept(read);
        } catch (final RuntimeException e) {
            LOGGER.error("new TLS files could not be taken over by a listener, which goes on with the former ones", e);
        }
    }

    private void refuse(final String reason) {
        stamp = null;
        if (!reason.equals(trouble)) {
            trouble = reason;
            isTold = false;
        } else if (!isTold) {
            isTold = true;
            LOGGER.error("the TLS files in use stay as they were: {}", reason);
        }
    }

    private String stamp() {
        return stampOf(files.certificate()) + "|" + stampOf(files.privateKey())
            + (files.clientCa() == null ? "" : "|" + stampOf(files.clientCa()));
    }

    private static String stampOf(final Path file) {
        try {
            final BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS) + " " + attributes.size() + " " + attributes.fileKey();
        } catch (final IOException gone) {
            return gone.toString();
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
