package io.swabline.server.dedup;

import io.swabline.protocol.SipHash;
import java.util.Arrays;
import org.agrona.BitUtil;

/**
 * Finds a number of 0 or more by a key that a stranger chose: open addressing with linear probing, never resized, at most 55 %
 * full. The home slot is a hash under a secret key, so nobody can choose keys that meet. Single writer; allocates nothing once
 * made.
 */
final class KeyIndex {
    /** There is no such key. */
    static final int ABSENT = -1;
    private static final double LOAD_MAX = 0.55;

    private final SipHash hash;
    private final long[] keys;
    private final int[] values;
    private final int mask;
    private int size;

    /** @param keysMax keys held at most; memory is 22 to 44 bytes a key */
    KeyIndex(final int keysMax, final SipHash hash) {
        this.hash = hash;
        final int slotCount = BitUtil.findNextPositivePowerOfTwo((int) (keysMax / LOAD_MAX) + 1);
        keys = new long[slotCount];
        values = new int[slotCount];
        Arrays.fill(values, ABSENT);
        mask = slotCount - 1;
    }

    int size() {
        return size;
    }

    /** The value of the key, or {@link #ABSENT}. */
    int get(final long key) {
        return values[slotOf(key)];
    }

    /** Sets the value, 0 or more, of a key that has one, or of one more, for which there must be room. */
    void put(final long key, final int value) {
        final int slot = slotOf(key);
        if (values[slot] == ABSENT) {
            keys[slot] = key;
            size++;
        }
        values[slot] = value;
    }

    /** Removes a key, if it is there, by shifting back what follows (Knuth, TAOCP vol. 3, 6.4, algorithm R). */
    void remove(final long key) {
        int hole = slotOf(key);
        if (values[hole] == ABSENT) {
            return;
        }
        for (int slot = hole + 1 & mask; values[slot] != ABSENT; slot = slot + 1 & mask) {
            final int distanceFromHome = slot - home(keys[slot]) & mask;
            if (distanceFromHome >= (slot - hole & mask)) {
                keys[hole] = keys[slot];
                values[hole] = values[slot];
                hole = slot;
            }
        }
        values[hole] = ABSENT;
        size--;
    }

    /** Where the key is, or the empty slot where it would go. */
    private int slotOf(final long key) {
        int slot = home(key);
        while (values[slot] != ABSENT && keys[slot] != key) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private int home(final long key) {
        return (int) hash.hash(key) & mask;
    }

    /** The longest run of slots in use: bounds what a look-up costs. Walks the whole index. */
    int longestRun() {
        int longest = 0;
        int run = 0;
        for (final int value : values) {
            run = value == ABSENT ? 0 : run + 1;
            longest = Math.max(longest, run);
        }
        return longest;
    }
}
