package io.swabline.protocol.trust;

import java.nio.file.Path;

/** A cut-off log that cannot be used: which file, why, what to do. */
public final class CutoffLogException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CutoffLogException(final Path file, final String what, final String remedy, final Throwable cause) {
        super("the cut-off log " + file + " " + what + ": " + remedy, cause);
    }
}
