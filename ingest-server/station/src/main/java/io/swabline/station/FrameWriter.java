package io.swabline.station;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.swabline.protocol.FrameDescriptor;
import io.swabline.protocol.ScanDescriptor;
import io.swabline.protocol.codec.GoodbyeEncoder;
import io.swabline.protocol.codec.GoodbyeReason;
import io.swabline.protocol.codec.HelloEncoder;
import io.swabline.protocol.codec.MessageHeaderEncoder;
import io.swabline.protocol.codec.PingEncoder;
import io.swabline.protocol.codec.ScansEncoder;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes the station's frames into pooled buffers, which the caller hands to the channel. One for all stations of an event loop,
 * used on that loop only. Each frame says the oldest schema version that has what it holds, so that older servers take it.
 * Scans are copied once, from the ring of pending scans into the buffer that is sent.
 */
final class FrameWriter {
    private static final int SMALL_FRAME_LENGTH_MAX = 256;

    private final UnsafeBuffer view = new UnsafeBuffer(0, 0);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final HelloEncoder hello = new HelloEncoder();
    private final ScansEncoder scans = new ScansEncoder();
    private final PingEncoder ping = new PingEncoder();
    private final GoodbyeEncoder goodbye = new GoodbyeEncoder();

    ByteBuf hello(
        final ByteBufAllocator allocator, final long station, final long stream, final long sentAtMs, final String software,
        final String token) {
        final ByteBuf bytes = wrapped(allocator, SMALL_FRAME_LENGTH_MAX);
        hello.wrapAndApplyHeader(view, FrameDescriptor.LENGTH_FIELD_LENGTH, header)
            .station(station).stream(stream).sentAt(sentAtMs).software(software).token(token);
        header.version(FrameDescriptor.CLIENT_VERSION);
        return finished(bytes, hello.limit());
    }

    ByteBuf ping(final ByteBufAllocator allocator, final long sentAtMs) {
        final ByteBuf bytes = wrapped(allocator, SMALL_FRAME_LENGTH_MAX);
        ping.wrapAndApplyHeader(view, FrameDescriptor.LENGTH_FIELD_LENGTH, header).sentAt(sentAtMs);
        header.version(FrameDescriptor.CLIENT_VERSION);
        return finished(bytes, ping.limit());
    }

    ByteBuf goodbye(final ByteBufAllocator allocator) {
        final ByteBuf bytes = wrapped(allocator, SMALL_FRAME_LENGTH_MAX);
        goodbye.wrapAndApplyHeader(view, FrameDescriptor.LENGTH_FIELD_LENGTH, header)
            .reconnectAfterMs(0).reason(GoodbyeReason.DONE);
        header.version(FrameDescriptor.CLIENT_VERSION);
        return finished(bytes, goodbye.limit());
    }

    /** Pending scans, in as many frames as it takes. */
    ByteBuf scans(
        final ByteBufAllocator allocator,
        final PendingScans pending,
        final long firstSequence,
        final int count,
        final int perFrameMax,
        final int version) {
        final int frameCount = (count + perFrameMax - 1) / perFrameMax;
        final int length = frameCount * FrameDescriptor.SCANS_OFFSET + count * ScanDescriptor.LENGTH;
        final ByteBuf bytes = wrapped(allocator, length);
        int offset = 0;
        for (int done = 0; done < count; done += perFrameMax) {
            final int inFrame = Math.min(perFrameMax, count - done);
            offset = putScansHeader(offset, firstSequence + done, inFrame, version);
            offset = putPending(offset, pending, firstSequence + done, inFrame);
        }
        return bytes.writerIndex(offset);
    }

    /** Scans given by the caller, in one frame. */
    ByteBuf scans(
        final ByteBufAllocator allocator,
        final DirectBuffer source,
        final int sourceOffset,
        final long firstSequence,
        final int count,
        final int version) {
        final int scansLength = count * ScanDescriptor.LENGTH;
        final ByteBuf bytes = wrapped(allocator, FrameDescriptor.SCANS_OFFSET + scansLength);
        final int offset = putScansHeader(0, firstSequence, count, version);
        view.putBytes(offset, source, sourceOffset, scansLength);
        return bytes.writerIndex(offset + scansLength);
    }

    private int putScansHeader(final int offset, final long firstSequence, final int count, final int version) {
        view.putInt(offset, FrameDescriptor.scansLength(count), ByteOrder.LITTLE_ENDIAN);
        scans.wrapAndApplyHeader(view, offset + FrameDescriptor.LENGTH_FIELD_LENGTH, header).firstSequence(firstSequence);
        scans.entriesCount(count);
        header.version(version);
        return offset + FrameDescriptor.SCANS_OFFSET;
    }

    private int putPending(final int offset, final PendingScans pending, final long firstSequence, final int count) {
        final int beforeWrap = Math.min(count, pending.contiguous(firstSequence));
        final int beforeWrapLength = beforeWrap * ScanDescriptor.LENGTH;
        view.putBytes(offset, pending.buffer(), pending.offset(firstSequence), beforeWrapLength);
        final int behindWrapLength = (count - beforeWrap) * ScanDescriptor.LENGTH;
        if (behindWrapLength > 0) {
            view.putBytes(offset + beforeWrapLength, pending.buffer(), 0, behindWrapLength);
        }
        return offset + beforeWrapLength + behindWrapLength;
    }

    private ByteBuf wrapped(final ByteBufAllocator allocator, final int length) {
        final ByteBuf bytes = allocator.directBuffer(length, length);
        ByteBufView.wrap(view, bytes, 0, length);
        return bytes;
    }

    private ByteBuf finished(final ByteBuf bytes, final int limit) {
        view.putInt(0, limit - FrameDescriptor.LENGTH_FIELD_LENGTH, ByteOrder.LITTLE_ENDIAN);
        return bytes.writerIndex(limit);
    }
}
