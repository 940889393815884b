package io.swabline.protocol.trust;

import java.nio.ByteOrder;
import java.util.List;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One part of a {@link CutoffTable}: open addressing with linear probing over an array of longs, at most half full, never
 * changed once it is part of a table.
 *
 * <pre>
 *    slot   0                  1                                  2
 *           +------------------+------------------+---------------+------------------+
 *           | pseudonym 0..7   | pseudonym 8..11  | issue number  | since ms         |   since 0: empty
 *           |                  | low half         | high half     |                  |
 *           +------------------+------------------+---------------+------------------+
 * </pre>
 *
 * <p>Nearly all people who are looked up have no entry. For them one bit of a filter, 16 to 32 bits an entry and so 24 times
 * smaller than the slots, says so with one read that mostly hits the cache.
 */
final class CutoffSlots {
    static final CutoffSlots EMPTY = new CutoffSlots(1);

    private static final int STRIDE = 3;
    private static final int SLOT_COUNT_MIN = 16;
    private static final int FILTER_BITS_A_SLOT = 8;
    private static final long GOLDEN_RATIO = 0x9E37_79B9_7F4A_7C15L;
    private static final long UINT_MASK = 0xFFFF_FFFFL;

    private final long[] slots;
    private final long[] filter;
    private final int mask;
    private final int filterShift;
    private int size;

    private CutoffSlots(final int slotCount) {
        slots = new long[slotCount * STRIDE];
        filter = new long[Math.max(1, slotCount * FILTER_BITS_A_SLOT / Long.SIZE)];
        mask = slotCount - 1;
        filterShift = Long.SIZE - Math.max(1, Integer.numberOfTrailingZeros(slotCount * FILTER_BITS_A_SLOT));
    }

    static CutoffSlots withRoomFor(final int count) {
        return new CutoffSlots(BitUtil.findNextPositivePowerOfTwo(Math.max(SLOT_COUNT_MIN, 2 * count)));
    }

    int size() {
        return size;
    }

    boolean isFull() {
        return 2 * size > mask;
    }

    /** A part with these as well; this one if there are none. */
    CutoffSlots with(final List<Cutoff> cutoffs) {
        if (cutoffs.isEmpty()) {
            return this;
        }
        final CutoffSlots more = withRoomFor(size + cutoffs.size()).addAll(this);
        cutoffs.forEach(more::add);
        return more;
    }

    CutoffSlots with(final CutoffSlots others) {
        return others.size == 0 ? this : withRoomFor(size + others.size).addAll(this).addAll(others);
    }

    /** Adds to this part, which must have room and not be in use yet. */
    CutoffSlots addAll(final CutoffSlots others) {
        for (int at = 0; at < others.slots.length; at += STRIDE) {
            if (others.slots[at + 2] != 0) {
                add(others.slots[at], others.slots[at + 1], others.slots[at + 2]);
            }
        }
        return this;
    }

    /** Adds to this part, which must have room and not be in use yet. */
    void add(final Cutoff cutoff) {
        final DirectBuffer person = new UnsafeBuffer(cutoff.person().bytes());
        add(person.getLong(0, ByteOrder.LITTLE_ENDIAN),
            person.getInt(8, ByteOrder.LITTLE_ENDIAN) & UINT_MASK | cutoff.issueNumber() << 32, Math.max(1, cutoff.sinceMs()));
    }

    /** Of two entries of a person one may say all that the other does; then only that one stays. */
    private void add(final long low, final long highAndIssue, final long sinceMs) {
        final long hash = hash(low, highAndIssue & UINT_MASK);
        int slot = (int) hash & mask;
        while (slots[slot * STRIDE + 2] != 0) {
            final int at = slot * STRIDE;
            if (slots[at] == low && ((slots[at + 1] ^ highAndIssue) & UINT_MASK) == 0) {
                final int compared = Long.compare(slots[at + 1] >>> 32, highAndIssue >>> 32);
                if (compared >= 0 && slots[at + 2] <= sinceMs) {
                    return;
                }
                if (compared <= 0 && slots[at + 2] >= sinceMs) {
                    slots[at + 1] = highAndIssue;
                    slots[at + 2] = sinceMs;
                    return;
                }
            }
            slot = slot + 1 & mask;
        }
        slots[slot * STRIDE] = low;
        slots[slot * STRIDE + 1] = highAndIssue;
        slots[slot * STRIDE + 2] = sinceMs;
        final int bit = filterBit(hash);
        filter[bit >>> 6] |= 1L << bit;
        size++;
    }

    boolean isSuperseded(final DirectBuffer pseudonym, final int offset, final long issueNumber, final long scannedAtMs) {
        if (size == 0) {
            return false;
        }
        final long low = pseudonym.getLong(offset, ByteOrder.LITTLE_ENDIAN);
        final long high = pseudonym.getInt(offset + 8, ByteOrder.LITTLE_ENDIAN) & UINT_MASK;
        final long hash = hash(low, high);
        final int bit = filterBit(hash);
        if ((filter[bit >>> 6] & 1L << bit) == 0) {
            return false;
        }
        for (int slot = (int) hash & mask;; slot = slot + 1 & mask) {
            final int at = slot * STRIDE;
            final long sinceMs = slots[at + 2];
            if (sinceMs == 0) {
                return false;
            }
            if (slots[at] == low && (slots[at + 1] & UINT_MASK) == high
                && issueNumber <= slots[at + 1] >>> 32 && scannedAtMs >= sinceMs) {
                return true;
            }
        }
    }

    /** Low bits choose the slot, high ones the filter's bit. */
    private static long hash(final long low, final long high) {
        final long mixed = (low ^ high << 29) * GOLDEN_RATIO;
        return (mixed ^ mixed >>> 32) * GOLDEN_RATIO ^ mixed >>> 47;
    }

    private int filterBit(final long hash) {
        return (int) (hash >>> filterShift);
    }
}
