package io.swabline.server.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.swabline.protocol.FrameDescriptor;
import io.swabline.protocol.codec.GoodbyeEncoder;
import io.swabline.protocol.codec.GoodbyeReason;
import io.swabline.protocol.codec.MessageHeaderEncoder;
import io.swabline.protocol.codec.PongEncoder;
import io.swabline.protocol.codec.RefusedEncoder;
import io.swabline.protocol.codec.RefusedReason;
import io.swabline.server.ring.RetryAfter;
import org.agrona.ExpandableArrayBuffer;

import java.nio.ByteOrder;

/** Encodes the frames that the edge answers by itself. One an event loop. */
final class ControlFrames {
    private final RetryAfter retryAfter;
    private final ExpandableArrayBuffer scratch = new ExpandableArrayBuffer(64);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final GoodbyeEncoder goodbye = new GoodbyeEncoder();
    private final RefusedEncoder refused = new RefusedEncoder();
    private final PongEncoder pong = new PongEncoder();

    ControlFrames(final RetryAfter retryAfter) {
        this.retryAfter = retryAfter;
    }

    /** With the time to come back that belongs to the reason. */
    ByteBuf goodbye(final ByteBufAllocator allocator, final GoodbyeReason reason) {
        return goodbye(allocator, reason, retryAfter.nextMs(reason));
    }

    ByteBuf goodbye(final ByteBufAllocator allocator, final GoodbyeReason reason, final long reconnectAfterMs) {
        goodbye.wrapAndApplyHeader(scratch, FrameDescriptor.LENGTH_FIELD_LENGTH, header)
            .reconnectAfterMs(reconnectAfterMs)
            .reason(reason);
        return frame(allocator, goodbye.limit());
    }

    ByteBuf refused(final ByteBufAllocator allocator, final RefusedReason reason) {
        refused.wrapAndApplyHeader(scratch, FrameDescriptor.LENGTH_FIELD_LENGTH, header)
            .retryAfterMs(retryAfter.nextMs())
            .reason(reason);
        return frame(allocator, refused.limit());
    }

    /** Gives the frame to the connection, whose replies leave together. */
    void pong(final StationConnection connection, final long sentAtMs, final long serverTimeMs) {
        pong.wrapAndApplyHeader(scratch, FrameDescriptor.LENGTH_FIELD_LENGTH, header)
            .sentAt(sentAtMs)
            .serverTime(serverTimeMs);
        scratch.putInt(0, pong.limit() - FrameDescriptor.LENGTH_FIELD_LENGTH, ByteOrder.LITTLE_ENDIAN);
        connection.reply(scratch, 0, pong.limit(), 0);
    }

    private ByteBuf frame(final ByteBufAllocator allocator, final int limit) {
        final int length = limit - FrameDescriptor.LENGTH_FIELD_LENGTH;
        return allocator.directBuffer(limit).writeIntLE(length)
            .writeBytes(scratch.byteArray(), FrameDescriptor.LENGTH_FIELD_LENGTH, length);
    }
}
