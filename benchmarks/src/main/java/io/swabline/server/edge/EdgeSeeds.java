package io.swabline.server.edge;

import io.swabline.protocol.FrameDescriptor;
import io.swabline.protocol.ScanDescriptor;
import io.swabline.protocol.codec.GoodbyeEncoder;
import io.swabline.protocol.codec.GoodbyeReason;
import io.swabline.protocol.codec.HelloEncoder;
import io.swabline.protocol.codec.MessageHeaderEncoder;
import io.swabline.protocol.codec.PingEncoder;
import io.swabline.protocol.codec.ScansEncoder;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;

/** Conversations that {@link EdgeFuzz} starts from. */
final class EdgeSeeds {
    private static final byte[] HELLO = hello(7, 3);
    private static final byte[] WHOLE = {0, 0};
    /** Hello, drained; then piece by piece, in units of its length, with the ring drained now and then. */
    private static final byte[] PIECES = {
        8, 64 + 1, 64 + 1, 5, 64 + 20, 63, 64 + 63, 64 + 63, 64 + 63, (byte) (HELLO.length - 1)};

    private EdgeSeeds() {
    }

    static List<byte[]> all() {
        return List.of(
            seed(WHOLE, HELLO),
            seed(PIECES, HELLO, scans(1, 3, 1), ping(55), scans(4, 9, 2), scans(13, 12, 3), goodbye()),
            seed(PIECES, HELLO, scans(1, 12, 2), scans(13, 12, 2), scans(25, 12, 1)),
            seed(WHOLE, ping(1)),
            seed(WHOLE, hello(0, 3)),
            seed(PIECES, HELLO, new byte[] {1, 0, 0, 0, 5, 6, 7, 8}),
            seed(WHOLE, HELLO, scans(1, 1, 2)),
            seed(PIECES, HELLO, scans(0, 1, 1)),
            seed(PIECES, HELLO, scans(0xFFFF_FFFEL, 2, 1)));
    }

    private static byte[] seed(final byte[] head, final byte[]... frames) {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head);
        for (final byte[] frame : frames) {
            bytes.writeBytes(frame);
        }
        return bytes.toByteArray();
    }

    private static byte[] hello(final long stream, final long station) {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final HelloEncoder hello = new HelloEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .stream(stream).station(station).sentAt(1_649_462_399_000L).software("fuzz").token("");
        return frame(buffer, hello.limit());
    }

    private static byte[] ping(final long sentAt) {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        return frame(buffer, new PingEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder()).sentAt(sentAt).limit());
    }

    private static byte[] goodbye() {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        return frame(buffer, new GoodbyeEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .reconnectAfterMs(0).reason(GoodbyeReason.DONE).limit());
    }

    private static byte[] scans(final long first, final int count, final int method) {
        final int length = FrameDescriptor.scansLength(count);
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(length);
        new ScansEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder()).firstSequence(first).entriesCount(count);
        for (int i = 0; i < count; i++) {
            final int at = FrameDescriptor.SCANS_OVERHEAD + i * FrameDescriptor.SCAN_LENGTH;
            buffer.putLong(at, 1_649_462_400_000L + i, ByteOrder.LITTLE_ENDIAN);
            buffer.putByte(at + ScanDescriptor.METHOD_OFFSET, (byte) method);
            buffer.putBytes(at + ScanDescriptor.SAMPLE_ID_OFFSET, "TUBE-1".getBytes(StandardCharsets.US_ASCII));
            buffer.putBytes(at + ScanDescriptor.CREDENTIAL_OFFSET,
                ("11010519491231" + (1000 + first % 1000 + i)).getBytes(StandardCharsets.US_ASCII));
        }
        return frame(buffer, length);
    }

    private static byte[] frame(final ExpandableArrayBuffer buffer, final int length) {
        final byte[] frame = ByteBuffer.allocate(Integer.BYTES + length).order(ByteOrder.LITTLE_ENDIAN).putInt(length).array();
        buffer.getBytes(0, frame, Integer.BYTES, length);
        return frame;
    }
}
