package io.swabline.server.reply;

import io.swabline.protocol.Durability;
import io.swabline.protocol.codec.GoodbyeReason;
import io.swabline.server.ring.ConnectionId;
import io.swabline.server.ring.OperatorNotes;
import io.swabline.server.ring.Outcome;
import io.swabline.server.ring.ReplyQueue;
import io.swabline.server.ring.RetryAfter;
import io.swabline.server.ring.ScanRing;
import io.swabline.server.ring.Slot;
import io.swabline.server.ring.Stage;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.NanoClock;

import java.util.List;

/**
 * The last stage: everything it sees is durable. Neighbouring slots of one connection with consecutive sequences are
 * answered by one Ack; the rest one by one. Hands finished frames to the event loop that owns the connection.
 */
public final class ReplyStage implements Stage {
    /** Scans that one Ack answers at most: bounds its length even when none was plain ACCEPTED. */
    static final int RUN_MAX = 2048;

    private final ScanRing ring;
    private final ReplyQueue[] queues;
    private final ReplyFrames frames;
    private final EpochClock epochClock;
    private final NanoClock nanoClock;
    private final RetryAfter retryAfter;
    private final OperatorNotes notes;

    /**
     * @param queues       one for each event loop, in their order
     * @param credit       scans a station may have unacknowledged
     * @param retryAfterMs mean of the jittered time that a station is asked to wait, after that until there is room
     * @param notes        who waits for an operator's note
     */
    public ReplyStage(final ScanRing ring, final List<ReplyQueue> queues, final Durability durability, final int credit,
        final long retryAfterMs, final EpochClock epochClock, final NanoClock nanoClock, final long jitterSeed,
        final OperatorNotes notes) {
        this.ring = ring;
        this.queues = queues.toArray(ReplyQueue[]::new);
        this.frames = new ReplyFrames(durability, credit);
        this.epochClock = epochClock;
        this.nanoClock = nanoClock;
        this.notes = notes;
        this.retryAfter = new RetryAfter(retryAfterMs, jitterSeed);
    }

    @Override
    public void onBatch(final long first, final long last) {
        final long nowNs = nanoClock.nanoTime();
        long sequence = first;
        while (sequence <= last) {
            final Slot slot = ring.slot(sequence);
            final byte outcome = slot.outcome();
            if (outcome == Outcome.RECORD || outcome == Outcome.RETRANSMIT) {
                sequence = acknowledgeRun(slot, sequence, last, nowNs);
            } else {
                answer(slot, outcome);
                sequence++;
            }
        }
    }

    /** Acknowledges the run that starts here; returns the ring sequence behind it. */
    private long acknowledgeRun(final Slot firstSlot, final long first, final long last, final long nowNs) {
        final long connection = firstSlot.connection();
        final long bound = Math.min(last, first + RUN_MAX - 1);
        long expected = firstSlot.sequence();
        int listed = 0;
        long end = first;
        while (end <= bound) {
            final Slot slot = ring.slot(end);
            final byte outcome = slot.outcome();
            if (slot.connection() != connection || slot.sequence() != expected
                || outcome != Outcome.RECORD && outcome != Outcome.RETRANSMIT) {
                break;
            }
            if (ReplyFrames.isListed(slot)) {
                listed++;
            }
            expected++;
            end++;
        }
        frames.ack(queue(connection), ring, first, end - 1, listed, nowNs);
        return end;
    }

    private void answer(final Slot slot, final byte outcome) {
        if (outcome >= Outcome.NOTE) {
            notes.end(slot.connection(), outcome);
            return;
        }
        final ReplyQueue queue = queue(slot.connection());
        switch (outcome) {
            case Outcome.DROP -> frames.answerNothing(queue, slot);
            case Outcome.RETRY -> frames.retry(queue, slot, slot.detail() + retryAfter.nextMs());
            case Outcome.GOODBYE -> goodbye(slot.connection(), GoodbyeReason.get((short) slot.verdict()));
            case Outcome.REFUSED -> frames.refused(queue, slot, retryAfter.nextMs());
            case Outcome.WELCOME -> frames.welcome(queue, slot, epochClock.time());
            case Outcome.WELCOME_REPLACING -> {
                goodbye(slot.replacedConnection(), GoodbyeReason.REPLACED);
                frames.welcome(queue, slot, epochClock.time());
            }
            default -> throw new IllegalStateException("outcome=" + outcome + " of ring slot is unknown");
        }
    }

    private void goodbye(final long connection, final GoodbyeReason reason) {
        frames.goodbye(queue(connection), connection, reason, retryAfter.nextMs(reason));
    }

    private ReplyQueue queue(final long connection) {
        return queues[ConnectionId.loop(connection)];
    }

    @Override
    public void onBatchDone() {
        for (final ReplyQueue queue : queues) {
            queue.flush();
        }
    }
}
