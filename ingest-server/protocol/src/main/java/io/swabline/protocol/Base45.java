package io.swabline.protocol;

import java.util.Arrays;

/**
 * Base45, RFC 9285: two bytes become three characters of the QR alphanumeric set, a last odd byte two. Each byte string has
 * exactly one text and decoding takes no other: no lower case, no value that no encoder writes, no length that none writes.
 * The alphabet holds the space, so a text must not be trimmed. Stateless.
 */
public final class Base45 {
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    private static final int BASE = 45;
    private static final byte[] VALUES = new byte[128];

    static {
        Arrays.fill(VALUES, (byte) -1);
        for (int value = 0; value < BASE; value++) {
            VALUES[ALPHABET.charAt(value)] = (byte) value;
        }
    }

    private Base45() {
    }

    /** The text of the bytes. */
    public static String encode(final byte[] bytes) {
        final StringBuilder text = new StringBuilder((bytes.length + 1) / 2 * 3);
        int i = 0;
        for (; i + 1 < bytes.length; i += 2) {
            final int number = (bytes[i] & 0xff) << 8 | bytes[i + 1] & 0xff;
            append(text, number, 3);
        }
        if (i < bytes.length) {
            append(text, bytes[i] & 0xff, 2);
        }
        return text.toString();
    }

    /** The bytes of a text; {@link IllegalArgumentException} naming the place if no byte string has this text. */
    public static byte[] decode(final CharSequence text) {
        final int length = text.length();
        if (length % 3 == 1) {
            throw new IllegalArgumentException("Base45 text never has " + length + " characters: one is missing or too many");
        }
        final byte[] bytes = new byte[length / 3 * 2 + length % 3 / 2];
        int count = 0;
        int i = 0;
        for (; i + 2 < length; i += 3) {
            final int number = value(text, i) + BASE * (value(text, i + 1) + BASE * value(text, i + 2));
            requireAtMost(0xffff, number, i, 3);
            bytes[count++] = (byte) (number >>> 8);
            bytes[count++] = (byte) number;
        }
        if (i < length) {
            final int number = value(text, i) + BASE * value(text, i + 1);
            requireAtMost(0xff, number, i, 2);
            bytes[count] = (byte) number;
        }
        return bytes;
    }

    private static void append(final StringBuilder text, final int number, final int characters) {
        int rest = number;
        for (int i = 0; i < characters; i++) {
            text.append(ALPHABET.charAt(rest % BASE));
            rest /= BASE;
        }
    }

    private static int value(final CharSequence text, final int index) {
        final char character = text.charAt(index);
        final int value = character < VALUES.length ? VALUES[character] : -1;
        if (value < 0) {
            throw new IllegalArgumentException("character " + (index + 1) + " is not of the Base45 alphabet");
        }
        return value;
    }

    private static void requireAtMost(final int max, final int number, final int index, final int characters) {
        if (number > max) {
            throw new IllegalArgumentException("characters " + (index + 1) + " to " + (index + characters)
                + " are no Base45 text: they stand for more than " + max);
        }
    }
}
