package io.swabline.server.access;

/**
 * By what a subscriber was let in, so that it can be asked again whether it still holds. Immutable; names no token.
 *
 * @param name      the subscriber's name
 * @param tokenHash SHA-256 of its token; null where none is asked for
 * @param untilMs   epoch milliseconds of the end of its token
 */
public record SubscriberAdmission(String name, byte[] tokenHash, long untilMs) {
    @Override
    public boolean equals(final Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name + (tokenHash != null ? " by token" : "");
    }
}
