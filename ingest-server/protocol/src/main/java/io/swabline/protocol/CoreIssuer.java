package io.swabline.protocol;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Makes many cores of sampling codes at once: three AES calls for all that were added. For a load generator, which needs
 * millions of genuine cores and no signatures. One thread; nothing is allocated after construction. The cores are the same
 * that {@link CodeIssuer} makes.
 */
public final class CoreIssuer {
    private static final int BLOCK_LENGTH = BlockCipher.BLOCK_LENGTH;

    private final int keyId;
    private final int capacity;
    private final BlockCipher seal;
    private final BlockCipher mac;
    private final long tailLow;
    private final long tailHigh;
    private final byte[] holders;
    private final byte[] sealed;
    /** First blocks under the MAC: the fields (8), the sealed holder's first half (8). */
    private final byte[] heads;
    /** Second blocks under the MAC, combined with the first ones' encryption. */
    private final byte[] tails;
    private final byte[] chain;
    private int size;

    /** Takes at most {@code capacity} cores at a time, 1 and up. */
    public CoreIssuer(final SamplingKey key, final int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity is 1 and up, not " + capacity);
        }
        this.keyId = key.id();
        this.capacity = capacity;
        seal = BlockCipher.encrypting(key.sealKey());
        mac = BlockCipher.encrypting(key.macKey());
        final byte[] tail = new AesCmac(key.macKey()).coreTail();
        tailLow = LittleEndian.getLong(tail, 0);
        tailHigh = LittleEndian.getLong(tail, 8);
        holders = new byte[capacity * BLOCK_LENGTH];
        sealed = new byte[capacity * BLOCK_LENGTH];
        heads = new byte[capacity * BLOCK_LENGTH];
        tails = new byte[capacity * BLOCK_LENGTH];
        chain = new byte[capacity * BLOCK_LENGTH];
    }

    /**
     * Adds a core to be made. {@link IllegalArgumentException} if a field is out of its range (see {@link CodeDescriptor});
     * {@link IllegalStateException} if the batch is full.
     *
     * @param pseudonyms           buffer that holds the person's 12-byte pseudonym at {@code offset}
     * @param issueNumber          0 to 4,294,967,295; another one for each code of a person, or two codes show that they are
     *                             of one person
     * @param issuedAtEpochSeconds 0 to 4,294,967,295
     * @param validityDays         1 to 255
     * @param flags                {@link CodeDescriptor#FLAG_SELF} or {@link CodeDescriptor#FLAG_RELATIVE}
     */
    public void add(
        final DirectBuffer pseudonyms,
        final int offset,
        final long issueNumber,
        final long issuedAtEpochSeconds,
        final int validityDays,
        final int flags) {
        CodeFields.requireIssuable(issueNumber, issuedAtEpochSeconds, validityDays, flags);
        addFields(pseudonyms, offset, issueNumber,
            CodeFields.pack(CodeDescriptor.VERSION, keyId, flags, validityDays, issuedAtEpochSeconds));
    }

    /** As {@link #add}, with any first eight bytes: tests make genuine cores of versions and flags that are not issued. */
    void addFields(final DirectBuffer pseudonyms, final int offset, final long issueNumber, final long fields) {
        if (size == capacity) {
            throw new IllegalStateException("the batch is full with " + capacity + " cores: issue them first");
        }
        final int block = size * BLOCK_LENGTH;
        pseudonyms.getBytes(offset, holders, block, CodeDescriptor.PSEUDONYM_LENGTH);
        LittleEndian.putInt(holders, block + CodeDescriptor.ISSUE_NUMBER_OFFSET, (int) issueNumber);
        LittleEndian.putLong(heads, block, fields);
        size++;
    }

    /** Writes the cores, 36 bytes each, one behind the other in the order of adding; the batch is empty then. */
    public void issue(final MutableDirectBuffer cores, final int offset) {
        final int length = size * BLOCK_LENGTH;
        seal.apply(holders, sealed, length);
        for (int block = 0; block < length; block += BLOCK_LENGTH) {
            LittleEndian.putLong(heads, block + 8, LittleEndian.getLong(sealed, block));
        }
        mac.apply(heads, chain, length);
        for (int block = 0; block < length; block += BLOCK_LENGTH) {
            final long sealedHigh = LittleEndian.getLong(sealed, block + 8);
            LittleEndian.putLong(tails, block, LittleEndian.getLong(chain, block) ^ sealedHigh ^ tailLow);
            LittleEndian.putLong(tails, block + 8, LittleEndian.getLong(chain, block + 8) ^ tailHigh);
        }
        mac.apply(tails, chain, length);
        int core = offset;
        for (int block = 0; block < length; block += BLOCK_LENGTH) {
            cores.putBytes(core, heads, block, CodeDescriptor.SEALED_OFFSET);
            cores.putBytes(core + CodeDescriptor.SEALED_OFFSET, sealed, block, CodeDescriptor.SEALED_LENGTH);
            cores.putBytes(core + CodeDescriptor.MAC_OFFSET, chain, block, CodeDescriptor.MAC_LENGTH);
            core += CodeDescriptor.CORE_LENGTH;
        }
        size = 0;
    }

    /** Cores added and not yet issued. */
    public int size() {
        return size;
    }

    public int capacity() {
        return capacity;
    }
}
