package io.swabline.loadgen.hostile;

import io.swabline.protocol.FrameDescriptor;
import io.swabline.protocol.ScanDescriptor;
import io.swabline.protocol.ScanMethod;
import io.swabline.protocol.codec.HelloEncoder;
import io.swabline.protocol.codec.MessageHeaderEncoder;
import io.swabline.protocol.codec.ScansEncoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;

/** Makes the frames that a station sends; all scans are of ID cards. Each frame is valid until the next one. One thread. */
final class Frames {
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final HelloEncoder hello = new HelloEncoder();
    private final ScansEncoder scans = new ScansEncoder();
    private final byte[] bytes = new byte[FrameDescriptor.LENGTH_FIELD_LENGTH + FrameDescriptor.FRAME_LENGTH_MAX];
    private final UnsafeBuffer frame = new UnsafeBuffer(bytes);

    ByteBuffer hello(final long station, final long stream, final String token) {
        hello.wrapAndApplyHeader(frame, FrameDescriptor.LENGTH_FIELD_LENGTH, header);
        hello.station(station).stream(stream).sentAt(System.currentTimeMillis()).software("loadgen hostile").token(token);
        return finish(hello.limit());
    }

    /** So many scans of now with sequences from the first on; the writer adds sample id and ID number of each. */
    ByteBuffer scans(final long firstSequence, final int count, final ScanWriter writer) {
        scans.wrapAndApplyHeader(frame, FrameDescriptor.LENGTH_FIELD_LENGTH, header);
        scans.firstSequence(firstSequence).entriesCount(count);
        int offset = scans.limit();
        for (int i = 0; i < count; i++) {
            frame.setMemory(offset, ScanDescriptor.LENGTH, (byte) 0);
            frame.putLong(offset + ScanDescriptor.SCANNED_AT_OFFSET, System.currentTimeMillis(), ByteOrder.LITTLE_ENDIAN);
            frame.putByte(offset + ScanDescriptor.METHOD_OFFSET, ScanMethod.ID_CARD.code());
            writer.write(frame, offset, firstSequence + i);
            offset += ScanDescriptor.LENGTH;
        }
        return finish(offset);
    }

    private ByteBuffer finish(final int limit) {
        frame.putInt(0, limit - FrameDescriptor.LENGTH_FIELD_LENGTH, ByteOrder.LITTLE_ENDIAN);
        return ByteBuffer.wrap(bytes, 0, limit);
    }
}
