package io.swabline.protocol;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The label of a tube: 1 to 16 characters of printable ASCII (0x21 to 0x7e, so no space), zero padded to 16 bytes.
 * Stateless; nothing is allocated but by {@link #text}.
 */
public final class SampleId {
    /** Bytes in a scan and in a journal record. */
    public static final int LENGTH = ScanDescriptor.SAMPLE_ID_LENGTH;

    private static final int CHARACTER_MIN = 0x21;
    private static final int CHARACTER_MAX = 0x7e;

    private SampleId() {
    }

    /** Whether the 16 bytes are a sample id: printable characters, then only zeros. */
    public static boolean isValid(final DirectBuffer buffer, final int offset) {
        int length = 0;
        while (length < LENGTH && isPrintable(buffer.getByte(offset + length))) {
            length++;
        }
        int rest = 0;
        for (int i = length; i < LENGTH; i++) {
            rest |= buffer.getByte(offset + i);
        }
        return length > 0 && rest == 0;
    }

    /** Whether the text can be a sample id. */
    public static boolean isValid(final CharSequence text) {
        final int length = text.length();
        if (length < 1 || length > LENGTH) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (!isPrintable(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Writes the 16 bytes; {@link IllegalArgumentException} if the text cannot be a sample id. */
    public static void put(final CharSequence text, final MutableDirectBuffer buffer, final int offset) {
        if (!isValid(text)) {
            throw new IllegalArgumentException("a sample id has 1 to 16 characters of printable ASCII without spaces; this has "
                + text.length() + " characters");
        }
        for (int i = 0; i < LENGTH; i++) {
            buffer.putByte(offset + i, i < text.length() ? (byte) text.charAt(i) : 0);
        }
    }

    /** The id as text, up to its padding. Bytes that are not printable ASCII show as {@code ?}. */
    public static String text(final DirectBuffer buffer, final int offset) {
        int length = LENGTH;
        while (length > 0 && buffer.getByte(offset + length - 1) == 0) {
            length--;
        }
        final StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            final byte character = buffer.getByte(offset + i);
            text.append(isPrintable(character) ? (char) character : '?');
        }
        return text.toString();
    }

    private static boolean isPrintable(final int character) {
        return character >= CHARACTER_MIN && character <= CHARACTER_MAX;
    }
}
