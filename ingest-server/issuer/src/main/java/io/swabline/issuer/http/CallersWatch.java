package io.swabline.issuer.http;

import io.swabline.protocol.FileVersion;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The callers of this moment. {@link #look} is called about every second by a worker thread and reads the file anew when it
 * changed; a bad file is logged once and the callers before it stay. {@link #callers} may be asked by any thread.
 */
final class CallersWatch {
    private static final Logger LOG = LoggerFactory.getLogger(CallersWatch.class);

    private final CallersFile file;
    /** As the file was when it was last read without trouble; null when it must be read again. */
    private String lastSeen;
    private String inForce = "";
    private String trouble;
    private volatile Callers callers = Callers.NONE;

    CallersWatch(final Path file) {
        this.file = new CallersFile(file);
        look();
    }

    Callers callers() {
        return callers;
    }

    /** Looks at the file now and tells what is in force. */
    synchronized FileVersion lookNow() {
        look();
        return new FileVersion(inForce, trouble);
    }

    Path path() {
        return file.path();
    }

    synchronized void look() {
        final String seen = FileVersion.of(file.path());
        if (seen.equals(lastSeen)) {
            return;
        }
        try {
            callers = file.load();
            lastSeen = seen;
            inForce = seen;
            trouble = null;
            if (callers.all().isEmpty()) {
                LOG.info("nobody may call the HTTP API: {} has no callers; add one with 'swabline callers add NAME --file {}'",
                    file.path(), file.path());
            } else {
                LOG.info("keys of callers of the HTTP API: {}, read from {}", callers.all().size(), file.path());
            }
        } catch (final CallersFileException e) {
            lastSeen = null;
            if (!e.getMessage().equals(trouble)) {
                trouble = e.getMessage();
                LOG.error("{}; the keys known before, {}, stay", trouble, callers.all().size());
            }
        }
    }
}
