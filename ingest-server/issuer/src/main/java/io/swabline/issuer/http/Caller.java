package io.swabline.issuer.http;

import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;

/**
 * One key of a caller. The key itself is not kept, only its SHA-256, from which 32 random bytes cannot be found again.
 *
 * @param name      whose key it is; a caller may have several, so that one takes over from another without a gap
 * @param keyHash   32 bytes
 * @param scopes    what the key is good for
 * @param createdAt when it was made
 */
public record Caller(String name, byte[] keyHash, Set<Scope> scopes, Instant createdAt) {
    private static final int ID_LENGTH = 4;

    /** By which commands tell a caller's keys apart: the first 8 hex digits of the hash. */
    public String keyId() {
        return HexFormat.of().formatHex(keyHash, 0, ID_LENGTH);
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof Caller that && name.equals(that.name) && Arrays.equals(keyHash, that.keyHash);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(keyHash);
    }

    @Override
    public String toString() {
        return name + " " + keyId() + " " + scopes;
    }
}
