package io.swabline.server.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import org.agrona.DirectBuffer;

/**
 * What is on its way to one station: replies are gathered in one buffer and leave with one write a round. While the socket does
 * not take what was written before, they stay gathered, close together, and count as send memory. Belongs to the event loop of
 * the connection.
 */
final class Outbox {
    private static final int INITIAL_LENGTH = 128;
    /** Besides its bytes, what Netty and the pool keep of a write. */
    private static final int WRITE_OVERHEAD = 256;

    private ByteBuf replies;

    /** Takes over a copy of a finished frame. */
    void add(final ChannelHandlerContext context, final DirectBuffer buffer, final int offset, final int length) {
        if (replies == null) {
            replies = context.alloc().directBuffer(Math.max(length, INITIAL_LENGTH));
        }
        final int writerIndex = replies.ensureWritable(length).writerIndex();
        buffer.getBytes(offset, replies.internalNioBuffer(writerIndex, length), length);
        replies.writerIndex(writerIndex + length);
    }

    /** Writes what has been gathered, unless the socket is still busy with what was written before. */
    void flush(final ChannelHandlerContext context) {
        if (replies != null && context.channel().isWritable()) {
            context.writeAndFlush(take(), context.voidPromise());
        }
    }

    /** Writes what has been gathered, then the frame, then closes. */
    void flushAndClose(final ChannelHandlerContext context, final ByteBuf lastFrame) {
        if (replies != null) {
            context.write(take(), context.voidPromise());
        }
        context.writeAndFlush(lastFrame).addListener(ChannelFutureListener.CLOSE);
    }

    private ByteBuf take() {
        final ByteBuf taken = replies;
        replies = null;
        return taken;
    }

    /** Bytes of memory that wait for this station; what the kernel holds is not among them. */
    long bytes(final ChannelHandlerContext context) {
        final ChannelOutboundBuffer written = context.channel().unsafe().outboundBuffer();
        final long pending = written == null ? 0 : written.totalPendingWriteBytes() + (long) written.size() * WRITE_OVERHEAD;
        return pending + (replies == null ? 0 : replies.capacity());
    }

    void release() {
        if (replies != null) {
            replies.release();
            replies = null;
        }
    }
}
