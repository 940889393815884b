package io.swabline.station;

import io.swabline.protocol.Durability;
import io.swabline.protocol.FrameDescriptor;
import io.swabline.protocol.Verdict;
import io.swabline.protocol.codec.AckDecoder;
import io.swabline.protocol.codec.MessageHeaderDecoder;
import org.agrona.DirectBuffer;

/**
 * Reads an Ack: checks all of it against what is in flight, then tells the listener, then frees the scans. A station believes no
 * Ack that the protocol does not allow: a verdict for a scan that was not sent, or a second one, would hide a lost scan. One for
 * all stations of an event loop, used on that loop only.
 */
final class AckReader {
    private static final int KNOWN_VERDICT_MAX = Verdict.values().length;
    /** The number above it means null on the wire. */
    private static final int VERDICT_CODE_MAX = 254;

    private final AckDecoder ack = new AckDecoder();
    private long first;
    private long through;
    /** How many of the scans have their verdict already, and were sent again on purpose. */
    private long againCount;
    private Durability durability;

    /** Checks an Ack. Throws {@link ProtocolViolation} where it does not fit what is in flight. */
    void read(final DirectBuffer frame, final MessageHeaderDecoder header, final PendingScans pending) {
        checkLength(frame, FrameDescriptor.HEADER_LENGTH, header.blockLength());
        ack.wrapAndApplyHeader(frame, 0, header);
        first = ack.firstSequence();
        through = ack.throughSequence();
        againCount = Math.max(0, Math.min(through, pending.acknowledged()) - first + 1);
        checkRange(pending);
        checkVerdicts(pending.acknowledged());
        final int durabilityCode = ack.durabilityRaw();
        if (durabilityCode < 1 || durabilityCode > 2) {
            throw new ProtocolViolation("Ack with the unknown durability " + durabilityCode);
        }
        durability = Durability.of(durabilityCode);
    }

    /** Tells the verdicts, frees the scans, and takes the new credit; then tells of the Ack as a whole. */
    void apply(final Station station, final PendingScans pending, final ScanSender sender, final StationListener listener) {
        final long residenceUs = ack.residenceUs();
        final long credit = ack.credit();
        tell(station, listener);
        pending.onAcknowledged(through, againCount);
        if (station.isOpen()) {
            sender.credit(credit);
        }
        listener.onAck(station, first, through, residenceUs, durability);
    }

    private static void checkLength(final DirectBuffer frame, final int bodyOffset, final int blockLength) {
        final int groupOffset = bodyOffset + blockLength;
        if (blockLength < AckDecoder.BLOCK_LENGTH || frame.capacity() < groupOffset + FrameDescriptor.GROUP_HEADER_LENGTH) {
            throw new ProtocolViolation("Ack shorter than its fields");
        }
        final int entryLength = frame.getShort(groupOffset, AckDecoder.BYTE_ORDER) & 0xFFFF;
        final int entryCount = frame.getShort(groupOffset + Short.BYTES, AckDecoder.BYTE_ORDER) & 0xFFFF;
        final int length = groupOffset + FrameDescriptor.GROUP_HEADER_LENGTH + entryCount * entryLength;
        if (entryLength < FrameDescriptor.VERDICT_LENGTH || frame.capacity() < length) {
            throw new ProtocolViolation("Ack shorter than its " + entryCount + " verdicts");
        }
    }

    private void checkRange(final PendingScans pending) {
        if (first < 1 || first > through || through > pending.sent() || first > pending.acknowledged() + 1) {
            throw new ProtocolViolation("Ack of " + first + " through " + through + ", in flight are "
                + (pending.acknowledged() + 1) + " through " + pending.sent());
        }
        if (againCount > pending.againInFlight()) {
            throw new ProtocolViolation("Ack of " + first + " through " + through + ", but " + pending.acknowledged()
                + " and all before it have their verdict already and were not sent again");
        }
    }

    private void checkVerdicts(final long acknowledged) {
        long previous = first - 1;
        long againSeen = 0;
        for (final AckDecoder.VerdictsDecoder entry : ack.verdicts()) {
            final long sequence = entry.sequence();
            if (sequence <= previous || sequence > through) {
                throw new ProtocolViolation("Ack of " + first + " through " + through
                    + " lists " + sequence + " behind " + previous);
            }
            final int code = entry.verdictRaw();
            if (code < 1 || code > VERDICT_CODE_MAX) {
                throw new ProtocolViolation("Ack with " + code + ", which is no verdict, for " + sequence);
            }
            if (sequence <= acknowledged && entry.flags().retransmit()) {
                againSeen++;
            }
            previous = sequence;
        }
        if (againSeen != againCount) {
            throw new ProtocolViolation("Ack of " + first + " through " + through
                + " answers scans that were sent again (through " + Math.min(through, acknowledged)
                + ") without marking each as a retransmit");
        }
    }

    private void tell(final Station station, final StationListener listener) {
        long next = first;
        ack.sbeRewind();
        for (final AckDecoder.VerdictsDecoder entry : ack.verdicts()) {
            final long sequence = entry.sequence();
            if (sequence > next) {
                listener.onAccepted(station, next, sequence - 1);
            }
            next = sequence + 1;
            final int code = entry.verdictRaw();
            if (code > KNOWN_VERDICT_MAX) {
                listener.onUnknownVerdict(station, sequence, code, entry.flags().retransmit(), entry.detail());
            } else {
                listener.onVerdict(station, sequence, Verdict.of(code), entry.flags().retransmit(), entry.detail());
            }
        }
        if (next <= through) {
            listener.onAccepted(station, next, through);
        }
    }
}
