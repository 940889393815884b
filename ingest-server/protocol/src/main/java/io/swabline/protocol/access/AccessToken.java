package io.swabline.protocol.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * What a token looks like: {@code swt_} and 43 characters of Base64 (URL alphabet), 32 random bytes. It is printed once, when it
 * is made; whoever checks it keeps its SHA-256, which is enough for a secret that nobody could guess.
 */
public final class AccessToken {
    /** What all tokens start with, so that one that got out is known for what it is. */
    public static final String PREFIX = "swt_";
    /** Characters of a token. */
    public static final int LENGTH = PREFIX.length() + 43;

    private static final int RANDOM_BYTES = 32;

    private AccessToken() {
    }

    /** A new token. */
    public static String make(final SecureRandom random) {
        final byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Whether a text could be a token at all. */
    public static boolean isWellFormed(final String token) {
        return token.length() == LENGTH && token.startsWith(PREFIX);
    }

    /** What is kept of a token. */
    public static byte[] hash(final String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256, which every Java must have", e);
        }
    }
}
