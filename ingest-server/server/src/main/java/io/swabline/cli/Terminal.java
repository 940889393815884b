package io.swabline.cli;

import io.swabline.protocol.Durability;
import io.swabline.protocol.ScanDescriptor;
import io.swabline.protocol.ScanMethod;
import io.swabline.protocol.Verdict;
import io.swabline.protocol.codec.RetryReason;
import io.swabline.station.DisconnectCause;
import io.swabline.station.Station;
import io.swabline.station.StationListener;
import io.swabline.station.StationLoop;
import io.swabline.station.StationSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A small terminal on one station: takes scans from one thread, hands their answers to a consumer on the station's event loop.
 * At most {@link #UNANSWERED_MAX} scans are without an answer; a further one waits. Connections that fail are told to another
 * consumer, and so is each RETRY to a third, and each scan that the server is too old for to a fourth; the station connects and
 * sends again by itself. Where it never was connected and that is hopeless, nobody waits any more.
 */
final class Terminal implements AutoCloseable {
    static final int UNANSWERED_MAX = 1024;

    private final StationLoop loop = StationLoop.launch(1);
    private final Semaphore room = new Semaphore(UNANSWERED_MAX);
    private final AtomicLong answered = new AtomicLong();
    private final Consumer<TerminalAnswer> answers;
    private final Consumer<ConnectionTrouble> troubles;
    private final Consumer<RetryReason> waits;
    private final Consumer<TerminalScan> refusals;
    private final Station station;
    private volatile boolean isHopeless;

    /** The following belong to the event loop. */
    private final Queue<TerminalScan> waiting = new ArrayDeque<>();
    private Map<Long, TerminalScan> sent = new HashMap<>();
    private final UnsafeBuffer sampleId = new UnsafeBuffer(new byte[ScanDescriptor.SAMPLE_ID_LENGTH]);
    private final UnsafeBuffer credential = new UnsafeBuffer(new byte[0]);
    private ConnectionTrouble lastTrouble;
    private boolean wasOpen;

    Terminal(
        final StationSettings settings,
        final Consumer<TerminalAnswer> answers,
        final Consumer<ConnectionTrouble> troubles,
        final Consumer<RetryReason> waits,
        final Consumer<TerminalScan> refusals) {
        this.refusals = refusals;
        this.answers = answers;
        this.troubles = troubles;
        this.waits = waits;
        station = loop.station(
            settings.withPendingScansMax(UNANSWERED_MAX)
                .withReconnectDelays(Duration.ofMillis(200), Duration.ofSeconds(5))
                .withSeed(System.nanoTime())
                .withSoftware("swabline-station-send"),
            new Listener());
        station.start();
    }

    /** Takes a scan; false if there was no room for it in time, because no answers come, or it was given up. */
    boolean scan(final TerminalScan scan, final Duration timeout) throws InterruptedException {
        if (!acquire(1, timeout)) {
            return false;
        }
        station.eventLoop().execute(() -> {
            waiting.add(scan);
            pump();
        });
        return true;
    }

    /** Waits until every scan is answered; false if none was for the time given, or it was given up. */
    boolean awaitAnswers(final Duration timeout) throws InterruptedException {
        final boolean isDone = acquire(UNANSWERED_MAX, timeout);
        if (isDone) {
            room.release(UNANSWERED_MAX);
        }
        return isDone;
    }

    /** Gives up only when no answer came for the whole time. */
    private boolean acquire(final int permits, final Duration timeout) throws InterruptedException {
        long before;
        do {
            before = answered.get();
            if (room.tryAcquire(permits, timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                return !isHopeless;
            }
        } while (answered.get() != before);
        return false;
    }

    /** Whether nobody need wait any more. */
    boolean isHopeless() {
        return isHopeless;
    }

    private void pump() {
        for (TerminalScan scan = waiting.peek(); scan != null && mayOffer(scan); scan = waiting.peek()) {
            scan.putSampleId(sampleId, 0);
            credential.wrap(scan.credential());
            final long sequence = station.offer(System.currentTimeMillis(), scan.method(), sampleId, 0, credential, 0);
            if (sequence == Station.SERVER_TOO_OLD) {
                refuse(waiting.remove());
                continue;
            }
            if (sequence < 0) {
                break;
            }
            sent.put(sequence, waiting.remove());
        }
        station.flush();
    }

    /** Documents wait for the first Welcome: only then it is known whether the server takes them. */
    private boolean mayOffer(final TerminalScan scan) {
        return wasOpen || scan.method() != ScanMethod.DOCUMENT;
    }

    private void refuse(final TerminalScan scan) {
        scan.forgetCredential();
        refusals.accept(scan);
        answered.incrementAndGet();
        room.release();
    }

    private void giveUp() {
        isHopeless = true;
        room.release(UNANSWERED_MAX);
    }

    private void answer(final long sequence, final Verdict verdict, final boolean isRetransmit, final long detail) {
        final TerminalScan scan = sent.remove(sequence);
        scan.forgetCredential();
        final Instant firstAcceptedAt = verdict == Verdict.DOUBLE_SCAN ? Instant.ofEpochSecond(detail) : null;
        answers.accept(new TerminalAnswer(scan, verdict, isRetransmit, firstAcceptedAt));
        answered.incrementAndGet();
        room.release();
    }

    /** Scans without an answer are given up. */
    @Override
    public void close() {
        loop.close();
    }

    private final class Listener implements StationListener {
        @Override
        public void onOpen(final Station of) {
            wasOpen = true;
            pump();
        }

        @Override
        public void onAccepted(final Station of, final long firstSequence, final long throughSequence) {
            for (long sequence = firstSequence; sequence <= throughSequence; sequence++) {
                answer(sequence, Verdict.ACCEPTED, false, 0);
            }
        }

        @Override
        public void onVerdict(
            final Station of, final long sequence, final Verdict verdict, final boolean retransmit, final long detail) {
            answer(sequence, verdict, retransmit, detail);
        }

        @Override
        public void onAck(
            final Station of,
            final long firstSequence,
            final long throughSequence,
            final long residenceUs,
            final Durability durability) {
            pump();
        }

        @Override
        public void onRetry(final Station of, final long fromSequence, final long afterMs, final RetryReason reason) {
            waits.accept(reason);
        }

        @Override
        public void onDisconnect(final Station of, final DisconnectCause cause, final String detail) {
            if (cause != DisconnectCause.CLOSED) {
                final ConnectionTrouble trouble = new ConnectionTrouble(cause, detail);
                troubles.accept(trouble);
                if (!wasOpen && (trouble.isHopeless() || trouble.isHopelessIfRepeated() && trouble.equals(lastTrouble))) {
                    giveUp();
                }
                lastTrouble = trouble;
            }
        }

        @Override
        public void onStreamReplaced(
            final Station of,
            final long oldStream,
            final long newStream,
            final long firstPendingOldSequence,
            final long serverLastSequence) {
            final Map<Long, TerminalScan> renumbered = new HashMap<>();
            sent.forEach((sequence, scan) -> renumbered.put(sequence - firstPendingOldSequence + 1, scan));
            sent = renumbered;
        }
    }
}
