package io.swabline.issuer.http;

import java.nio.file.Path;

/** A callers file that cannot be used or changed: which, what is wrong, what to do. Never holds a key or its hash. */
public final class CallersFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CallersFileException(final Path file, final String wrong, final String remedy, final Throwable cause) {
        super("callers file " + file + " " + wrong + ": " + remedy, cause);
    }
}
