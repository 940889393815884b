package io.swabline.station;

import io.netty.channel.EventLoop;
import io.swabline.protocol.ScanDescriptor;
import io.swabline.protocol.ScanMethod;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One stream of scans to the server. Owned by its event loop: every method but {@link #start()} and {@link #eventLoop()} is to be
 * called there. Takes scans at any time, connected or not, as long as there is room; sends them in order, never more than the
 * server's credit unanswered; connects again by itself, and then sends again whatever has no verdict. Nothing is allocated per
 * scan.
 */
public final class Station {
    /** The buffer of pending scans is full: offer again after the next {@link StationListener#onAck}. */
    public static final int BACK_PRESSURED = -1;
    /** The station is closed. */
    public static final int CLOSED = -2;
    /**
     * The scan is by document, and the server that welcomed the station last is too old to know documents: it has to be updated
     * first. Until then ask the person for a sampling code, or write down the document's type, issuing state and number.
     */
    public static final int SERVER_TOO_OLD = -3;

    private final StationSettings settings;
    private final EventLoop eventLoop;
    private final PendingScans pending;
    private final DocumentGate gate;
    private final StationSession session;

    Station(final StationSettings settings, final StationListener listener, final Lane lane, final long sequenceMax) {
        this(settings, listener, lane, lane::epochMs, sequenceMax);
    }

    Station(
        final StationSettings settings, final StationListener listener, final Lane lane, final EpochClock clock,
        final long sequenceMax) {
        this.settings = settings;
        eventLoop = lane.eventLoop();
        pending = new PendingScans(settings.pendingScansMax(), sequenceMax);
        gate = new DocumentGate(pending);
        session = new StationSession(this, settings, listener, lane, clock, pending, gate);
    }

    /** Begins to connect. Any thread; a second call does nothing. */
    public void start() {
        if (eventLoop.inEventLoop()) {
            session.start();
        } else {
            eventLoop.execute(session::start);
        }
    }

    /** The event loop that owns this station. Any thread. */
    public EventLoop eventLoop() {
        return eventLoop;
    }

    /**
     * Takes a scan (16 bytes of sample id, 36 of credential). It is sent by the next {@link #flush()}, or earlier.
     *
     * @return its sequence, or {@link #BACK_PRESSURED}, or {@link #CLOSED}, or {@link #SERVER_TOO_OLD}
     */
    public long offer(
        final long scannedAtMs,
        final ScanMethod method,
        final DirectBuffer sampleId,
        final int sampleIdOffset,
        final DirectBuffer credential,
        final int credentialOffset) {
        final int offset = claimOffset();
        if (offset < 0) {
            return offset;
        }
        if (method == ScanMethod.DOCUMENT && gate.mustRefuse()) {
            return SERVER_TOO_OLD;
        }
        final UnsafeBuffer scans = pending.buffer();
        scans.putLong(offset + ScanDescriptor.SCANNED_AT_OFFSET, scannedAtMs, ByteOrder.LITTLE_ENDIAN);
        scans.putInt(offset + ScanDescriptor.METHOD_OFFSET, method.code(), ByteOrder.LITTLE_ENDIAN);
        scans.putBytes(
            offset + ScanDescriptor.SAMPLE_ID_OFFSET, sampleId, sampleIdOffset, ScanDescriptor.SAMPLE_ID_LENGTH);
        scans.putBytes(
            offset + ScanDescriptor.CREDENTIAL_OFFSET, credential, credentialOffset, ScanDescriptor.CREDENTIAL_LENGTH);
        return commit();
    }

    /**
     * Where in {@link #scans()} the next scan is to be written (all 64 bytes, see {@link ScanDescriptor}) before {@link
     * #commit()}. To claim again without a commit gives the same place.
     *
     * @return the offset, or {@link #BACK_PRESSURED}, or {@link #CLOSED}
     */
    public int claimOffset() {
        assert eventLoop.inEventLoop();
        if (pending.hasRoom()) {
            return pending.offset(pending.last() + 1);
        }
        return session.isClosed() ? CLOSED : BACK_PRESSURED;
    }

    /**
     * Takes the scan that was written at {@link #claimOffset()}; returns its sequence. A scan by document is taken whatever the
     * server knows, and waits for a server that knows it: see {@link StationListener#onDocumentHeld}.
     */
    public long commit() {
        return pending.append();
    }

    /** The buffer of pending scans; only the place claimed may be written. */
    public MutableDirectBuffer scans() {
        return pending.buffer();
    }

    /** Where in {@link #scans()} a pending scan lies. */
    public int scanOffset(final long sequence) {
        return pending.offset(sequence);
    }

    /**
     * Sends as many pending scans as credit allows, with one write to the socket. While the listener is being called from a batch
     * of the server's frames, this waits for the end of the batch.
     */
    public void flush() {
        session.flush();
    }

    /**
     * Sends scans that have been acknowledged already a second time, as one frame; they use credit until they are answered,
     * through {@link StationListener#onVerdict} with the flag retransmit. What is under way when the connection breaks stays
     * without an answer.
     *
     * @return false if the station is not open, is waiting after a Retry, has not the credit, or a scan is by document and the
     *     server too old for it; and if the scans lie further
     *     back than the credit, so that the server does not keep their verdicts any more
     */
    public boolean sendAgain(final DirectBuffer buffer, final int offset, final long firstSequence, final int count) {
        if (count < 1 || count > settings.scansPerFrameMax()) {
            throw new IllegalArgumentException("count must be 1 to " + settings.scansPerFrameMax() + "; it is " + count);
        }
        if (firstSequence < 1 || firstSequence + count - 1 > pending.acknowledged()) {
            throw new IllegalArgumentException("only acknowledged scans, 1 to " + pending.acknowledged()
                + ", may be sent again; these are " + firstSequence + " to " + (firstSequence + count - 1));
        }
        return session.sendAgain(buffer, offset, firstSequence, count);
    }

    /** Station number. */
    public long station() {
        return settings.station();
    }

    /** Stream id, until {@link StationListener#onStreamReplaced} tells of another. */
    public long stream() {
        return session.stream();
    }

    /** Sequence of the newest scan offered; 0: none. */
    public long lastSequence() {
        return pending.last();
    }

    /** Sequence of the newest scan sent on this connection. */
    public long sentSequence() {
        return pending.sent();
    }

    /** All scans through this sequence have their verdict. */
    public long acknowledgedSequence() {
        return pending.acknowledged();
    }

    /** Scans without a verdict, sent or not. */
    public long pendingScans() {
        return pending.last() - pending.acknowledged();
    }

    /** Scans that may be unanswered at a time, as the server said last. */
    public long credit() {
        return session.credit();
    }

    /** Whether the server has welcomed this connection. */
    public boolean isOpen() {
        return session.isOpen();
    }

    /** Breaks the connection without a word, as a network would; the station connects again by itself. */
    public void dropConnection() {
        session.dropConnection();
    }

    /** Says Goodbye, closes and frees the buffer. Scans without a verdict are given up: see {@link #acknowledgedSequence()}. */
    public void close() {
        session.close();
    }
}
