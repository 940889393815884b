package io.swabline.server.wiring;

/** The server cannot start, for a reason that its operator can mend; the message says which and how. */
public final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StartException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
