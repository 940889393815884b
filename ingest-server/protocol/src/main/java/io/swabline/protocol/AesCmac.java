package io.swabline.protocol;

import java.util.Arrays;

/**
 * AES-CMAC, RFC 4493 and NIST SP 800-38B, over a message of any length. One thread; nothing is allocated for a message.
 * This is the plain form for single codes and for tools; {@link CoreBatch} and {@link CoreIssuer} do the same over many cores
 * at once, with the subkey from here.
 */
public final class AesCmac {
    /** Bytes of a whole MAC; sampling codes carry the first {@link CodeDescriptor#MAC_LENGTH}. */
    public static final int LENGTH = BlockCipher.BLOCK_LENGTH;

    /** Constant of the doubling in GF(2^128): x^7 + x^2 + x + 1. */
    private static final int REDUCTION = 0x87;

    private final BlockCipher cipher;
    /** Subkey for a message that ends with a whole block. */
    private final byte[] k1;
    /** Subkey for a message that is padded. */
    private final byte[] k2;
    private final byte[] block = new byte[LENGTH];
    private final byte[] chain = new byte[LENGTH];

    /** Takes an AES key of 16, 24 or 32 bytes. */
    public AesCmac(final byte[] key) {
        cipher = BlockCipher.encrypting(key);
        cipher.apply(block, chain, LENGTH);
        k1 = doubled(chain);
        k2 = doubled(k1);
    }

    /** Writes the 16-byte MAC of {@code length} bytes of the message, 0 and up. */
    public void mac(final byte[] message, final int offset, final int length, final byte[] target, final int targetOffset) {
        Arrays.fill(chain, (byte) 0);
        int done = 0;
        while (length - done > LENGTH) {
            absorb(message, offset + done, LENGTH);
            cipher.apply(block, chain, LENGTH);
            done += LENGTH;
        }
        final int rest = length - done;
        absorb(message, offset + done, rest);
        if (rest < LENGTH) {
            block[rest] ^= (byte) 0x80;
        }
        final byte[] subkey = rest < LENGTH ? k2 : k1;
        for (int i = 0; i < LENGTH; i++) {
            block[i] ^= subkey[i];
        }
        cipher.apply(block, chain, LENGTH);
        System.arraycopy(chain, 0, target, targetOffset, LENGTH);
    }

    /** What the second block of a core is combined with before it is encrypted: subkey and padding of its 8 missing bytes. */
    byte[] coreTail() {
        final byte[] tail = k2.clone();
        tail[CodeDescriptor.MAC_INPUT_LENGTH - LENGTH] ^= (byte) 0x80;
        return tail;
    }

    private void absorb(final byte[] message, final int offset, final int length) {
        for (int i = 0; i < LENGTH; i++) {
            block[i] = i < length ? (byte) (chain[i] ^ message[offset + i]) : chain[i];
        }
    }

    private static byte[] doubled(final byte[] value) {
        final byte[] doubled = new byte[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            final int carry = i + 1 < LENGTH ? (value[i + 1] & 0x80) >>> 7 : 0;
            doubled[i] = (byte) (value[i] << 1 | carry);
        }
        if ((value[0] & 0x80) != 0) {
            doubled[LENGTH - 1] ^= (byte) REDUCTION;
        }
        return doubled;
    }
}
