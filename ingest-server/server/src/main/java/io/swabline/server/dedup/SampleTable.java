package io.swabline.server.dedup;

import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Which samples are being filled: by sample id, the station that began it and how many people are in it. Off-heap, exact,
 * single writer, never resized; built like {@link PersonTable}.
 *
 * <pre>
 *    0                  16        20              24      28       32
 *    +------------------+---------+---------------+-------+--------+
 *    | sample id        | station | epoch seconds | count | unused |   0 count: empty
 *    +------------------+---------+---------------+-------+--------+
 * </pre>
 *
 * Sample ids come from outside and may be consecutive numbers: the home slot is a seeded mix of their bytes.
 */
final class SampleTable {
    static final int ADMITTED = 0;
    static final int FULL = 1;
    static final int ELSEWHERE = 2;

    private static final int ENTRY_SHIFT = 5;
    private static final int STATION_OFFSET = 16;
    private static final int TIME_OFFSET = 20;
    private static final int COUNT_OFFSET = 24;
    private static final double LOAD_MAX = 0.64;
    private static final long UINT_MASK = 0xFFFF_FFFFL;
    static final long SAMPLES_MAX = (long) ((Integer.MAX_VALUE >> ENTRY_SHIFT) * LOAD_MAX) - 1;

    private final UnsafeBuffer entries;
    private final int slotCount;
    private final int samplesMax;
    private final int poolSize;
    private final long seed;
    private int size;
    private int sweepSlot;
    private int foundOffset;

    /**
     * @param samplesMax entries held at most; memory is 50 bytes an entry
     * @param poolSize   people a sample may hold
     * @param seed       keeps an attacker from choosing sample ids that collide
     */
    SampleTable(final long samplesMax, final int poolSize, final long seed) {
        if (samplesMax < 1 || samplesMax > SAMPLES_MAX) {
            throw new IllegalArgumentException("samplesMax=" + samplesMax + " is not in 1.." + SAMPLES_MAX);
        }
        this.samplesMax = (int) samplesMax;
        this.slotCount = (int) (samplesMax / LOAD_MAX) + 1;
        this.poolSize = poolSize;
        this.seed = seed;
        this.entries = new UnsafeBuffer(BufferUtil.allocateDirectAligned(slotCount << ENTRY_SHIFT, BitUtil.CACHE_LINE_LENGTH));
    }

    int size() {
        return size;
    }

    int slotCount() {
        return slotCount;
    }

    boolean isFull() {
        return size >= samplesMax;
    }

    /** Whether one more person of this station may go into the sample; remembers its entry, or where it would go. */
    int admits(final DirectBuffer buffer, final int sampleIdOffset, final long station) {
        final long first = buffer.getLong(sampleIdOffset);
        final long second = buffer.getLong(sampleIdOffset + 8);
        int slot = home(first, second);
        while (true) {
            final int offset = slot << ENTRY_SHIFT;
            final int count = entries.getInt(offset + COUNT_OFFSET);
            if (count == 0) {
                foundOffset = offset;
                return ADMITTED;
            }
            if (entries.getLong(offset) == first && entries.getLong(offset + 8) == second) {
                foundOffset = offset;
                if ((entries.getInt(offset + STATION_OFFSET) & UINT_MASK) != station) {
                    return ELSEWHERE;
                }
                return count >= poolSize ? FULL : ADMITTED;
            }
            slot = next(slot);
        }
    }

    /** Reads the entry where {@link #admits} will begin. */
    int readAhead(final DirectBuffer buffer, final int sampleIdOffset) {
        final int slot = home(buffer.getLong(sampleIdOffset), buffer.getLong(sampleIdOffset + 8));
        return entries.getInt((slot << ENTRY_SHIFT) + COUNT_OFFSET);
    }

    /** Puts one more person into the sample that {@link #admits} has just been asked about. */
    void add(final DirectBuffer buffer, final int sampleIdOffset, final long station, final long epochSeconds) {
        final int count = entries.getInt(foundOffset + COUNT_OFFSET);
        if (count == 0) {
            entries.putBytes(foundOffset, buffer, sampleIdOffset, STATION_OFFSET);
            entries.putInt(foundOffset + STATION_OFFSET, (int) station);
            entries.putInt(foundOffset + TIME_OFFSET, (int) epochSeconds);
            size++;
        } else if ((entries.getInt(foundOffset + TIME_OFFSET) & UINT_MASK) < epochSeconds) {
            entries.putInt(foundOffset + TIME_OFFSET, (int) epochSeconds);
        }
        entries.putInt(foundOffset + COUNT_OFFSET, count + 1);
    }

    /** Visits the next {@code slots} slots and removes samples last filled before the horizon. */
    void sweep(final int slots, final long horizonSeconds) {
        for (int i = 0; i < slots; i++) {
            final int offset = sweepSlot << ENTRY_SHIFT;
            if (entries.getInt(offset + COUNT_OFFSET) != 0
                && (entries.getInt(offset + TIME_OFFSET) & UINT_MASK) < horizonSeconds) {
                remove(sweepSlot);
            } else {
                sweepSlot = next(sweepSlot);
            }
        }
    }

    private void remove(final int removed) {
        int hole = removed;
        int slot = next(hole);
        while (entries.getInt((slot << ENTRY_SHIFT) + COUNT_OFFSET) != 0) {
            final int home = home(entries.getLong(slot << ENTRY_SHIFT), entries.getLong((slot << ENTRY_SHIFT) + 8));
            final boolean homeIsBehindHole = hole <= slot ? hole < home && home <= slot : hole < home || home <= slot;
            if (!homeIsBehindHole) {
                entries.putBytes(hole << ENTRY_SHIFT, entries, slot << ENTRY_SHIFT, 1 << ENTRY_SHIFT);
                hole = slot;
            }
            slot = next(slot);
        }
        entries.putInt((hole << ENTRY_SHIFT) + COUNT_OFFSET, 0);
        size--;
    }

    /** MurmurHash3's 64-bit finaliser over both halves and the seed. */
    private int home(final long first, final long second) {
        long hash = first * 0x9E37_79B9_7F4A_7C15L ^ Long.rotateLeft(second, 32) ^ seed;
        hash = (hash ^ hash >>> 33) * 0xFF51_AFD7_ED55_8CCDL;
        hash = (hash ^ hash >>> 33) * 0xC4CE_B9FE_1A85_EC53L;
        hash ^= hash >>> 33;
        return (int) ((hash >>> 32) * slotCount >>> 32);
    }

    private int next(final int slot) {
        return slot + 1 == slotCount ? 0 : slot + 1;
    }
}
