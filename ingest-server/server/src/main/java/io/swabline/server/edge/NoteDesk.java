package io.swabline.server.edge;

import io.netty.channel.EventLoop;
import io.swabline.server.ring.OperatorNotes;
import io.swabline.server.ring.ScanRing;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.NanoClock;

/**
 * Puts an operator's notes into the ring, on an event loop, since those are the ring's producers. A note that was withdrawn
 * while the ring was full is dropped; one that comes after {@link #close} is refused.
 */
final class NoteDesk {
    private static final long INTERVAL_MS = 10;

    private final EventLoop eventLoop;
    private final ScanRing ring;
    private final EpochClock epochClock;
    private final NanoClock nanoClock;
    private volatile boolean isClosed;

    NoteDesk(final EventLoop eventLoop, final ScanRing ring, final EpochClock epochClock, final NanoClock nanoClock) {
        this.eventLoop = eventLoop;
        this.ring = ring;
        this.epochClock = epochClock;
        this.nanoClock = nanoClock;
    }

    /** Any thread: a note that the sample is released, as soon as the ring has room. */
    void release(final DirectBuffer sampleId, final OperatorNotes notes, final long ticket) {
        try {
            eventLoop.execute(() -> put(sampleId, notes, ticket));
        } catch (final RejectedExecutionException stopped) {
            notes.refuse(ticket);
        }
    }

    private void put(final DirectBuffer sampleId, final OperatorNotes notes, final long ticket) {
        if (isClosed) {
            notes.refuse(ticket);
        } else if (notes.put(ticket, () -> claim(sampleId, ticket)) == OperatorNotes.Attempt.NO_ROOM) {
            eventLoop.schedule(() -> put(sampleId, notes, ticket), INTERVAL_MS, TimeUnit.MILLISECONDS);
        }
    }

    private boolean claim(final DirectBuffer sampleId, final long ticket) {
        final long place = ring.tryClaim(1);
        if (place == ScanRing.FULL) {
            return false;
        }
        ring.slot(place).release(sampleId, ticket, epochClock.time(), nanoClock.nanoTime());
        ring.publish(place, place);
        return true;
    }

    /** Takes no more: what comes later is refused. Before the event loops stop reading. */
    void close() {
        isClosed = true;
    }
}
