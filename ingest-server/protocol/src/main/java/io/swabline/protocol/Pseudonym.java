package io.swabline.protocol;

import java.util.Arrays;
import org.agrona.MutableDirectBuffer;

/**
 * A person, without telling who: 12 bytes that {@link PersonPseudonyms} makes of a number. An immutable value for issuing
 * and tools; the scan path moves the bytes themselves. Its text shows the first two bytes only.
 */
public final class Pseudonym {
    /** Bytes of a pseudonym. */
    public static final int LENGTH = CodeDescriptor.PSEUDONYM_LENGTH;

    private final byte[] bytes;

    private Pseudonym(final byte[] bytes) {
        this.bytes = bytes;
    }

    /** The pseudonym of exactly 12 bytes. */
    public static Pseudonym of(final byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a pseudonym has " + LENGTH + " bytes, not " + bytes.length);
        }
        return new Pseudonym(bytes.clone());
    }

    /** A copy of the 12 bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Writes the 12 bytes. */
    public void copyTo(final MutableDirectBuffer buffer, final int offset) {
        buffer.putBytes(offset, bytes);
    }

    void copyTo(final byte[] target, final int offset) {
        System.arraycopy(bytes, 0, target, offset, LENGTH);
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof Pseudonym that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return String.format("pseudonym %02x%02x…", bytes[0], bytes[1]);
    }
}
