package io.swabline.protocol;

import java.time.Instant;
import java.util.Arrays;
import org.agrona.MutableDirectBuffer;

/**
 * A whole sampling code as issued, drawn and read: 100 bytes, or 153 characters of text. Reading says nothing about being
 * genuine; {@link CodeSignature} tells that offline, {@link CoreCheck} and {@link CoreBatch} with the secret key. Immutable.
 */
public final class SamplingCode {
    private final byte[] bytes;
    private final long fields;

    private SamplingCode(final byte[] bytes) {
        this.bytes = bytes;
        this.fields = LittleEndian.getLong(bytes, 0);
    }

    /** The code of exactly 100 bytes; {@link IllegalArgumentException} for another length. */
    public static SamplingCode of(final byte[] bytes) {
        if (bytes.length != CodeDescriptor.CODE_LENGTH) {
            throw new IllegalArgumentException(
                "a sampling code has " + CodeDescriptor.CODE_LENGTH + " bytes, not " + bytes.length);
        }
        return new SamplingCode(bytes.clone());
    }

    /**
     * The code of a text. A text may end with a space, so cut off line ends only. {@link IllegalArgumentException} saying what
     * is wrong if it is not the text of a sampling code, character by character.
     */
    public static SamplingCode parse(final CharSequence text) {
        final String prefix = CodeDescriptor.TEXT_PREFIX;
        if (text.length() < prefix.length() || !prefix.contentEquals(text.subSequence(0, prefix.length()))) {
            throw new IllegalArgumentException("the text of a sampling code starts with " + prefix);
        }
        if (text.length() != CodeDescriptor.TEXT_LENGTH) {
            throw new IllegalArgumentException("the text of a sampling code has " + CodeDescriptor.TEXT_LENGTH
                + " characters, this one " + text.length() + " (spaces count, also at the end)");
        }
        return new SamplingCode(Base45.decode(text.subSequence(prefix.length(), text.length())));
    }

    /** The text for QR images: 153 characters, {@code N1:} and Base45. */
    public String text() {
        return CodeDescriptor.TEXT_PREFIX + Base45.encode(bytes);
    }

    /** A copy of the 100 bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** A copy of the core's 36 bytes. */
    public byte[] core() {
        return Arrays.copyOf(bytes, CodeDescriptor.CORE_LENGTH);
    }

    /** Writes the core's 36 bytes: the credential of a scan. */
    public void putCore(final MutableDirectBuffer buffer, final int offset) {
        buffer.putBytes(offset, bytes, 0, CodeDescriptor.CORE_LENGTH);
    }

    public int version() {
        return CodeFields.version(fields);
    }

    public int keyId() {
        return CodeFields.keyId(fields);
    }

    public int flags() {
        return CodeFields.flags(fields);
    }

    public int validityDays() {
        return CodeFields.validityDays(fields);
    }

    public long issuedAtEpochSeconds() {
        return CodeFields.issuedAtSeconds(fields);
    }

    /** The first second at which the code is no longer valid. */
    public long expiresAtEpochSeconds() {
        return issuedAtEpochSeconds() + validityDays() * CodeValidity.SECONDS_PER_DAY;
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof SamplingCode that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** What stands open in the code; neither the sealed holder nor the MAC, which would let the code be used. */
    @Override
    public String toString() {
        return "sampling code version " + version() + " under key " + keyId() + ", issued "
            + Instant.ofEpochSecond(issuedAtEpochSeconds()) + " for " + validityDays() + " days"
            + ((flags() & CodeDescriptor.FLAG_RELATIVE) != 0 ? ", fetched by a relative" : "");
    }
}
