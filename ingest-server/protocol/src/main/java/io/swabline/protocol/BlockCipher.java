package io.swabline.protocol;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES over many independent blocks in one call, which is what lets the processor work on several at a time. One direction,
 * one thread. {@code Cipher.update} from one array into another allocates nothing; into the same array it would copy first,
 * and {@code doFinal} would set the cipher up anew.
 */
final class BlockCipher {
    static final int BLOCK_LENGTH = 16;

    private final Cipher cipher;

    private BlockCipher(final int mode, final byte[] key) {
        try {
            cipher = Cipher.getInstance("AES/ECB/NoPadding");
            cipher.init(mode, new SecretKeySpec(key, "AES"));
        } catch (final GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot do AES with a key of " + key.length + " bytes", e);
        }
    }

    static BlockCipher encrypting(final byte[] key) {
        return new BlockCipher(Cipher.ENCRYPT_MODE, key);
    }

    static BlockCipher decrypting(final byte[] key) {
        return new BlockCipher(Cipher.DECRYPT_MODE, key);
    }

    /** Works on the first {@code length} bytes, a multiple of 16, of {@code source} into {@code target}, another array. */
    void apply(final byte[] source, final byte[] target, final int length) {
        try {
            cipher.update(source, 0, length, target, 0);
        } catch (final ShortBufferException e) {
            throw new IllegalStateException("the target holds fewer than " + length + " bytes", e);
        }
    }
}
