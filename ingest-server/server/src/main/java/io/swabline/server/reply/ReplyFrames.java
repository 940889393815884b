package io.swabline.server.reply;

import io.swabline.protocol.Durability;
import io.swabline.protocol.FrameDescriptor;
import io.swabline.protocol.Verdict;
import io.swabline.protocol.codec.AckEncoder;
import io.swabline.protocol.codec.DurabilityCode;
import io.swabline.protocol.codec.GoodbyeEncoder;
import io.swabline.protocol.codec.GoodbyeReason;
import io.swabline.protocol.codec.MessageHeaderEncoder;
import io.swabline.protocol.codec.RefusedEncoder;
import io.swabline.protocol.codec.RefusedReason;
import io.swabline.protocol.codec.RetryEncoder;
import io.swabline.protocol.codec.RetryReason;
import io.swabline.protocol.codec.VerdictCode;
import io.swabline.protocol.codec.WelcomeEncoder;
import io.swabline.server.ring.Outcome;
import io.swabline.server.ring.ReplyDescriptor;
import io.swabline.server.ring.ReplyQueue;
import io.swabline.server.ring.ScanRing;
import io.swabline.server.ring.Slot;
import org.agrona.MutableDirectBuffer;

import java.nio.ByteOrder;

/** Encodes replies in place in an event loop's queue. Used by the reply stage's thread alone; allocates nothing. */
final class ReplyFrames {
    private static final int HEADER = FrameDescriptor.LENGTH_FIELD_LENGTH + MessageHeaderEncoder.ENCODED_LENGTH;
    private static final int ACK_FIXED =
        HEADER + AckEncoder.BLOCK_LENGTH + AckEncoder.VerdictsEncoder.HEADER_SIZE;
    private static final VerdictCode[] VERDICT_CODES = new VerdictCode[Verdict.values().length + 1];
    private static final long UINT_MAX = 0xFFFF_FFFEL;

    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final AckEncoder ack = new AckEncoder();
    private final WelcomeEncoder welcome = new WelcomeEncoder();
    private final RefusedEncoder refused = new RefusedEncoder();
    private final RetryEncoder retry = new RetryEncoder();
    private final GoodbyeEncoder goodbye = new GoodbyeEncoder();
    private final DurabilityCode durability;
    private final int credit;

    static {
        for (final Verdict verdict : Verdict.values()) {
            VERDICT_CODES[verdict.code()] = VerdictCode.get(verdict.code());
        }
    }

    ReplyFrames(final Durability durability, final int credit) {
        this.durability = durability == Durability.DISK ? DurabilityCode.DISK : DurabilityCode.OS;
        this.credit = credit;
    }

    /** Whether an Ack lists the slot's verdict: all but a plain ACCEPTED. */
    static boolean isListed(final Slot slot) {
        return slot.outcome() == Outcome.RETRANSMIT || slot.verdict() != Verdict.ACCEPTED.code();
    }

    void ack(final ReplyQueue queue, final ScanRing ring, final long first, final long last, final int listed, final long nowNs) {
        final Slot firstSlot = ring.slot(first);
        final int frameLength = ACK_FIXED + listed * AckEncoder.VerdictsEncoder.sbeBlockLength();
        final int offset = begin(queue, ReplyDescriptor.WRITE, firstSlot.connection(), (int) (last - first + 1), frameLength);
        if (offset < 0) {
            return;
        }
        ack.wrapAndApplyHeader(queue.buffer(), offset, header)
            .firstSequence(firstSlot.sequence())
            .throughSequence(ring.slot(last).sequence())
            .credit(credit)
            .residenceUs(Math.min((nowNs - firstSlot.receivedNs()) / 1000, UINT_MAX))
            .durability(durability);
        final AckEncoder.VerdictsEncoder verdicts = ack.verdictsCount(listed);
        if (listed > 0) {
            for (long sequence = first; sequence <= last; sequence++) {
                final Slot slot = ring.slot(sequence);
                if (isListed(slot)) {
                    verdicts.next().sequence(slot.sequence()).detail(slot.detail()).verdict(VERDICT_CODES[slot.verdict()])
                        .flags().clear().retransmit(slot.outcome() == Outcome.RETRANSMIT);
                }
            }
        }
        queue.commit();
    }

    /** No frame: tells the edge that one scan less is in flight. */
    void answerNothing(final ReplyQueue queue, final Slot slot) {
        if (begin(queue, ReplyDescriptor.WRITE, slot.connection(), 1, 0) >= 0) {
            queue.commit();
        }
    }

    void welcome(final ReplyQueue queue, final Slot slot, final long nowMs) {
        final int offset =
            begin(queue, ReplyDescriptor.WRITE_AND_OPEN, slot.connection(), 0, HEADER + WelcomeEncoder.BLOCK_LENGTH);
        if (offset >= 0) {
            welcome.wrapAndApplyHeader(queue.buffer(), offset, header)
                .serverTime(nowMs)
                .lastSequence(slot.detail())
                .credit(credit)
                .durability(durability);
            queue.commit();
        }
    }

    void refused(final ReplyQueue queue, final Slot slot, final long retryAfterMs) {
        final int offset =
            begin(queue, ReplyDescriptor.WRITE_AND_CLOSE, slot.connection(), 0, HEADER + RefusedEncoder.BLOCK_LENGTH);
        if (offset >= 0) {
            refused.wrapAndApplyHeader(queue.buffer(), offset, header)
                .retryAfterMs(retryAfterMs)
                .reason(RefusedReason.get((short) slot.verdict()));
            queue.commit();
        }
    }

    void retry(final ReplyQueue queue, final Slot slot, final long afterMs) {
        final int offset = begin(queue, ReplyDescriptor.WRITE, slot.connection(), 1, HEADER + RetryEncoder.BLOCK_LENGTH);
        if (offset >= 0) {
            retry.wrapAndApplyHeader(queue.buffer(), offset, header)
                .fromSequence(slot.sequence())
                .afterMs(afterMs)
                .reason(RetryReason.get((short) slot.verdict()));
            queue.commit();
        }
    }

    void goodbye(final ReplyQueue queue, final long connection, final GoodbyeReason reason, final long reconnectAfterMs) {
        final int offset = begin(queue, ReplyDescriptor.WRITE_AND_CLOSE, connection, 0, HEADER + GoodbyeEncoder.BLOCK_LENGTH);
        if (offset >= 0) {
            goodbye.wrapAndApplyHeader(queue.buffer(), offset, header).reconnectAfterMs(reconnectAfterMs).reason(reason);
            queue.commit();
        }
    }

    /** Claims a message and writes its head and the frame's length; returns where the SBE header goes, -1 if closed. */
    private static int begin(final ReplyQueue queue, final int type, final long connection, final int answered,
        final int frameLength) {
        final int message = queue.claim(type, ReplyDescriptor.FRAME_OFFSET + frameLength);
        if (message < 0) {
            return -1;
        }
        final MutableDirectBuffer buffer = queue.buffer();
        buffer.putLong(message + ReplyDescriptor.CONNECTION_OFFSET, connection, ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(message + ReplyDescriptor.ANSWERED_OFFSET, answered, ByteOrder.LITTLE_ENDIAN);
        final int frame = message + ReplyDescriptor.FRAME_OFFSET;
        if (frameLength > 0) {
            buffer.putInt(frame, frameLength - FrameDescriptor.LENGTH_FIELD_LENGTH, ByteOrder.LITTLE_ENDIAN);
        }
        return frame + FrameDescriptor.LENGTH_FIELD_LENGTH;
    }
}
