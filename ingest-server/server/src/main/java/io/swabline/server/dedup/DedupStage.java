package io.swabline.server.dedup;

import io.swabline.protocol.codec.RefusedReason;
import io.swabline.protocol.codec.RetryReason;
import io.swabline.server.ring.Outcome;
import io.swabline.server.ring.ScanRing;
import io.swabline.server.ring.Slot;
import io.swabline.server.ring.Stage;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.IntPredicate;

/**
 * Runs the {@link Deduplicator} over each batch and counts what became of the slots. Only the stage's thread counts, into plain
 * arrays;
 * after each batch it publishes the numbers, which any thread may read.
 */
public final class DedupStage implements Stage {
    /** Verdict codes and outcomes that are counted are below this. */
    public static final int COUNTERS = 32;
    private static final int READ_AHEAD_SLOTS = 64;
    private static final int RETRIES = 2 * COUNTERS;
    private static final int REFUSALS = 3 * COUNTERS;
    private static final int PEOPLE = 4 * COUNTERS;
    private static final int SAMPLES = PEOPLE + 1;
    private static final int OLDEST_PERSON = PEOPLE + 2;
    private static final int OLDEST_SAMPLE = PEOPLE + 3;
    private static final int REFUSED_FOR_THEIR_PART = PEOPLE + 4;
    private static final int STATION_REFUSED = PEOPLE + 5;
    private static final int LENGTH = PEOPLE + 6;

    private final ScanRing ring;
    private final Deduplicator deduplicator;
    private final IntPredicate hasRoom;
    private final long[] verdicts = new long[COUNTERS];
    private final long[] outcomes = new long[COUNTERS];
    private final long[] retries = new long[COUNTERS];
    private final long[] refusals = new long[COUNTERS];
    private final AtomicLongArray published = new AtomicLongArray(LENGTH);

    /** @param hasRoom whether so many scans can be journaled at the moment; asked once a batch */
    public DedupStage(final ScanRing ring, final Deduplicator deduplicator, final IntPredicate hasRoom) {
        this.ring = ring;
        this.deduplicator = deduplicator;
        this.hasRoom = hasRoom;
        publishCounters();
    }

    /**
     * The tables are far larger than any cache. A few slots ahead of the decisions their entries are read once: these
     * reads do not depend on each other, so the processor waits for many of them at a time and not for one after another.
     */
    @Override
    public void onBatch(final long first, final long last) {
        deduplicator.takeLinks();
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
        } else if (outcome == Outcome.RETRY) {
            retries[slot.verdict()]++;
        } else if (outcome == Outcome.REFUSED) {
            refusals[slot.verdict()]++;
        }
    }

    private void publishCounters() {
        for (int i = 0; i < COUNTERS; i++) {
            published.lazySet(i, verdicts[i]);
            published.lazySet(COUNTERS + i, outcomes[i]);
            published.lazySet(RETRIES + i, retries[i]);
            published.lazySet(REFUSALS + i, refusals[i]);
        }
        published.lazySet(PEOPLE, deduplicator.personCount());
        published.lazySet(SAMPLES, deduplicator.sampleCount());
        published.lazySet(OLDEST_PERSON, deduplicator.oldestPersonSeconds());
        published.lazySet(OLDEST_SAMPLE, deduplicator.oldestSampleSeconds());
        published.lazySet(REFUSED_FOR_THEIR_PART, deduplicator.refusedForTheirPart());
        published.lazySet(STATION_REFUSED, deduplicator.stationRefusedForItsPart());
    }

    /** Records so far with this verdict code; any thread. */
    public long verdictCount(final int verdictCode) {
        return published.get(verdictCode);
    }

    /** Slots so far with this outcome; any thread. */
    public long outcomeCount(final byte outcome) {
        return published.get(COUNTERS + outcome);
    }

    /** RETRYs so far for this reason; any thread. */
    public long retryCount(final RetryReason reason) {
        return published.get(RETRIES + reason.value());
    }

    /** Hellos so far that were refused for this reason; any thread. */
    public long refusedCount(final RefusedReason reason) {
        return published.get(REFUSALS + reason.value());
    }

    /** People remembered; any thread. */
    public long personCount() {
        return published.get(PEOPLE);
    }

    /** Samples remembered; any thread. */
    public long sampleCount() {
        return published.get(SAMPLES);
    }

    /** About when the person remembered for longest was scanned, epoch seconds, 0 if not known yet; any thread. */
    public long oldestPersonSeconds() {
        return published.get(OLDEST_PERSON);
    }

    /** About when the sample remembered for longest was last filled, epoch seconds, 0 if not known yet; any thread. */
    public long oldestSampleSeconds() {
        return published.get(OLDEST_SAMPLE);
    }

    /** Streams that cannot make room for others at this time, epoch milliseconds; any thread; looks at each stream. */
    public long heldStreamCount(final long nowMs) {
        return deduplicator.heldStreamCount(nowMs);
    }

    /** Hellos so far that were refused since their station had its part of the streams; any thread. */
    public long refusedForTheirPart() {
        return published.get(REFUSED_FOR_THEIR_PART);
    }

    /** The station of the last of those Hellos; 0 before the first; any thread. */
    public long stationRefusedForItsPart() {
        return published.get(STATION_REFUSED);
    }
}
