package io.swabline.protocol.trust;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A root key in a form that people can read out to each other: the first 16 bytes of SHA-256 over its 32 bytes, eight groups of
 * four hex digits. Nobody finds another key with the same fingerprint. Immutable.
 */
public final class Fingerprint {
    private static final int LENGTH = 16;
    private static final int GROUP_DIGITS = 4;

    private final byte[] bytes;

    private Fingerprint(final byte[] bytes) {
        this.bytes = bytes;
    }

    /** Of an Ed25519 key. */
    public static Fingerprint of(final PublicKey root) {
        try {
            final byte[] digest = MessageDigest.getInstance("SHA-256").digest(Ed25519Bytes.of(root));
            return new Fingerprint(Arrays.copyOf(digest, LENGTH));
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    /** 32 hex digits, with hyphens, colons or spaces between or none; {@link IllegalArgumentException} for anything else. */
    public static Fingerprint parse(final String text) {
        final String digits = text.replaceAll("[-: ]", "").toLowerCase(Locale.ROOT);
        if (!digits.matches("[0-9a-f]{32}")) {
            throw new IllegalArgumentException("a root fingerprint is 32 hex digits, as 'swabline keys show' prints it");
        }
        return new Fingerprint(HexFormat.of().parseHex(digits));
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof Fingerprint that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes).replaceAll(".{" + GROUP_DIGITS + "}(?=.)", "$0-");
    }
}
