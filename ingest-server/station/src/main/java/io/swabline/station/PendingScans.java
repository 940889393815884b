package io.swabline.station;

import io.swabline.protocol.ScanDescriptor;
import java.nio.ByteBuffer;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The scans that have no verdict yet, in a ring off-heap, and how far each of them has come. Owned by the station's event loop.
 * The memory is freed by {@link #free()}; nothing is allocated after construction.
 *
 * <pre>
 *        acknowledged          sent                 last
 *   ─────────────┼───────────────┼────────────────────┼──────────────────┤ acknowledged + capacity
 *    have their  │  in flight    │  not sent on this  │  room            │
 *    verdict     │               │  connection        │                  │
 * </pre>
 */
final class PendingScans {
    /** Largest sequence: the number above it means null on the wire. */
    static final long SEQUENCE_MAX = 0xFFFF_FFFEL;

    private static final int SCAN_LENGTH_SHIFT = Integer.numberOfTrailingZeros(ScanDescriptor.LENGTH);

    private final UnsafeBuffer buffer;
    private final int capacity;
    private long sequenceMax;
    private ByteBuffer memory;

    /** Slot of sequence 0, so that numbering the scans anew moves no bytes. */
    private long slotBase;
    private long acknowledged;
    private long sent;
    private long last;
    /** Highest sequence ever sent in this stream: the server cannot know a higher one. */
    private long sentMax;
    /** Scans sent a second time on purpose and not answered yet. */
    private long againInFlight;

    PendingScans(final int capacity, final long sequenceMax) {
        this.capacity = capacity;
        this.sequenceMax = sequenceMax;
        memory = ByteBuffer.allocateDirect(capacity << SCAN_LENGTH_SHIFT);
        buffer = new UnsafeBuffer(memory);
    }

    UnsafeBuffer buffer() {
        return buffer;
    }

    int offset(final long sequence) {
        return (int) (slotBase + sequence & capacity - 1) << SCAN_LENGTH_SHIFT;
    }

    /** Scans from this sequence on that lie one behind the other, before the ring starts over. */
    int contiguous(final long sequence) {
        return capacity - (int) (slotBase + sequence & capacity - 1);
    }

    boolean hasRoom() {
        return last - acknowledged < capacity && last < sequenceMax;
    }

    long append() {
        return ++last;
    }

    long acknowledged() {
        return acknowledged;
    }

    long sent() {
        return sent;
    }

    long sentMax() {
        return sentMax;
    }

    long last() {
        return last;
    }

    long againInFlight() {
        return againInFlight;
    }

    long inFlight() {
        return sent - acknowledged + againInFlight;
    }

    /** Scans that may be sent now, given the server's credit. */
    long sendable(final long credit) {
        return Math.max(0, Math.min(last - sent, credit - inFlight()));
    }

    void onSent(final int count) {
        sent += count;
        sentMax = Math.max(sentMax, sent);
    }

    void onSentAgain(final int count) {
        againInFlight += count;
    }

    /** Verdicts came for all scans through this sequence, and for so many that had been sent again. */
    void onAcknowledged(final long throughSequence, final long againCount) {
        acknowledged = Math.max(acknowledged, throughSequence);
        sent = Math.max(sent, acknowledged); // a listener that drops the connection has rewound it
        againInFlight = Math.max(0, againInFlight - againCount);
    }

    /** The server took nothing from this sequence on. What it had already, and was sent again, it still answers. */
    void rewind(final long fromSequence) {
        sent = fromSequence - 1;
    }

    /** The connection is gone: everything without a verdict is to be sent again. */
    void onDisconnect() {
        sent = acknowledged;
        againInFlight = 0;
    }

    boolean isExhausted() {
        return last == sequenceMax && acknowledged == last;
    }

    /** A new stream: the first scan without a verdict becomes number 1. */
    void renumber() {
        slotBase += acknowledged;
        last -= acknowledged;
        acknowledged = 0;
        sent = 0;
        sentMax = 0;
        againInFlight = 0;
    }

    void free() {
        if (memory != null) {
            sequenceMax = last; // no more room
            buffer.wrap(0, 0);
            BufferUtil.free(memory);
            memory = null;
        }
    }
}
