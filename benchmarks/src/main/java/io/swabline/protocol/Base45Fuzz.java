package io.swabline.protocol;

import io.swabline.fuzz.Finding;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Base45 held against RFC 9285 written down once more, plainly: every byte string comes back, and a text is taken exactly if it
 * is the text of its bytes.
 */
public final class Base45Fuzz {
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

    private Base45Fuzz() {
    }

    /** Takes the input as bytes and as text. */
    public static void fuzzerTestOneInput(final byte[] input) {
        final String encoded = Base45.encode(input);
        Finding.unlessEqual(reference(input), encoded, "text");
        Finding.unless(Arrays.equals(input, Base45.decode(encoded)), "the bytes do not come back");

        final String text = new String(input, StandardCharsets.ISO_8859_1);
        final byte[] decoded;
        try {
            decoded = Base45.decode(text);
        } catch (final IllegalArgumentException refused) {
            Finding.unless(!isCanonical(text), "a canonical text is refused");
            return;
        }
        Finding.unless(isCanonical(text), "a text that no encoder writes is taken");
        Finding.unlessEqual(text, Base45.encode(decoded), "text of its bytes");
    }

    private static String reference(final byte[] bytes) {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < bytes.length; i += 2) {
            final boolean isPair = i + 1 < bytes.length;
            int number = isPair ? (bytes[i] & 0xff) * 256 + (bytes[i + 1] & 0xff) : bytes[i] & 0xff;
            for (int digit = 0; digit < (isPair ? 3 : 2); digit++, number /= 45) {
                text.append(ALPHABET.charAt(number % 45));
            }
        }
        return text.toString();
    }

    private static boolean isCanonical(final String text) {
        if (text.length() % 3 == 1) {
            return false;
        }
        for (int i = 0; i < text.length(); i += 3) {
            final int length = Math.min(3, text.length() - i);
            int number = 0;
            for (int digit = length - 1; digit >= 0; digit--) {
                final int value = ALPHABET.indexOf(text.charAt(i + digit));
                if (value < 0) {
                    return false;
                }
                number = number * 45 + value;
            }
            if (number > (length == 3 ? 65_535 : 255)) {
                return false;
            }
        }
        return true;
    }

    /** The RFC's examples, and the ends of the ranges. */
    public static List<byte[]> seeds() {
        return Stream.of("AB", "Hello!!", "base-45", "ietf!", "BB8", "%69 VD92EX0", "QED8WEX0", "FGW", "GGW",
            ":::", "U5", "V5", "").map(text -> text.getBytes(StandardCharsets.US_ASCII)).toList();
    }
}
