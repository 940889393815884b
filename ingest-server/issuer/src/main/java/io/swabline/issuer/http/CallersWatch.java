package io.swabline.issuer.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The callers of this moment. {@link #look} is called about every second by a worker thread and reads the file anew when it
 * changed; a bad file is logged once and the callers before it stay. {@link #callers} may be asked by any thread.
 */
final class CallersWatch {
    private static final Logger LOG = LoggerFactory.getLogger(CallersWatch.class);

    private final CallersFile file;
    private String lastSeen;
    private volatile Callers callers = Callers.NONE;

    CallersWatch(final Path file) {
        this.file = new CallersFile(file);
        look();
    }

    Callers callers() {
        return callers;
    }

    synchronized void look() {
        final String seen = seen();
        if (seen.equals(lastSeen)) {
            return;
        }
        lastSeen = seen;
        try {
            callers = file.load();
            if (callers.all().isEmpty()) {
                LOG.info("nobody may call the HTTP API: {} has no callers; add one with 'swabline callers add NAME --file {}'",
                    file.path(), file.path());
            } else {
                LOG.info("keys of callers of the HTTP API: {}, read from {}", callers.all().size(), file.path());
            }
        } catch (final CallersFileException e) {
            LOG.error("{}; the keys known before, {}, stay", e.getMessage(), callers.all().size());
        }
    }

    /** What changes whenever the file does. */
    private String seen() {
        try {
            final BasicFileAttributes attributes = Files.readAttributes(file.path(), BasicFileAttributes.class);
            return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey() + " "
                + (Files.getFileStore(file.path()).supportsFileAttributeView("posix")
                    ? Files.getAttribute(file.path(), "unix:ctime") : "");
        } catch (final NoSuchFileException e) {
            return "missing";
        } catch (final IOException e) {
            return e.toString();
        }
    }
}
