package io.swabline.server.tls;

/** A certificate or key file cannot be used; the message names the file, what is wrong with it, and what to do. */
public final class TlsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TlsException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
