package io.swabline.protocol.trust;

import io.swabline.protocol.CodeDescriptor;
import io.swabline.protocol.SamplingCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * By what terminals know a superseded code, since they cannot unseal it: the first eight bytes, as a little-endian number, of
 * SHA-256 over the key id (1 byte) and the sealed holder (16). Two codes of one person have hashes that are not linkable, as
 * their sealed holders are not. With 250,000 superseded codes, one genuine code in 70 million million is hit by chance. Pure
 * functions for any thread.
 */
public final class ShortHash {
    private ShortHash() {
    }

    /** The short hash of a whole code. */
    public static long of(final SamplingCode code) {
        return of(code.core(), 0);
    }

    /** The short hash of the core (or whole code) that starts at the offset. */
    public static long of(final byte[] core, final int offset) {
        return of(core[offset + CodeDescriptor.KEY_ID_OFFSET] & 0xff, core, offset + CodeDescriptor.SEALED_OFFSET);
    }

    /** The short hash of a key id, 1 to 255, and the sealed holder's 16 bytes that start at the offset. */
    public static long of(final int keyId, final byte[] sealed, final int sealedOffset) {
        final MessageDigest sha256 = sha256();
        sha256.update((byte) keyId);
        sha256.update(sealed, sealedOffset, CodeDescriptor.SEALED_LENGTH);
        return ByteBuffer.wrap(sha256.digest()).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
