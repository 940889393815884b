package io.swabline.server.dedup;

import io.swabline.protocol.SipHash;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Which samples are being filled: by sample id, the station that began it and how many people are in it. Off-heap, exact,
 * single writer, never resized; built like {@link PersonTable}.
 *
 * <pre>
 *    0                  16        20              24      28       32
 *    +------------------+---------+---------------+-------+--------+
 *    | sample id        | station | epoch seconds | count | hash   |   0 count: empty
 *    +------------------+---------+---------------+-------+--------+
 * </pre>
 *
 * Stations choose the sample ids: the home slot is a hash of their bytes under a secret key, so nobody can choose ids that meet.
 * Its upper half is kept with the entry, so that entries which move are not hashed again.
 */
final class SampleTable {
    static final int ADMITTED = 0;
    static final int FULL = 1;
    static final int ELSEWHERE = 2;

    private static final int ENTRY_SHIFT = 5;
    private static final int ENTRY_LENGTH = 1 << ENTRY_SHIFT;
    private static final int STATION_OFFSET = 16;
    private static final int TIME_OFFSET = 20;
    private static final int COUNT_OFFSET = 24;
    private static final int HASH_OFFSET = 28;
    private static final double LOAD_MAX = 0.64;
    private static final long UINT_MASK = 0xFFFF_FFFFL;
    /** More would need slot numbers beyond 31 bits: 50 GB. */
    static final long SAMPLES_MAX = 1_000_000_000;

    private final Slots slots;
    private final int slotCount;
    private final int samplesMax;
    private final int poolSize;
    private final SipHash hash;
    private int size;
    private int sweepSlot;
    private long passOldestSeconds = Long.MAX_VALUE;
    private long oldestSeconds;
    private int foundSlot;
    private int soughtHash;
    private long hashedFirst;
    private long hashedSecond;
    private int hashed;

    /**
     * @param samplesMax entries held at most; memory is 50 bytes an entry
     * @param poolSize   people a sample may hold
     * @param hash       under a secret key, which keeps an attacker from choosing sample ids that collide
     */
    SampleTable(final long samplesMax, final int poolSize, final SipHash hash) {
        this(samplesMax, poolSize, hash, Slots.SEGMENT_BYTES);
    }

    /** As above, with segments of another size than the largest. */
    SampleTable(final long samplesMax, final int poolSize, final SipHash hash, final int segmentBytes) {
        if (samplesMax < 1 || samplesMax > SAMPLES_MAX) {
            throw new IllegalArgumentException("samplesMax=" + samplesMax + " is not in 1.." + SAMPLES_MAX);
        }
        this.samplesMax = (int) samplesMax;
        this.slotCount = (int) (samplesMax / LOAD_MAX) + 1;
        this.poolSize = poolSize;
        this.hash = hash;
        this.hashed = (int) (hash.hash(0, 0) >>> 32);
        this.slots = new Slots(slotCount, ENTRY_SHIFT, segmentBytes);
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

    /** Whether less than a quarter of the places is free. */
    boolean isScarce() {
        return size > samplesMax - (samplesMax >> 2);
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
            run = count(slot) == 0 ? 0 : run + 1;
            longest = Math.max(longest, run);
        }
        return longest;
    }

    /** Whether one more person of this station may go into the sample; remembers its entry, or where it would go. */
    int admits(final DirectBuffer buffer, final int sampleIdOffset, final long station) {
        final long first = buffer.getLong(sampleIdOffset);
        final long second = buffer.getLong(sampleIdOffset + 8);
        soughtHash = hash(first, second);
        int slot = home(soughtHash);
        UnsafeBuffer entries = slots.segment(slot);
        int offset = slots.offset(slot);
        while (true) {
            final int count = entries.getInt(offset + COUNT_OFFSET);
            if (count == 0) {
                foundSlot = slot;
                return ADMITTED;
            }
            if (entries.getLong(offset) == first && entries.getLong(offset + 8) == second) {
                foundSlot = slot;
                if ((entries.getInt(offset + STATION_OFFSET) & UINT_MASK) != station) {
                    return ELSEWHERE;
                }
                return count >= poolSize ? FULL : ADMITTED;
            }
            slot = slots.next(slot);
            offset += ENTRY_LENGTH;
            if (offset == entries.capacity()) {
                entries = slots.segment(slot);
                offset = 0;
            }
        }
    }

