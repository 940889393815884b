package io.swabline.station.trust;

import java.nio.file.Path;

/** A bundle that the terminal does not take, or a state on its disk that it does not believe: why, and what to do. */
public final class TrustException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** The bytes are no genuine bundle. */
        NOT_GENUINE,
        /** The bundle is older than one that this terminal has had. */
        ROLL_BACK,
        /** The bundle is of another root key than the one pinned or asked for. */
        OTHER_ROOT,
        /** The bundle was made later than now, by far. */
        FROM_THE_FUTURE,
        /** What lies on the terminal's disk is not what was written there. */
        STATE_DAMAGED,
        /** The terminal's disk cannot be read or written, or another program works on it. */
        STATE_UNUSABLE
    }

    private final Reason reason;
    private final boolean isOfState;

    TrustException(final Reason reason, final String message) {
        this(reason, false, message);
    }

    TrustException(final Reason reason, final String message, final Throwable cause) {
        super(message, cause);
        this.reason = reason;
        isOfState = false;
    }

    private TrustException(final Reason reason, final boolean isOfState, final String message) {
        super(message);
        this.reason = reason;
        this.isOfState = isOfState;
    }

    /** What lies on the terminal's disk is genuine, but not the newest bundle that this terminal took. */
    static TrustException replaced(final Reason reason, final String message) {
        return new TrustException(reason, true, message);
    }

    static TrustException unusable(final Path directory, final String wrong, final Throwable cause) {
        return new TrustException(Reason.STATE_UNUSABLE, "trust state " + directory + " " + wrong, cause);
    }

    public Reason reason() {
        return reason;
    }

    /** Whether the bundle on the terminal's disk is refused, and not one that was offered. */
    public boolean isOfState() {
        return isOfState;
    }
}
