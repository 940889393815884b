package io.swabline.server.dedup;

import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Who was accepted when: an off-heap hash table of pseudonyms and scan times, exact, single writer, never resized.
 *
 * <pre>
 *    0                           12              16
 *    +---------------------------+---------------+
 *    | pseudonym                 | epoch seconds |   0 seconds: empty
 *    +---------------------------+---------------+
 * </pre>
 *
 * Open addressing with linear probing. A person may have several entries, a window or more apart, because offline stations
 * deliver scans of earlier rounds late. Pseudonyms are a keyed hash and out of an attacker's choice; one multiplication
 * spreads even those that a load generator counts up. Entries too old to matter are removed by {@link #sweep}, a few
 * slots at a time, by
 * shifting back what follows (Knuth, TAOCP vol. 3, 6.4, algorithm R): no tombstones and no pause.
 */
final class PersonTable {
    /** Answer of {@link #find} for a person not seen within the window. */
    static final long ABSENT = -1;

    private static final int ENTRY_SHIFT = 4;
    private static final int TIME_OFFSET = 12;
    private static final double LOAD_MAX = 0.64;
    private static final long GOLDEN_RATIO = 0x9E37_79B9_7F4A_7C15L;
    private static final long UINT_MASK = 0xFFFF_FFFFL;
    /** More would not fit into one buffer of 2 GiB. */
    static final long PERSONS_MAX = (long) ((Integer.MAX_VALUE >> ENTRY_SHIFT) * LOAD_MAX) - 1;

    private final UnsafeBuffer entries;
    private final int slotCount;
    private final int personsMax;
    private final long windowSeconds;
    private int size;
    private int sweepSlot;
    private int insertOffset;

    /**
     * @param personsMax    entries held at most; memory is 25 bytes an entry
     * @param windowSeconds scans of a person less than this apart are double scans
     */
    PersonTable(final long personsMax, final long windowSeconds) {
        if (personsMax < 1 || personsMax > PERSONS_MAX) {
            throw new IllegalArgumentException("personsMax=" + personsMax + " is not in 1.." + PERSONS_MAX);
        }
        this.personsMax = (int) personsMax;
        this.slotCount = (int) (personsMax / LOAD_MAX) + 1;
        this.windowSeconds = windowSeconds;
        this.entries = new UnsafeBuffer(BufferUtil.allocateDirectAligned(slotCount << ENTRY_SHIFT, 64));
    }

    int size() {
        return size;
    }

    int slotCount() {
        return slotCount;
    }

    boolean isFull() {
        return size >= personsMax;
    }

    /** The longest run of slots in use: bounds what a look-up costs. Walks the whole table. */
    int longestRun() {
        int longest = 0;
        int run = 0;
        for (int slot = 0; slot < slotCount; slot++) {
            run = entries.getInt((slot << ENTRY_SHIFT) + TIME_OFFSET) == 0 ? 0 : run + 1;
            longest = Math.max(longest, run);
        }
        return longest;
    }

    /**
     * Looks for an entry of the person less than a window away from the given time, and remembers where one would go.
     *
     * @return the entry's epoch seconds, or {@link #ABSENT}
     */
    long find(final DirectBuffer buffer, final int pseudonymOffset, final long epochSeconds) {
        final long high = buffer.getLong(pseudonymOffset);
        final int low = buffer.getInt(pseudonymOffset + 8);
        int slot = home(high, low);
        while (true) {
            final int offset = slot << ENTRY_SHIFT;
            final long time = entries.getInt(offset + TIME_OFFSET) & UINT_MASK;
            if (time == 0) {
                insertOffset = offset;
                return ABSENT;
            }
            if (entries.getLong(offset) == high && entries.getInt(offset + 8) == low
                && Math.abs(time - epochSeconds) < windowSeconds) {
                return time;
            }
            slot = next(slot);
        }
    }

    /** Reads the entry where {@link #find} will begin. */
    int readAhead(final DirectBuffer buffer, final int pseudonymOffset) {
        final int slot = home(buffer.getLong(pseudonymOffset), buffer.getInt(pseudonymOffset + 8));
        return entries.getInt((slot << ENTRY_SHIFT) + TIME_OFFSET);
    }

    /** Inserts the person that {@link #find} has just answered {@link #ABSENT} for; the table must not be full. */
    void insert(final DirectBuffer buffer, final int pseudonymOffset, final long epochSeconds) {
        entries.putLong(insertOffset, buffer.getLong(pseudonymOffset));
        entries.putInt(insertOffset + 8, buffer.getInt(pseudonymOffset + 8));
        entries.putInt(insertOffset + TIME_OFFSET, (int) epochSeconds);
        size++;
    }

    /** Visits the next {@code slots} slots and removes entries older than the horizon. */
    void sweep(final int slots, final long horizonSeconds) {
        for (int i = 0; i < slots; i++) {
            final long time = entries.getInt((sweepSlot << ENTRY_SHIFT) + TIME_OFFSET) & UINT_MASK;
            if (time != 0 && time < horizonSeconds) {
                remove(sweepSlot);
            } else {
                sweepSlot = next(sweepSlot);
            }
        }
    }

    private void remove(final int removed) {
        int hole = removed;
        int slot = next(hole);
        while (entries.getInt((slot << ENTRY_SHIFT) + TIME_OFFSET) != 0) {
            final int offset = slot << ENTRY_SHIFT;
            final int home = home(entries.getLong(offset), entries.getInt(offset + 8));
            final boolean homeIsBehindHole = hole <= slot ? hole < home && home <= slot : hole < home || home <= slot;
            if (!homeIsBehindHole) {
                entries.putBytes(hole << ENTRY_SHIFT, entries, slot << ENTRY_SHIFT, 1 << ENTRY_SHIFT);
                hole = slot;
            }
            slot = next(slot);
        }
        entries.putInt((hole << ENTRY_SHIFT) + TIME_OFFSET, 0);
        size--;
    }

    private int home(final long high, final int low) {
        final long product = (high ^ (long) low << 20) * GOLDEN_RATIO;
        return (int) (((product ^ product << 32) >>> 32) * slotCount >>> 32);
    }

    private int next(final int slot) {
        return slot + 1 == slotCount ? 0 : slot + 1;
    }
}
