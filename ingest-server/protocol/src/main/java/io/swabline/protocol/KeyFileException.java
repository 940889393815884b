package io.swabline.protocol;

import java.nio.file.Path;

/** A key file that cannot be used or changed: which, what is wrong, what to do. Never holds anything of the file's secrets. */
public final class KeyFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    KeyFileException(final Path file, final String wrong, final String remedy) {
        super("key file " + file + " " + wrong + ": " + remedy);
    }

    public KeyFileException(final Path file, final String wrong, final String remedy, final Throwable cause) {
        super("key file " + file + " " + wrong + ": " + remedy, cause);
    }
}
