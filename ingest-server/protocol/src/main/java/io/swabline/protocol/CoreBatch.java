package io.swabline.protocol;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Checks and opens many cores of one key with three AES calls: the MAC's first blocks, its second blocks, the sealed holders.
 * Add cores, verify, read the answers, clear. One thread; nothing is allocated after construction. A core is not genuine
 * until {@link #verify} found it so.
 *
 * <p>A core's MAC covers 24 bytes, so AES-CMAC (RFC 4493) is two encryptions: {@code E(E(head) ^ tail)} with head the bytes 0
 * to 15 and tail the bytes 16 to 23, their padding and the subkey. Heads of different cores do not depend on each other, nor do
 * tails, so each step is one call over all: a few nanoseconds a core instead of some hundred. All cores are opened, forged
 * ones too, so that neither time nor branches tell which part of a MAC was wrong.
 */
public final class CoreBatch {
    private static final int BLOCK_LENGTH = BlockCipher.BLOCK_LENGTH;
    /** The key id's place in the first eight bytes of a core. */
    private static final long KEY_ID_MASK = 0xff00;

    private final KeyStatus keyStatus;
    private final long keyIdField;
    private final int capacity;
    private final BlockCipher mac;
    private final BlockCipher unseal;
    private final long tailLow;
    private final long tailHigh;
    private final byte[] heads;
    private final byte[] tails;
    private final byte[] sealed;
    /** First the encrypted heads, then the computed MACs. */
    private final byte[] chain;
    private final byte[] holders;
    private final long[] carriedMacLow;
    private final int[] carriedMacHigh;
    /** 0 where the core is genuine. */
    private final long[] differences;
    private int size;

    /** Takes at most {@code capacity} cores at a time, 1 and up; 80 bytes each besides the answers. */
    public CoreBatch(final SamplingKey key, final int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity is 1 and up, not " + capacity);
        }
        this.keyStatus = key.status();
        this.keyIdField = (long) key.id() << 8;
        this.capacity = capacity;
        mac = BlockCipher.encrypting(key.macKey());
        unseal = BlockCipher.decrypting(key.sealKey());
        final byte[] tail = new AesCmac(key.macKey()).coreTail();
        tailLow = LittleEndian.getLong(tail, 0);
        tailHigh = LittleEndian.getLong(tail, 8);
        heads = new byte[capacity * BLOCK_LENGTH];
        tails = new byte[capacity * BLOCK_LENGTH];
        sealed = new byte[capacity * BLOCK_LENGTH];
        chain = new byte[capacity * BLOCK_LENGTH];
        holders = new byte[capacity * BLOCK_LENGTH];
        carriedMacLow = new long[capacity];
        carriedMacHigh = new int[capacity];
        differences = new long[capacity];
    }

    /** Copies the 36 bytes of a core and returns its index in the batch; {@link IllegalStateException} if the batch is full. */
    public int add(final DirectBuffer buffer, final int offset) {
        if (size == capacity) {
            throw new IllegalStateException("the batch is full with " + capacity + " cores: verify and clear it first");
        }
        final int index = size++;
        final int block = index * BLOCK_LENGTH;
        final long sealedLow = buffer.getLong(offset + 8, ByteOrder.LITTLE_ENDIAN);
        final long sealedHigh = buffer.getLong(offset + 16, ByteOrder.LITTLE_ENDIAN);
        LittleEndian.putLong(heads, block, buffer.getLong(offset, ByteOrder.LITTLE_ENDIAN));
        LittleEndian.putLong(heads, block + 8, sealedLow);
        LittleEndian.putLong(sealed, block, sealedLow);
        LittleEndian.putLong(sealed, block + 8, sealedHigh);
        carriedMacLow[index] = buffer.getLong(offset + CodeDescriptor.MAC_OFFSET, ByteOrder.LITTLE_ENDIAN);
        carriedMacHigh[index] = buffer.getInt(offset + CodeDescriptor.MAC_OFFSET + 8, ByteOrder.LITTLE_ENDIAN);
        differences[index] = -1;
        return index;
    }

    /** Judges and opens all cores that were added. */
    public void verify() {
        final int length = size * BLOCK_LENGTH;
        mac.apply(heads, chain, length);
        for (int block = 0; block < length; block += BLOCK_LENGTH) {
            final long sealedHigh = LittleEndian.getLong(sealed, block + 8);
            LittleEndian.putLong(tails, block, LittleEndian.getLong(chain, block) ^ sealedHigh ^ tailLow);
            LittleEndian.putLong(tails, block + 8, LittleEndian.getLong(chain, block + 8) ^ tailHigh);
        }
        mac.apply(tails, chain, length);
        unseal.apply(sealed, holders, length);
        for (int i = 0; i < size; i++) {
            final int block = i * BLOCK_LENGTH;
            differences[i] = (carriedMacLow[i] ^ LittleEndian.getLong(chain, block))
                | (carriedMacHigh[i] ^ LittleEndian.getInt(chain, block + 8))
                | (fields(i) & KEY_ID_MASK ^ keyIdField);
        }
    }

    /** Whether a verified core names this key and bears its MAC. */
    public boolean isGenuine(final int index) {
        return index < size && differences[index] == 0;
    }

    /** The verdict on a verified core by {@link CodeValidity}, at the time of its scan in epoch seconds. */
    public Verdict verdict(final int index, final long scannedAtSeconds) {
        final long fields = fields(index);
        return CodeValidity.verdict(isGenuine(index), keyStatus, CodeFields.version(fields), CodeFields.flags(fields),
            CodeFields.validityDays(fields), CodeFields.issuedAtSeconds(fields), scannedAtSeconds);
    }

    /** Writes the 12-byte pseudonym of a genuine core. */
    public void pseudonym(final int index, final MutableDirectBuffer target, final int offset) {
        final int block = index * BLOCK_LENGTH;
        target.putLong(offset, LittleEndian.getLong(holders, block), ByteOrder.LITTLE_ENDIAN);
        target.putInt(offset + 8, LittleEndian.getInt(holders, block + 8), ByteOrder.LITTLE_ENDIAN);
    }

    /** Issue number of a genuine core: unsigned 32 bits. */
    public int issueNumber(final int index) {
        return LittleEndian.getInt(holders, index * BLOCK_LENGTH + CodeDescriptor.ISSUE_NUMBER_OFFSET);
    }

    /** Flags of a core: {@link CodeDescriptor#FLAG_SELF}, {@link CodeDescriptor#FLAG_RELATIVE}. */
    public int flags(final int index) {
        return CodeFields.flags(fields(index));
    }

    /** When a core was issued, in epoch seconds. */
    public long issuedAtSeconds(final int index) {
        return CodeFields.issuedAtSeconds(fields(index));
    }

    /** Forgets all cores. */
    public void clear() {
        size = 0;
    }

    public int size() {
        return size;
    }

    public int capacity() {
        return capacity;
    }

    private long fields(final int index) {
        return LittleEndian.getLong(heads, index * BLOCK_LENGTH);
    }
}
