package io.swabline.server.subscribe;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.swabline.protocol.FrameDescriptor;
import io.swabline.protocol.codec.GoodbyeEncoder;
import io.swabline.protocol.codec.GoodbyeReason;
import io.swabline.protocol.codec.MessageHeaderEncoder;
import io.swabline.protocol.codec.RefusedEncoder;
import io.swabline.protocol.codec.RefusedReason;
import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;

/** Last words to a subscriber; seldom, so each is encoded in memory of its own. */
final class SubscriberFrames {
    private static final int LENGTH_MAX = 64;

    private SubscriberFrames() {
    }

    static ByteBuf goodbye(final ByteBufAllocator allocator, final GoodbyeReason reason, final long reconnectAfterMs) {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[LENGTH_MAX]);
        return frame(allocator, buffer,
            new GoodbyeEncoder().wrapAndApplyHeader(buffer, FrameDescriptor.LENGTH_FIELD_LENGTH, new MessageHeaderEncoder())
                .reconnectAfterMs(reconnectAfterMs).reason(reason).limit());
    }

    static ByteBuf refused(final ByteBufAllocator allocator, final RefusedReason reason, final long retryAfterMs) {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[LENGTH_MAX]);
        return frame(allocator, buffer,
            new RefusedEncoder().wrapAndApplyHeader(buffer, FrameDescriptor.LENGTH_FIELD_LENGTH, new MessageHeaderEncoder())
                .retryAfterMs(retryAfterMs).reason(reason).limit());
    }

    private static ByteBuf frame(final ByteBufAllocator allocator, final UnsafeBuffer buffer, final int limit) {
        buffer.putInt(0, limit - FrameDescriptor.LENGTH_FIELD_LENGTH, ByteOrder.LITTLE_ENDIAN);
        return allocator.directBuffer(limit).writeBytes(buffer.byteArray(), 0, limit);
    }
}
