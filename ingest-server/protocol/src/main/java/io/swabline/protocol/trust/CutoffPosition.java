package io.swabline.protocol.trust;

import org.agrona.collections.Long2LongHashMap;

/**
 * How far the registry's cut-offs are known without a gap. Those that were taken ahead, because this process made them before
 * another server's earlier ones were read, wait here until the gap is closed. One thread.
 */
final class CutoffPosition {
    private final Long2LongHashMap ahead = new Long2LongHashMap(Long.MIN_VALUE);
    private long sequence;
    private long shortHash;

    long sequence() {
        return sequence;
    }

    /** Of the cut-off at {@link #sequence}: tells whether it is still the same registry. */
    long shortHash() {
        return shortHash;
    }

    void taken(final long takenSequence, final long takenShortHash) {
        if (takenSequence > sequence + 1) {
            ahead.put(takenSequence, takenShortHash);
        } else if (takenSequence == sequence + 1) {
            moveTo(takenSequence, takenShortHash);
        }
    }

    /** All up to this one are known, or gone from the registry. */
    void moveTo(final long newSequence, final long newShortHash) {
        sequence = newSequence;
        shortHash = newShortHash;
        while (ahead.containsKey(sequence + 1)) {
            sequence++;
            shortHash = ahead.remove(sequence);
        }
        if (!ahead.isEmpty()) {
            ahead.keySet().removeIfLong(later -> later <= sequence);
        }
    }
}
