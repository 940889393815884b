package io.swabline.station;

import io.netty.channel.EventLoop;
import io.swabline.protocol.ScanMethod;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * One stream of scans to the server. Owned by its event loop: every method but {@link #start()} and {@link #eventLoop()} is to be
 * called there.
 */
public final class Station {
    /** The buffer of pending scans is full: offer again after the next {@link StationListener#onAck}. */
    public static final int BACK_PRESSURED = -1;
    /** The station is closed. */
    public static final int CLOSED = -2;

    private Station() {
    }

    /** Begins to connect. Any thread. */
    public void start() {
        throw new UnsupportedOperationException();
    }

    /** The event loop that owns this station. Any thread. */
    public EventLoop eventLoop() {
        throw new UnsupportedOperationException();
    }

    /**
     * Takes a scan (16 bytes of sample id, 36 of credential). It is sent by the next {@link #flush()}, or earlier.
     *
     * @return its sequence, or {@link #BACK_PRESSURED}, or {@link #CLOSED}
     */
    public long offer(
        final long scannedAtMs,
        final ScanMethod method,
        final DirectBuffer sampleId,
        final int sampleIdOffset,
        final DirectBuffer credential,
        final int credentialOffset) {
        throw new UnsupportedOperationException();
    }

    /**
     * Where in {@link #scans()} the next scan is to be written (all 64 bytes, see ScanDescriptor) before {@link #commit()}.
     *
     * @return the offset, or {@link #BACK_PRESSURED}, or {@link #CLOSED}
     */
    public int claimOffset() {
        throw new UnsupportedOperationException();
    }

    /** Takes the scan that was written at {@link #claimOffset()}; returns its sequence. */
    public long commit() {
        throw new UnsupportedOperationException();
    }

    /** The pending scans. */
    public MutableDirectBuffer scans() {
        throw new UnsupportedOperationException();
    }

    /** Where in {@link #scans()} a pending scan lies. */
    public int scanOffset(final long sequence) {
        throw new UnsupportedOperationException();
    }

    /** Sends as many pending scans as credit allows, with one write to the socket. Returns how many. */
    public int flush() {
        throw new UnsupportedOperationException();
    }

    /**
     * Sends scans that have been acknowledged already a second time, as one frame; they use credit until answered.
     *
     * @return false if the station is not open, or has not the credit
     */
    public boolean sendAgain(final DirectBuffer buffer, final int offset, final long firstSequence, final int count) {
        throw new UnsupportedOperationException();
    }

    /** Station number. */
    public long station() {
        throw new UnsupportedOperationException();
    }

    /** Stream id. */
    public long stream() {
        throw new UnsupportedOperationException();
    }

    /** Sequence of the newest scan offered; 0: none. */
    public long lastSequence() {
        throw new UnsupportedOperationException();
    }

    /** Sequence of the newest scan sent on this connection. */
    public long sentSequence() {
        throw new UnsupportedOperationException();
    }

    /** All scans through this sequence have their verdict. */
    public long acknowledgedSequence() {
        throw new UnsupportedOperationException();
    }

    /** Scans that may be unacknowledged at a time. */
    public long credit() {
        throw new UnsupportedOperationException();
    }

    /** Whether the server has welcomed this connection. */
    public boolean isOpen() {
        throw new UnsupportedOperationException();
    }

    /** Breaks the connection without a word, as a network would; the station connects again by itself. */
    public void dropConnection() {
        throw new UnsupportedOperationException();
    }

    /** Says Goodbye, closes and frees the buffer. Scans without a verdict are given up: see {@link #acknowledgedSequence()}. */
    public void close() {
        throw new UnsupportedOperationException();
    }
}
