package io.swabline.server.dedup;

import io.swabline.server.ring.Outcome;
import io.swabline.server.ring.ScanRing;
import io.swabline.server.ring.Slot;
import io.swabline.server.ring.Stage;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.IntPredicate;

/** Runs the {@link Deduplicator} over each batch and counts, for whoever watches, what became of the slots. */
public final class DedupStage implements Stage {
    /** Verdict codes and outcomes that are counted are below this. */
    public static final int COUNTERS = 32;
    private static final int READ_AHEAD_SLOTS = 64;

    private final ScanRing ring;
    private final Deduplicator deduplicator;
    private final IntPredicate hasRoom;
    private final long[] verdicts = new long[COUNTERS];
    private final long[] outcomes = new long[COUNTERS];
    private final AtomicLongArray published = new AtomicLongArray(2 * COUNTERS);

    /** @param hasRoom whether so many scans can be journaled at the moment; asked once a batch */
    public DedupStage(final ScanRing ring, final Deduplicator deduplicator, final IntPredicate hasRoom) {
        this.ring = ring;
        this.deduplicator = deduplicator;
        this.hasRoom = hasRoom;
    }

    /**
     * The tables are far larger than any cache. A few slots ahead of the decisions their entries are read once: these
     * reads do not depend on each other, so the processor waits for many of them at a time and not for one after another.
     */
    @Override
    public void onBatch(final long first, final long last) {
        deduplicator.diskLow(!hasRoom.test((int) (last - first + 1)));
        for (long chunk = first; chunk <= last; chunk += READ_AHEAD_SLOTS) {
            final long chunkLast = Math.min(last, chunk + READ_AHEAD_SLOTS - 1);
            for (long sequence = chunk; sequence <= chunkLast; sequence++) {
                deduplicator.readAhead(ring.slot(sequence));
            }
            for (long sequence = chunk; sequence <= chunkLast; sequence++) {
                decide(ring.slot(sequence));
            }
        }
        publishCounters();
    }

    private void decide(final Slot slot) {
        deduplicator.decide(slot);
        final byte outcome = slot.outcome();
        outcomes[outcome]++;
        if (outcome == Outcome.RECORD) {
            verdicts[slot.verdict()]++;
        }
    }

    private void publishCounters() {
        for (int i = 0; i < COUNTERS; i++) {
            published.lazySet(i, verdicts[i]);
            published.lazySet(COUNTERS + i, outcomes[i]);
        }
    }

    /** Records so far with this verdict code; any thread. */
    public long verdictCount(final int verdictCode) {
        return published.get(verdictCode);
    }

    /** Slots so far with this outcome; any thread. */
    public long outcomeCount(final byte outcome) {
        return published.get(COUNTERS + outcome);
    }
}
