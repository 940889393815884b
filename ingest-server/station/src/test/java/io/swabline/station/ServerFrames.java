package io.swabline.station;

import io.netty.buffer.ByteBuf;
import io.swabline.protocol.codec.AckEncoder;
import io.swabline.protocol.codec.DurabilityCode;
import io.swabline.protocol.codec.GoodbyeEncoder;
import io.swabline.protocol.codec.GoodbyeReason;
import io.swabline.protocol.codec.MessageHeaderEncoder;
import io.swabline.protocol.codec.PongEncoder;
import io.swabline.protocol.codec.RefusedEncoder;
import io.swabline.protocol.codec.RefusedReason;
import io.swabline.protocol.codec.RetryEncoder;
import io.swabline.protocol.codec.RetryReason;
import io.swabline.protocol.codec.VerdictCode;
import io.swabline.protocol.codec.WelcomeEncoder;
import org.agrona.ExpandableArrayBuffer;

/** Writes the server's frames. */
final class ServerFrames {
    private ServerFrames() {
    }

    static void welcome(final ByteBuf out, final long lastSequence, final long credit) {
        welcome(out, lastSequence, credit, WelcomeEncoder.SCHEMA_VERSION);
    }

    static void welcome(final ByteBuf out, final long lastSequence, final long credit, final int version) {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final MessageHeaderEncoder header = new MessageHeaderEncoder();
        final WelcomeEncoder welcome = new WelcomeEncoder().wrapAndApplyHeader(buffer, 0, header)
            .serverTime(1).lastSequence(lastSequence).credit(credit).durability(DurabilityCode.DISK);
        header.version(version);
        write(out, buffer, welcome.limit());
    }

    /** @param listed sequence, verdict code, detail, retransmit (1 or 0) of each listed scan */
    static void ack(final ByteBuf out, final long first, final long through, final long credit, final long[]... listed) {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final AckEncoder ack = new AckEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .firstSequence(first).throughSequence(through).credit(credit).residenceUs(77).durability(DurabilityCode.DISK);
        final AckEncoder.VerdictsEncoder verdicts = ack.verdictsCount(listed.length);
        for (final long[] entry : listed) {
            verdicts.next().sequence(entry[0]).verdict(VerdictCode.get((short) entry[1])).detail(entry[2])
                .flags().clear().retransmit(entry[3] == 1);
        }
        write(out, buffer, ack.limit());
    }

    static void retry(final ByteBuf out, final long fromSequence, final long afterMs, final RetryReason reason) {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final RetryEncoder retry = new RetryEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .fromSequence(fromSequence).afterMs(afterMs).reason(reason);
        write(out, buffer, retry.limit());
    }

    static void refused(final ByteBuf out, final long retryAfterMs, final RefusedReason reason) {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final RefusedEncoder refused = new RefusedEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .retryAfterMs(retryAfterMs).reason(reason);
        write(out, buffer, refused.limit());
    }

    static void goodbye(final ByteBuf out, final long reconnectAfterMs, final GoodbyeReason reason) {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final GoodbyeEncoder goodbye = new GoodbyeEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .reconnectAfterMs(reconnectAfterMs).reason(reason);
        write(out, buffer, goodbye.limit());
    }

    static void pong(final ByteBuf out, final long sentAt) {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final PongEncoder pong = new PongEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .sentAt(sentAt).serverTime(2);
        write(out, buffer, pong.limit());
    }

    private static void write(final ByteBuf out, final ExpandableArrayBuffer buffer, final int length) {
        out.writeIntLE(length);
        out.writeBytes(buffer.byteArray(), 0, length);
    }
}
