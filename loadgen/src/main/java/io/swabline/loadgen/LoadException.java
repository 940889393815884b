package io.swabline.loadgen;

/** A run could not start: the keys, the ledger or the server are not there; the message says what to do. */
public final class LoadException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LoadException(final String message) {
        super(message);
    }

    public LoadException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
