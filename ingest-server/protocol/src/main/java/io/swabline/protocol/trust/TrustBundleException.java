package io.swabline.protocol.trust;

/** Bytes that are no trust bundle to be believed, or a bundle that cannot be made: what is wrong and what to do. */
public final class TrustBundleException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TrustBundleException(final String message) {
        super(message);
    }

    TrustBundleException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
