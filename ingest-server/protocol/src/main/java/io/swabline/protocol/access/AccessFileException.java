package io.swabline.protocol.access;

import java.nio.file.Path;

/** The stations file cannot be used; the message names it, what is wrong with it, and what to do. */
public final class AccessFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public AccessFileException(final Path file, final String wrong, final String remedy, final Throwable cause) {
        super("the stations file " + file + " " + wrong + ": " + remedy, cause);
    }
}
