package io.swabline.server.wiring;

import io.swabline.journal.Journal;
import io.swabline.protocol.SamplingKeys;
import io.swabline.protocol.Verdict;
import io.swabline.protocol.codec.RefusedReason;
import io.swabline.protocol.codec.RetryReason;
import io.swabline.protocol.trust.CutoffTable;
import io.swabline.server.append.AppendStage;
import io.swabline.server.dedup.DedupStage;
import io.swabline.server.dedup.Deduplicator;
import io.swabline.server.ops.Alarm;
import io.swabline.server.reply.ReplyStage;
import io.swabline.server.ring.OperatorNotes;
import io.swabline.server.ring.Outcome;
import io.swabline.server.ring.ReplyQueue;
import io.swabline.server.ring.ScanRing;
import io.swabline.server.ring.Stage;
import io.swabline.server.ring.StageThread;
import io.swabline.server.sync.SyncStage;
import io.swabline.server.validate.ValidateStage;
import io.swabline.server.validate.ValidationLimits;
import org.HdrHistogram.Histogram;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.NanoClock;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The stages behind the ring, in the order of the way of a scan, on their threads.
 *
 * <pre>
 * one thread:   validate ─► dedup ─► append ─► sync ─► reply
 * two threads:  validate ─► dedup ─► append ─┬─► sync ─► reply     append goes on while a sync is under way
 * </pre>
 */
final class Pipeline {
    static final int REPLY_QUEUE_LENGTH = 4 << 20;
    private static final long POLL_NS = 200_000;

    private final ServerSettings settings;
    private final ScanRing ring;
    private final List<ReplyQueue> replyQueues = new ArrayList<>();
    private final List<StageThread> stageThreads = new ArrayList<>();
    private final DedupStage dedup;
    private final SyncStage sync;
    private final OperatorNotes notes = new OperatorNotes();
    private volatile boolean hasFailed;

    Pipeline(final ServerSettings settings, final Supplier<SamplingKeys> keys, final Supplier<CutoffTable> cutoffs,
        final Journal journal, final Deduplicator deduplicator, final BooleanSupplier diskLow, final EpochClock epochClock,
        final NanoClock nanoClock, final long jitterSeed, final Consumer<Throwable> listener) {
        this.settings = settings;
        final Consumer<Throwable> onFailure = failure -> {
            journal.fail(failure); // before another thread can acknowledge what this one appended
            hasFailed = true;
            listener.accept(failure);
        };
        ring = new ScanRing(settings.ringSlots(), settings.eventLoops());
        for (int i = 0; i < settings.eventLoops(); i++) {
            replyQueues.add(new ReplyQueue(REPLY_QUEUE_LENGTH));
        }
        final Stage validate = new ValidateStage(ring, keys, cutoffs, new ValidationLimits(
            settings.backlogMax().toMillis(), settings.futureTolerance().toMillis()));
        dedup = new DedupStage(ring, deduplicator,
            scans -> !diskLow.getAsBoolean() && journal.reserve(scans, epochClock.time()));
        final Stage append = new AppendStage(ring, journal, epochClock);
        sync = new SyncStage(journal, nanoClock);
        final Stage reply = new ReplyStage(ring, replyQueues, journal.durability(), settings.creditScans(),
            settings.retryAfter().toMillis(), epochClock, nanoClock, jitterSeed, notes);

        final int batchMax = settings.batchScansMax();
        if (settings.pipelineThreads() == 1) {
            stageThreads.add(new StageThread(ring, null, List.of(validate, dedup, append, sync, reply), batchMax, onFailure));
        } else {
            final StageThread first = new StageThread(ring, null, List.of(validate, dedup, append), batchMax, onFailure);
            stageThreads.add(first);
            stageThreads.add(new StageThread(ring, first, List.of(sync, reply), settings.ringSlots(), onFailure));
        }
        ring.gateOn(last());
    }

    private StageThread last() {
        return stageThreads.get(stageThreads.size() - 1);
    }

    ScanRing ring() {
        return ring;
    }

    OperatorNotes notes() {
        return notes;
    }

    /** What the operator is told of the tables, and by other alarms. */
    List<Alarm> alarms(final Alarm... others) {
        final List<Alarm> all = new ArrayList<>(TableAlarms.of(settings, dedup));
        all.addAll(List.of(others));
        return all;
    }

    List<ReplyQueue> replyQueues() {
        return replyQueues;
    }

    void start() {
        int number = 1;
        for (final StageThread stageThread : stageThreads) {
            final Thread thread = new Thread(stageThread, "pipeline-" + number++);
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Whether a stage has thrown: its thread has ended, and nothing behind what it handled then is answered. */
    boolean hasFailed() {
        return hasFailed;
    }

    /** Waits until all that was published has been replied to, or never will be; no event loop may publish any more. */
    boolean awaitEmpty(final long timeoutNs) {
        final long cursor = ring.cursor();
        final long deadlineNs = System.nanoTime() + timeoutNs;
        while (!last().hasReached(cursor)) {
            if (hasFailed || System.nanoTime() - deadlineNs > 0) {
                return false;
            }
            LockSupport.parkNanos(POLL_NS);
        }
        return true;
    }

    /** Ends the threads; slots that were not handled stay so. */
    void stop() throws InterruptedException {
        replyQueues.forEach(ReplyQueue::close);
        for (final StageThread stageThread : stageThreads) {
            stageThread.halt();
            stageThread.awaitStopped();
        }
    }

    /** One line on what the pipeline did, for the log. */
    String summary() {
        final Histogram syncNs = sync.latencies().getIntervalHistogram();
        return String.format("%d scans answered as sent before, %d syncs, p50 %d µs, p99 %d µs",
            dedup.outcomeCount(Outcome.RETRANSMIT), syncNs.getTotalCount(),
            syncNs.getValueAtPercentile(50) / 1000, syncNs.getValueAtPercentile(99) / 1000);
    }

    /** RETRYs by reason and Hellos refused by the pipeline, those that occurred, for the log. */
    String turnedAway() {
        final StringJoiner counts = new StringJoiner(", ");
        for (final RetryReason reason : RetryReason.values()) {
            if (reason != RetryReason.NULL_VAL && dedup.retryCount(reason) > 0) {
                counts.add("RETRY " + reason + " " + dedup.retryCount(reason));
            }
        }
        for (final RefusedReason reason : RefusedReason.values()) {
            if (reason != RefusedReason.NULL_VAL && dedup.refusedCount(reason) > 0) {
                counts.add("refused " + reason + " " + dedup.refusedCount(reason));
            }
        }
        return counts.length() == 0 ? "nobody told to RETRY" : counts.toString();
    }

    /** Scans by verdict, those that occurred, for the log. */
    String verdicts() {
        final StringJoiner verdicts = new StringJoiner(", ");
        for (final Verdict verdict : Verdict.values()) {
            final long count = dedup.verdictCount(verdict.code());
            if (count > 0) {
                verdicts.add(verdict + " " + count);
            }
        }
        return verdicts.length() == 0 ? "no scans" : verdicts.toString();
    }
}
