package io.swabline.loadgen;

import java.util.Arrays;
import org.agrona.collections.Long2LongHashMap;

/**
 * Scans sent a second time that are not answered yet, by station and sequence, with what their answer must be. Owned by one load
 * thread; allocates nothing once it has grown to the most that are under way.
 */
final class Retransmits {
    static final int NONE = -1;

    private final int[] underWayOfStation;
    private final Long2LongHashMap slots = new Long2LongHashMap(NONE);
    private int[] fingerprint = new int[64];
    private long[] expected = new long[64];
    private int[] free = new int[64];
    private int freeCount;
    private int used;

    Retransmits(final int stations) {
        underWayOfStation = new int[stations];
    }

    private static long key(final int station, final long sequence) {
        return (long) station << 32 | sequence;
    }

    void sent(final int station, final long sequence, final int fingerprintOfScan, final long expectedOfScan) {
        final int slot = freeCount > 0 ? free[--freeCount] : used++;
        if (slot == fingerprint.length) {
            fingerprint = Arrays.copyOf(fingerprint, 2 * slot);
            expected = Arrays.copyOf(expected, 2 * slot);
            free = Arrays.copyOf(free, 2 * slot);
        }
        fingerprint[slot] = fingerprintOfScan;
        expected[slot] = expectedOfScan;
        slots.put(key(station, sequence), slot);
        underWayOfStation[station]++;
    }

    /** Takes out a retransmit that is answered; returns where its particulars stand until the next is sent, or {@link #NONE}. */
    int answered(final int station, final long sequence) {
        final int slot = (int) slots.remove(key(station, sequence));
        if (slot != NONE) {
            free[freeCount++] = slot;
            underWayOfStation[station]--;
        }
        return slot;
    }

    int fingerprint(final int slot) {
        return fingerprint[slot];
    }

    long expected(final int slot) {
        return expected[slot];
    }

    /** Takes out all of a station whose connection is gone; returns how many. */
    int lost(final int station) {
        final int lost = underWayOfStation[station];
        if (lost > 0) {
            slots.entrySet().removeIf(entry -> {
                final boolean isOfStation = entry.getKey() >>> 32 == station;
                if (isOfStation) {
                    free[freeCount++] = entry.getValue().intValue();
                }
                return isOfStation;
            });
        }
        underWayOfStation[station] = 0;
        return lost;
    }

    int size() {
        return slots.size();
    }
}
