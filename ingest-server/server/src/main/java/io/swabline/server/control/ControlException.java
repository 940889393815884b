package io.swabline.server.control;

import java.nio.file.Path;

/** A server that could not be asked: on which directory, and why. */
public final class ControlException extends Exception {
    /** Why there is no answer. */
    public enum Kind {
        /** No server runs on that directory. */
        NO_SERVER,
        /** A server may run there, but this user may not ask it. */
        DENIED,
        /** A server holds the journal there and nobody listens at the socket: nothing was asked. */
        NOT_LISTENING,
        /** A server runs there and gave no answer in time, or none that can be read. */
        NO_ANSWER
    }

    private static final long serialVersionUID = 1L;

    private final Kind kind;

    ControlException(final Kind kind, final Path dataDirectory, final String why, final Throwable cause) {
        super(switch (kind) {
            case NO_SERVER -> "no server is running on " + dataDirectory;
            case DENIED -> "this user may not ask the server on " + dataDirectory + " (" + why + ")";
            case NOT_LISTENING -> "the server on " + dataDirectory + " cannot be asked (" + why + ")";
            case NO_ANSWER -> "the server on " + dataDirectory + " gave no answer (" + why + ")";
        }, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
