package io.swabline.issuer.http;

/** The HTTP listener could not start: where, why, what to do. */
public final class HttpStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    HttpStartException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
