package io.swabline.station;

/** The server sent what the protocol does not allow. The message says what, and against what; the connection closes with it. */
final class ProtocolViolation extends RuntimeException {
    private static final long serialVersionUID = 1;

    ProtocolViolation(final String message) {
        super(message, null, false, false);
    }
}
