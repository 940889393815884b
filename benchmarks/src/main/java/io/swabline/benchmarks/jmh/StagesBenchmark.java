package io.swabline.benchmarks.jmh;

import io.swabline.benchmarks.scratch.ScratchJournal;
import io.swabline.protocol.CodeDescriptor;
import io.swabline.protocol.Durability;
import io.swabline.protocol.ScanDescriptor;
import io.swabline.protocol.ScanMethod;
import io.swabline.protocol.SipHash;
import io.swabline.protocol.Verdict;
import io.swabline.protocol.trust.CutoffTable;
import io.swabline.server.append.AppendStage;
import io.swabline.server.dedup.DedupLimits;
import io.swabline.server.dedup.DedupStage;
import io.swabline.server.dedup.Deduplicator;
import io.swabline.server.reply.ReplyStage;
import io.swabline.server.ring.ConnectionId;
import io.swabline.server.ring.OperatorNotes;
import io.swabline.server.ring.ReplyQueue;
import io.swabline.server.ring.ScanRing;
import io.swabline.server.ring.Slot;
import io.swabline.server.sync.SyncStage;
import io.swabline.server.validate.ValidateStage;
import io.swabline.server.validate.ValidationLimits;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.SystemEpochClock;
import org.agrona.concurrent.SystemNanoClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * All stages behind the ring, one after another on one thread, durability {@code os}: genuine codes of people never seen before,
 * in frames of 64 from 16 stations. Putting the scans into the slots is not measured, see the edge's benchmark for that.
 *
 * <p>The scans' clock runs so fast that people leave the deduplication window as others come, and the table stays about full.
 */
@State(Scope.Thread)
public class StagesBenchmark {
    private static final int FRAME = 64;
    private static final int STATIONS = 16;
    private static final int SLOTS = FRAME * STATIONS;
    private static final int POOL = 8;
    private static final int CREDIT = 1_024;
    private static final long WINDOW_MS = TimeUnit.MINUTES.toMillis(30);
    private static final double FULL_SHARE = 0.7;

    /** Room of the deduplication table. */
    @Param("8000000")
    public int people;

    private final ScanRing ring = new ScanRing(SLOTS, 1);
    private final ReplyQueue replies = new ReplyQueue(4 << 20);
    private final UnsafeBuffer cores = new UnsafeBuffer(new byte[SLOTS * CodeDescriptor.CORE_LENGTH]);
    private final UnsafeBuffer scan = new UnsafeBuffer(new byte[ScanDescriptor.LENGTH]);
    private final SyntheticCodes codes = new SyntheticCodes(SLOTS);
    private ScratchJournal journal;
    private ValidateStage validate;
    private DedupStage dedup;
    private AppendStage append;
    private SyncStage sync;
    private ReplyStage reply;
    private double scansPerMs;
    private long startMs;
    private long rounds;

    /** Builds the stages that last and welcomes the stations. */
    @Setup
    public void setUp() {
        startMs = System.currentTimeMillis();
        scansPerMs = FULL_SHARE * people / (2 * WINDOW_MS);
        validate = new ValidateStage(ring, codes::keys, () -> CutoffTable.EMPTY, new ValidationLimits(WINDOW_MS, WINDOW_MS));
        final Deduplicator deduplicator = new Deduplicator(
            new DedupLimits(WINDOW_MS, WINDOW_MS, people, Math.max(1_000, people / 4), STATIONS, CREDIT, POOL,
                SipHash.withRandomKey()));
        dedup = new DedupStage(ring, deduplicator, scans -> true);
        reply = new ReplyStage(ring, List.of(replies), Durability.OS, CREDIT, 1, SystemEpochClock.INSTANCE,
            SystemNanoClock.INSTANCE, 1, new OperatorNotes());
        for (int station = 0; station < STATIONS; station++) {
            ring.slot(station).hello(ConnectionId.of(0, station, 1), station + 1L, station + 1L, startMs, 0);
        }
        dedup.onBatch(0, STATIONS - 1);
    }

    /** A new journal for each iteration, so that the disk does not have to keep up. */
    @Setup(Level.Iteration)
    public void openJournal() {
        journal = ScratchJournal.open();
        append = new AppendStage(ring, journal.writer(), SystemEpochClock.INSTANCE);
        sync = new SyncStage(journal.writer(), SystemNanoClock.INSTANCE);
    }

    /** Deletes the journal. */
    @TearDown(Level.Iteration)
    public void closeJournal() {
        journal.close();
    }

    /** Fills all slots with the next people's scans. */
    @Setup(Level.Invocation)
    public void fillSlots() {
        final long first = rounds++ * SLOTS;
        final long nowMs = startMs + (long) (first / scansPerMs);
        codes.issue(first, SLOTS, nowMs / 1000 - 60, cores, 0);
        scan.putLong(ScanDescriptor.SCANNED_AT_OFFSET, nowMs, ByteOrder.LITTLE_ENDIAN);
        scan.putByte(ScanDescriptor.METHOD_OFFSET, ScanMethod.CODE.code());
        for (int i = 0; i < SLOTS; i++) {
            final int station = i / FRAME;
            putSampleId((first + i) / POOL);
            scan.putBytes(ScanDescriptor.CREDENTIAL_OFFSET, cores, i * CodeDescriptor.CORE_LENGTH, CodeDescriptor.CORE_LENGTH);
            final Slot slot = ring.slot(i);
            slot.scan(scan, 0, ConnectionId.of(0, station, 1), station + 1L, station + 1L,
                (rounds - 1) * FRAME + i % FRAME + 1, nowMs, 0, 0);
        }
        replies.read((type, buffer, offset, length) -> { });
    }

    /** Eight letters for a number below 2 to the 40. */
    private void putSampleId(final long number) {
        long letters = 0;
        for (int shift = 0; shift < 40; shift += 5) {
            letters = letters << 8 | 'A' + (number >>> shift & 31);
        }
        scan.putLong(ScanDescriptor.SAMPLE_ID_OFFSET, letters);
    }

    /** Validate, deduplicate, append, sync, reply. */
    @Benchmark
    @OperationsPerInvocation(SLOTS)
    public void together() {
        validate.onBatch(0, SLOTS - 1);
        dedup.onBatch(0, SLOTS - 1);
        append.onBatch(0, SLOTS - 1);
        sync.onBatch(0, SLOTS - 1);
        reply.onBatch(0, SLOTS - 1);
        reply.onBatchDone();
    }

    /** Each scan must have been a new person's. */
    @TearDown
    public void checkVerdicts() {
        final long accepted = dedup.verdictCount(Verdict.ACCEPTED.code());
        if (accepted != rounds * SLOTS) {
            throw new IllegalStateException("accepted " + accepted + " of " + rounds * SLOTS + " new people");
        }
    }
}
