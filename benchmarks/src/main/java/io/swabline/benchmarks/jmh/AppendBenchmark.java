package io.swabline.benchmarks.jmh;

import io.swabline.benchmarks.scratch.ScratchJournal;
import io.swabline.journal.BatchDescriptor;
import io.swabline.protocol.Verdict;
import io.swabline.server.append.AppendStage;
import io.swabline.server.ring.Outcome;
import io.swabline.server.ring.ScanRing;
import io.swabline.server.ring.Slot;
import org.agrona.concurrent.SystemEpochClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Journaling at durability {@code os}: the append stage from ring slots to the queue, and the journal's writer by itself. */
@State(Scope.Thread)
public class AppendBenchmark {
    private static final int SLOTS = BatchDescriptor.RECORDS_MAX;
    private static final int FRAME = 64;

    private final ScanRing ring = new ScanRing(SLOTS, 1);
    private ScratchJournal journal;
    private AppendStage stage;

    /** Fills a ring with decided slots; appending leaves them as they are. */
    @Setup
    public void setUp() {
        final UnsafeBuffer scan = new UnsafeBuffer(new byte[FRAME]);
        final long nowMs = System.currentTimeMillis();
        for (int i = 0; i < SLOTS; i++) {
            final Slot slot = ring.slot(i);
            slot.scan(scan, 0, 1, 1, 1, i + 1L, nowMs, 0, 0);
            slot.scannedAtMs(nowMs);
            slot.verdict(Verdict.ACCEPTED.code());
            slot.outcome(Outcome.RECORD);
        }
    }

    /** A new journal for each iteration, so that the disk does not have to keep up. */
    @Setup(Level.Iteration)
    public void openJournal() {
        journal = ScratchJournal.open();
        stage = new AppendStage(ring, journal.writer(), SystemEpochClock.INSTANCE);
    }

    /** Deletes the journal. */
    @TearDown(Level.Iteration)
    public void closeJournal() {
        journal.close();
    }

    /** 1,024 slots at a time, as under load. */
    @Benchmark
    @OperationsPerInvocation(SLOTS)
    public void stageBatchOf1024() {
        stage.onBatch(0, SLOTS - 1);
    }

    /** 64 slots at a time, as when calm. */
    @Benchmark
    @OperationsPerInvocation(FRAME)
    public void stageBatchOf64() {
        stage.onBatch(0, FRAME - 1);
    }

    /** The writer alone: checksum and append of 1,024 records that are staged already. */
    @Benchmark
    @OperationsPerInvocation(SLOTS)
    public long writerBatchOf1024() {
        return journal.writer().append(SLOTS, System.currentTimeMillis());
    }
}
