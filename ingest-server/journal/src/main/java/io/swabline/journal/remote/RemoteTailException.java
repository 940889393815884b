package io.swabline.journal.remote;

/** The journal cannot be read over the network, and trying again would not help, or was not asked for. */
public final class RemoteTailException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RemoteTailException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