    /** Forgets the sample, so that any station may begin it anew; whether it was known. */
    boolean release(final DirectBuffer buffer, final int sampleIdOffset) {
        admits(buffer, sampleIdOffset, 0);
        if (isNew()) {
            return false;
        }
        remove(foundSlot);
        return true;
    }

    /** Reads the entry where {@link #admits} will begin. */
    int readAhead(final DirectBuffer buffer, final int sampleIdOffset) {
        final int slot = home(hash(buffer.getLong(sampleIdOffset), buffer.getLong(sampleIdOffset + 8)));
        return count(slot);
    }

    /** Whether the sample that {@link #admits} has just been asked about has nobody in it yet. */
    boolean isNew() {
        return count(foundSlot) == 0;
    }

    /** Puts one more person into the sample that {@link #admits} has just been asked about. */
    void add(final DirectBuffer buffer, final int sampleIdOffset, final long station, final long epochSeconds) {
        final UnsafeBuffer entries = slots.segment(foundSlot);
        final int offset = slots.offset(foundSlot);
        final int count = entries.getInt(offset + COUNT_OFFSET);
        if (count == 0) {
            entries.putBytes(offset, buffer, sampleIdOffset, STATION_OFFSET);
            entries.putInt(offset + STATION_OFFSET, (int) station);
            entries.putInt(offset + TIME_OFFSET, (int) epochSeconds);
            entries.putInt(offset + HASH_OFFSET, soughtHash);
            size++;
        } else if ((entries.getInt(offset + TIME_OFFSET) & UINT_MASK) < epochSeconds) {
            entries.putInt(offset + TIME_OFFSET, (int) epochSeconds);
        }
        entries.putInt(offset + COUNT_OFFSET, count + 1);
    }

    /** Visits the next {@code count} slots and removes samples last filled before the horizon. */
    void sweep(final int count, final long horizonSeconds) {
        UnsafeBuffer entries = slots.segment(sweepSlot);
        int offset = slots.offset(sweepSlot);
        for (int i = 0; i < count; i++) {
            final boolean isUsed = entries.getInt(offset + COUNT_OFFSET) != 0;
            final long time = entries.getInt(offset + TIME_OFFSET) & UINT_MASK;
            if (isUsed && time < horizonSeconds) {
                remove(sweepSlot);
                continue;
            }
            passOldestSeconds = isUsed ? Math.min(passOldestSeconds, time) : passOldestSeconds;
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
        while (count(slot) != 0) {
            final UnsafeBuffer entries = slots.segment(slot);
            final int offset = slots.offset(slot);
            if (Slots.mayFill(hole, home(entries.getInt(offset + HASH_OFFSET)), slot)) {
                slots.copy(slot, hole);
                hole = slot;
            }
            slot = slots.next(slot);
        }
        slots.segment(hole).putInt(slots.offset(hole) + COUNT_OFFSET, 0);
        size--;
    }

    private int count(final int slot) {
        return slots.segment(slot).getInt(slots.offset(slot) + COUNT_OFFSET);
    }

    /** Remembers the last one: people of a tube mostly come one after another. */
    private int hash(final long first, final long second) {
        if (first != hashedFirst || second != hashedSecond) {
            hashedFirst = first;
            hashedSecond = second;
            hashed = (int) (hash.hash(first, second) >>> 32);
        }
        return hashed;
    }

    private int home(final int hash32) {
        return (int) ((hash32 & UINT_MASK) * slotCount >>> 32);
    }
}
