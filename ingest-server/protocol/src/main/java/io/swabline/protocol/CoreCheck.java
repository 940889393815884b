package io.swabline.protocol;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Checks and opens cores one by one: for tools, and what {@link CoreBatch} is measured against. One thread, one key; nothing
 * is allocated by {@link #isGenuine} and {@link #unseal}.
 */
public final class CoreCheck {
    private final int keyId;
    private final AesCmac cmac;
    private final BlockCipher unseal;
    private final byte[] mac = new byte[AesCmac.LENGTH];
    private final byte[] carriedMac = new byte[AesCmac.LENGTH];
    private final byte[] sealed = new byte[CodeDescriptor.SEALED_LENGTH];
    private final byte[] holder = new byte[CodeDescriptor.SEALED_LENGTH];

    /** Takes the key that the cores name. */
    public CoreCheck(final SamplingKey key) {
        keyId = key.id();
        cmac = new AesCmac(key.macKey());
        unseal = BlockCipher.decrypting(key.sealKey());
    }

    /** Whether the 36 bytes name this key and bear its MAC. Takes the same time wherever a MAC differs. */
    public boolean isGenuine(final byte[] core, final int offset) {
        cmac.mac(core, offset, CodeDescriptor.MAC_INPUT_LENGTH, mac, 0);
        Arrays.fill(mac, CodeDescriptor.MAC_LENGTH, AesCmac.LENGTH, (byte) 0);
        System.arraycopy(core, offset + CodeDescriptor.MAC_OFFSET, carriedMac, 0, CodeDescriptor.MAC_LENGTH);
        final boolean isMacEqual = MessageDigest.isEqual(mac, carriedMac);
        return isMacEqual & (core[offset + CodeDescriptor.KEY_ID_OFFSET] & 0xff) == keyId;
    }

    /** Writes the 12-byte pseudonym of a genuine core and returns its issue number, 0 to 4,294,967,295. */
    public long unseal(final byte[] core, final int offset, final byte[] pseudonym, final int pseudonymOffset) {
        System.arraycopy(core, offset + CodeDescriptor.SEALED_OFFSET, sealed, 0, CodeDescriptor.SEALED_LENGTH);
        unseal.apply(sealed, holder, CodeDescriptor.SEALED_LENGTH);
        System.arraycopy(holder, 0, pseudonym, pseudonymOffset, CodeDescriptor.PSEUDONYM_LENGTH);
        return LittleEndian.getInt(holder, CodeDescriptor.ISSUE_NUMBER_OFFSET) & 0xffff_ffffL;
    }
}
