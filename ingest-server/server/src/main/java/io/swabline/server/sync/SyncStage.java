package io.swabline.server.sync;

import io.swabline.journal.Journal;
import io.swabline.server.ring.Stage;
import org.HdrHistogram.SingleWriterRecorder;
import org.agrona.concurrent.NanoClock;

/**
 * Makes everything appended so far durable, at the journal's level, before its slots go on to be acknowledged. A failed
 * sync throws: the kernel may have dropped the pages, so it is never tried again.
 */
public final class SyncStage implements Stage {
    private static final long HIGHEST_NS = 60_000_000_000L;

    private final Journal journal;
    private final NanoClock clock;
    private final SingleWriterRecorder latencies = new SingleWriterRecorder(HIGHEST_NS, 2);

    public SyncStage(final Journal journal, final NanoClock clock) {
        this.journal = journal;
        this.clock = clock;
    }

    @Override
    public void onBatch(final long first, final long last) {
        final long startNs = clock.nanoTime();
        journal.sync();
        latencies.recordValue(Math.min(clock.nanoTime() - startNs, HIGHEST_NS));
    }

    /** Durations of the syncs in nanoseconds; any thread may take interval histograms from it. */
    public SingleWriterRecorder latencies() {
        return latencies;
    }
}
