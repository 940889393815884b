package io.swabline.protocol.access;

import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;

/**
 * One token of a station or subscriber, without the token. Immutable; its text names no hash.
 *
 * @param name       a station's number in decimal digits, or a subscriber's name, which begins with a letter
 * @param right      what the token is good for
 * @param tokenHash  SHA-256 of the token
 * @param madeAt     when it was made
 * @param validUntil when it ends; null: never
 */
public record AccessEntry(String name, Right right, byte[] tokenHash, Instant madeAt, Instant validUntil) {
    private static final int ID_BYTES = 4;

    /** By which an operator tells one of several tokens; says nothing about the token itself. */
    public String tokenId() {
        return HexFormat.of().formatHex(tokenHash, 0, ID_BYTES);
    }

    boolean isOf(final byte[] hash) {
        return MessageDigest.isEqual(tokenHash, hash);
    }

    /** Epoch milliseconds of its end; {@link Long#MAX_VALUE}: never. */
    public long validUntilMs() {
        return validUntil == null ? Long.MAX_VALUE : validUntil.toEpochMilli();
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof AccessEntry entry && name.equals(entry.name) && right == entry.right && isOf(entry.tokenHash);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name + " " + right.text() + " " + tokenId();
    }
}
