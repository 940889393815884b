package io.swabline.station;

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
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;

/** What a server says, for {@link StationFuzz} to start from. */
final class StationSeeds {
    /** Welcome; six scans; Ack and what follows it. */
    private static final byte[] STEPS = {5, 1, 64 + 6, 2, 64 + 20, 63};
    private static final byte[] AGAIN = {9, 1, 64 + 6, 1, (byte) 192, (byte) 190, 1, 64 + 2, (byte) 150, 3};
    private static final byte[] WELCOME = welcome(0);

    private StationSeeds() {
    }

    static List<byte[]> all() {
        return List.of(
            seed(STEPS, WELCOME, ack(1, 6, 0), pong(), ack(7, 9, 8), goodbye(GoodbyeReason.DRAINING)),
            seed(STEPS, WELCOME, ack(1, 7, 0)),
            seed(STEPS, WELCOME, ack(2, 2, 0)),
            seed(STEPS, WELCOME, ack(1, 6, 9)),
            seed(STEPS, WELCOME, retry(3), ack(1, 2, 1)),
            seed(STEPS, refused(RefusedReason.DRAINING)),
            seed(AGAIN, WELCOME, ack(1, 2, 2), welcome(4), ack(1, 4, 1), goodbye(GoodbyeReason.STREAM_EXHAUSTED)),
            seed(AGAIN, WELCOME, refused(RefusedReason.STREAM_OF_ANOTHER_STATION), welcome(0xFFFF_FFF0L)));
    }

    private static byte[] seed(final byte[] steps, final byte[]... frames) {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(steps);
        bytes.write(WELCOME.length - 1);
        for (final byte[] frame : frames) {
            bytes.writeBytes(frame);
        }
        return bytes.toByteArray();
    }

    private static byte[] welcome(final long lastSequence) {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        return frame(buffer, new WelcomeEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .serverTime(1).lastSequence(lastSequence).credit(20).durability(DurabilityCode.DISK).limit());
    }

    /** @param listed a sequence with a verdict of its own; 0 for none */
    private static byte[] ack(final long first, final long through, final long listed) {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final AckEncoder ack = new AckEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .firstSequence(first).throughSequence(through).credit(20).residenceUs(7).durability(DurabilityCode.DISK);
        final AckEncoder.VerdictsEncoder verdicts = ack.verdictsCount(listed == 0 ? 0 : 1);
        if (listed != 0) {
            verdicts.next().sequence(listed).verdict(VerdictCode.FORGED).detail(0).flags().clear().retransmit(false);
        }
        return frame(buffer, ack.limit());
    }

    private static byte[] retry(final long from) {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        return frame(buffer, new RetryEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .fromSequence(from).afterMs(10).reason(RetryReason.values()[0]).limit());
    }

    private static byte[] refused(final RefusedReason reason) {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        return frame(buffer, new RefusedEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .retryAfterMs(10).reason(reason).limit());
    }

    private static byte[] goodbye(final GoodbyeReason reason) {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        return frame(buffer, new GoodbyeEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .reconnectAfterMs(10).reason(reason).limit());
    }

    private static byte[] pong() {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        return frame(buffer, new PongEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .sentAt(1).serverTime(2).limit());
    }

    private static byte[] frame(final ExpandableArrayBuffer buffer, final int length) {
        final byte[] frame = ByteBuffer.allocate(Integer.BYTES + length).order(ByteOrder.LITTLE_ENDIAN).putInt(length).array();
        buffer.getBytes(0, frame, Integer.BYTES, length);
        return frame;
    }
}
