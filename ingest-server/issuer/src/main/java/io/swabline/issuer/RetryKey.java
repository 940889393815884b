package io.swabline.issuer;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * By which somebody marks a request and its repetitions as one.
 *
 * @param hash SHA-256 of what was sent, in hex: a client may have put a name into it
 */
public record RetryKey(String hash) {
    /** Of what a client sent. */
    public static RetryKey of(final String key) {
        try {
            return new RetryKey(HexFormat.of().formatHex(
                MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8))));
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256, which every Java must have", e);
        }
    }
}
