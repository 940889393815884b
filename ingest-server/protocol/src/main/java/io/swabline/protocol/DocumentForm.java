package io.swabline.protocol;

import java.nio.charset.StandardCharsets;

/**
 * A pattern of a document's number, one character a place: {@code d} a digit, {@code l} a letter, {@code a} a digit or letter,
 * {@code x} a digit or X, {@code h} H or M, and any other character itself. Immutable; matching allocates nothing.
 */
final class DocumentForm {
    private final byte[] pattern;
    private final int keptLength;

    DocumentForm(final String pattern) {
        this(pattern, pattern.length());
    }

    /** A form of which only the first {@code keptLength} characters tell people apart. */
    DocumentForm(final String pattern, final int keptLength) {
        this.pattern = pattern.getBytes(StandardCharsets.US_ASCII);
        this.keptLength = keptLength;
    }

    int length() {
        return pattern.length;
    }

    int keptLength() {
        return keptLength;
    }

    boolean isCanonical() {
        return keptLength == pattern.length;
    }

    boolean matches(final byte[] number, final int offset, final int length) {
        return length == pattern.length && matchedLength(number, offset) == length;
    }

    /** How many characters from the left are as the form wants them. At least {@link #length()} bytes are read. */
    int matchedLength(final byte[] number, final int offset) {
        int place = 0;
        while (place < pattern.length && isPossible(pattern[place], number[offset + place])) {
            place++;
        }
        return place;
    }

    /** In words, what may stand at a place, from 0. */
    String wanted(final int place) {
        return switch (pattern[place]) {
            case 'd' -> "a digit";
            case 'l' -> "a letter A to Z";
            case 'a' -> "a letter A to Z or a digit";
            case 'x' -> "a digit or X";
            case 'h' -> "H or M";
            default -> Character.toString(pattern[place]);
        };
    }

    private static boolean isPossible(final byte wanted, final byte character) {
        return switch (wanted) {
            case 'd' -> isDigit(character);
            case 'l' -> isLetter(character);
            case 'a' -> isDigit(character) || isLetter(character);
            case 'x' -> isDigit(character) || character == 'X';
            case 'h' -> character == 'H' || character == 'M';
            default -> character == wanted;
        };
    }

    static boolean isDigit(final int character) {
        return character >= '0' && character <= '9';
    }

    static boolean isLetter(final int character) {
        return character >= 'A' && character <= 'Z';
    }
}
