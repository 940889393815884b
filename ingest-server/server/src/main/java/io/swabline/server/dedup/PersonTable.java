package io.swabline.server.dedup;

import io.swabline.protocol.SipHash;
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
 * deliver scans of earlier rounds late. Entries too old to matter are removed by {@link #sweep}, a few slots at a time, by
 * shifting back what follows (Knuth, TAOCP vol. 3, 6.4, algorithm R): no tombstones and no pause.
 *
 * <p>A pseudonym is an HMAC: nobody can choose one, but somebody who reads the journal can pick, of those that it holds, the ones
 * that lie together. So a secret number goes into the home slot. That need not be a hash such as {@link SipHash}: what can be
 * picked are random values, and this costs nothing.
 */
final class PersonTable {
    /** Answer of {@link #find} for a person not seen within the window. */
    static final long ABSENT = -1;
    private static final long ANY_TIME = -1;
    private static final int NONE = -1;

    private static final int ENTRY_SHIFT = 4;
    private static final int ENTRY_LENGTH = 1 << ENTRY_SHIFT;
    private static final int TIME_OFFSET = 12;
    private static final double LOAD_MAX = 0.64;
    private static final long GOLDEN_RATIO = 0x9E37_79B9_7F4A_7C15L;
    private static final long UINT_MASK = 0xFFFF_FFFFL;
    /** More would need slot numbers beyond 31 bits: 25 GB. */
    static final long PERSONS_MAX = 1_000_000_000;

    private final Slots slots;
    private final int slotCount;
    private final int personsMax;
    private final long windowSeconds;
    private final long secret;
    private int size;
    private int sweepSlot;
    private long passOldestSeconds = Long.MAX_VALUE;
    private long oldestSeconds;
    private int insertSlot;
    /** Then a person may have entries that are near to each other, and a look-up goes on behind the first. */
    private boolean hasLinkedPeople;

    /**
     * @param personsMax    entries held at most; memory is 25 bytes an entry
     * @param windowSeconds scans of a person less than this apart are double scans
     * @param hash          gives the secret number
     */
    PersonTable(final long personsMax, final long windowSeconds, final SipHash hash) {
        this(personsMax, windowSeconds, hash, Slots.SEGMENT_BYTES);
    }

    /** As above, with segments of another size than the largest. */
    PersonTable(final long personsMax, final long windowSeconds, final SipHash hash, final int segmentBytes) {
        if (personsMax < 1 || personsMax > PERSONS_MAX) {
            throw new IllegalArgumentException("personsMax=" + personsMax + " is not in 1.." + PERSONS_MAX);
        }
        this.personsMax = (int) personsMax;
        this.slotCount = (int) (personsMax / LOAD_MAX) + 1;
        this.windowSeconds = windowSeconds;
        this.secret = hash.hash(0);
        this.slots = new Slots(slotCount, ENTRY_SHIFT, segmentBytes);
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

    /** Whether less than a quarter of the places is free. */
    boolean isScarce() {
        return size > personsMax - (personsMax >> 2);
    }

    /** The least time of an entry that the last whole pass of {@link #sweep} left, epoch seconds; 0 before there was one. */
    long oldestSeconds() {
        return oldestSeconds;
    }

    /** The longest run of slots in use: bounds what a look-up costs. Walks the whole table. */
    int longestRun() {
        int longest = 0;
        int run = 0;
        for (int slot = 0; slot < slotCount; slot++) {
            run = time(slot) == 0 ? 0 : run + 1;
            longest = Math.max(longest, run);
        }
        return longest;
    }

    /**
     * Looks for an entry of the person less than a window away from the given time, and remembers where one would go if there is
     * none. Of several the earliest counts, once persons are linked who were accepted apart; until then the first that is met,
     * which mostly is the only one.
     *
     * @return the entry's epoch seconds, or {@link #ABSENT}
     */
    long find(final DirectBuffer buffer, final int pseudonymOffset, final long epochSeconds) {
        final long high = buffer.getLong(pseudonymOffset);
        final int low = buffer.getInt(pseudonymOffset + 8);
        int slot = home(high, low);
        UnsafeBuffer entries = slots.segment(slot);
        int offset = slots.offset(slot);
        long earliest = Long.MAX_VALUE;
        while (true) {
            final long time = entries.getInt(offset + TIME_OFFSET) & UINT_MASK;
            if (time == 0) {
                insertSlot = slot;
                return earliest == Long.MAX_VALUE ? ABSENT : earliest;
            }
            if (entries.getLong(offset) == high && entries.getInt(offset + 8) == low
                && Math.abs(time - epochSeconds) < windowSeconds) {
                if (!hasLinkedPeople) {
                    return time;
                }
                earliest = Math.min(earliest, time);
            }
            slot = slots.next(slot);
            offset += ENTRY_LENGTH;
            if (offset == entries.capacity()) {
                entries = slots.segment(slot);
                offset = 0;
            }
        }
    }

    /** Reads the entry where {@link #find} will begin. */
    int readAhead(final DirectBuffer buffer, final int pseudonymOffset) {
        final int slot = home(buffer.getLong(pseudonymOffset), buffer.getInt(pseudonymOffset + 8));
        return slots.segment(slot).getInt(slots.offset(slot) + TIME_OFFSET);
    }

    /** Whether the person has an entry of exactly this time. */
    boolean has(final DirectBuffer buffer, final int pseudonymOffset, final long epochSeconds) {
        return slotOf(buffer, pseudonymOffset, epochSeconds) != NONE;
    }

    /** A slot of the person, of exactly this time or of any if that is {@link #ANY_TIME}; {@link #NONE} if there is none. */
    private int slotOf(final DirectBuffer buffer, final int pseudonymOffset, final long epochSeconds) {
        final long high = buffer.getLong(pseudonymOffset);
        final int low = buffer.getInt(pseudonymOffset + 8);
        for (int slot = home(high, low);; slot = slots.next(slot)) {
            final long time = time(slot);
            if (time == 0) {
                return NONE;
            }
            final UnsafeBuffer entries = slots.segment(slot);
            final int offset = slots.offset(slot);
            if (entries.getLong(offset) == high && entries.getInt(offset + 8) == low
                && (epochSeconds == ANY_TIME || time == epochSeconds)) {
                return slot;
            }
        }
    }

    /**
     * Gives all entries of one person to another, who is the same by now. Two of one second become one; others stay as they
     * are, however near to each other: each of them was an acceptance, and forbids another one for a window.
     */
    void giveTo(final DirectBuffer buffer, final int fromOffset, final int toOffset) {
        hasLinkedPeople = true;
        int slot = slotOf(buffer, fromOffset, ANY_TIME);
        while (slot != NONE) {
            final long time = time(slot);
            remove(slot);
            addOnce(buffer, toOffset, time);
            slot = slotOf(buffer, fromOffset, ANY_TIME);
        }
    }

    /** Inserts an entry, unless there is one of exactly this time; the table must not be full. */
    void addOnce(final DirectBuffer buffer, final int pseudonymOffset, final long epochSeconds) {
        if (has(buffer, pseudonymOffset, epochSeconds)) {
            return;
        }
        insertSlot = home(buffer.getLong(pseudonymOffset), buffer.getInt(pseudonymOffset + 8));
        while (time(insertSlot) != 0) {
            insertSlot = slots.next(insertSlot);
        }
        insert(buffer, pseudonymOffset, epochSeconds);
    }

    /** Inserts the person that {@link #find} has just answered {@link #ABSENT} for; the table must not be full. */
    void insert(final DirectBuffer buffer, final int pseudonymOffset, final long epochSeconds) {
        final UnsafeBuffer entries = slots.segment(insertSlot);
        final int offset = slots.offset(insertSlot);
        entries.putLong(offset, buffer.getLong(pseudonymOffset));
        entries.putInt(offset + 8, buffer.getInt(pseudonymOffset + 8));
        entries.putInt(offset + TIME_OFFSET, (int) epochSeconds);
        size++;
    }

    /** Visits the next {@code count} slots and removes entries older than the horizon. */
    void sweep(final int count, final long horizonSeconds) {
        UnsafeBuffer entries = slots.segment(sweepSlot);
        int offset = slots.offset(sweepSlot);
        for (int i = 0; i < count; i++) {
            final long time = entries.getInt(offset + TIME_OFFSET) & UINT_MASK;
            if (time != 0 && time < horizonSeconds) {
                remove(sweepSlot);
                continue;
            }
            passOldestSeconds = time == 0 ? passOldestSeconds : Math.min(passOldestSeconds, time);
            sweepSlot = slots.next(sweepSlot);
            offset += ENTRY_LENGTH;
            if (offset == entries.capacity()) {
                entries = slots.segment(sweepSlot);
                offset = 0;
                endPassAt(sweepSlot);
            }
        }
    }

    private void endPassAt(final int slot) {
        if (slot == 0) {
            oldestSeconds = passOldestSeconds == Long.MAX_VALUE ? 0 : passOldestSeconds;
            passOldestSeconds = Long.MAX_VALUE;
        }
    }

    private void remove(final int removed) {
        int hole = removed;
        int slot = slots.next(hole);
        while (time(slot) != 0) {
            final UnsafeBuffer entries = slots.segment(slot);
            final int offset = slots.offset(slot);
            if (Slots.mayFill(hole, home(entries.getLong(offset), entries.getInt(offset + 8)), slot)) {
                slots.copy(slot, hole);
                hole = slot;
            }
            slot = slots.next(slot);
        }
        slots.segment(hole).putInt(slots.offset(hole) + TIME_OFFSET, 0);
        size--;
    }

    private long time(final int slot) {
        return slots.segment(slot).getInt(slots.offset(slot) + TIME_OFFSET) & UINT_MASK;
    }

    private int home(final long high, final int low) {
        final long product = (high ^ (long) low << 20 ^ secret) * GOLDEN_RATIO;
        return (int) (((product ^ product << 32) >>> 32) * slotCount >>> 32);
    }
}
