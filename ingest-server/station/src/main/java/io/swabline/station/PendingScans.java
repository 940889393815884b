package io.swabline.station;

import io.swabline.protocol.ScanDescriptor;
import io.swabline.protocol.ScanMethod;
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
    /** Highest sequence whose credential may be an ID number or a document. */
    private long lastIdNumber;
    /** Highest sequence of a scan by document. */
    private long lastDocument;
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

    /** The scan that was written at its place; its ID number is cleared when it has its verdict. */
    long append() {
        last++;
        if (buffer.getByte(offset(last) + ScanDescriptor.METHOD_OFFSET) != ScanMethod.CODE.code()) {
            lastIdNumber = last;
        }
        if (isDocument(last)) {
            lastDocument = last;
        }
        return last;
    }

    private boolean isDocument(final long sequence) {
        return buffer.getByte(offset(sequence) + ScanDescriptor.METHOD_OFFSET) == ScanMethod.DOCUMENT.code();
    }

    /** How many scans, of at most so many to be sent next, come before one by document. */
    long countBeforeDocument(final long countMax) {
        if (lastDocument <= sent) {
            return countMax;
        }
        long count = 0;
        while (count < countMax && !isDocument(sent + 1 + count)) {
            count++;
        }
        return count;
    }

    /** Whether one of the scans from this sequence on may be of an ID number. */
    boolean hasIdNumbersFrom(final long sequence) {
        return lastIdNumber >= sequence;
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
        if (throughSequence > acknowledged) {
            clearIdNumbers(acknowledged + 1, throughSequence);
            acknowledged = throughSequence;
        }
        sent = Math.max(sent, acknowledged); // a listener that drops the connection has rewound it
        againInFlight = Math.max(0, againInFlight - againCount);
    }

    private void clearIdNumbers(final long firstSequence, final long lastSequence) {
        if (hasIdNumbersFrom(firstSequence)) {
            for (long sequence = firstSequence; sequence <= lastSequence; sequence++) {
                final int offset = offset(sequence);
                if (buffer.getByte(offset + ScanDescriptor.METHOD_OFFSET) != ScanMethod.CODE.code()) {
                    buffer.setMemory(offset + ScanDescriptor.CREDENTIAL_OFFSET, ScanDescriptor.CREDENTIAL_LENGTH, (byte) 0);
                }
            }
        }
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
        lastIdNumber = Math.max(0, lastIdNumber - acknowledged);
        lastDocument = Math.max(0, lastDocument - acknowledged);
        acknowledged = 0;
        sent = 0;
        sentMax = 0;
        againInFlight = 0;
    }

    void free() {
        if (memory != null) {
            sequenceMax = last; // no more room
            buffer.setMemory(0, buffer.capacity(), (byte) 0);
            buffer.wrap(0, 0);
            BufferUtil.free(memory);
            memory = null;
        }
    }
}
