package io.swabline.server.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.ByteToMessageDecoder.Cumulator;

/**
 * Puts what a socket delivers behind what is left of a frame, and zeros what it copied from: read buffers are pooled, and ID
 * numbers are not to lie about in them. Bytes that were consumed have been dealt with by whoever read them.
 */
final class ErasingCumulator implements Cumulator {
    private static final int LARGE = 1024;
    /** A buffer is too large for what is left in it when that is less than so large a part. */
    private static final int SPARSE = 4;

    /** An empty {@code in} asks for nothing but a buffer that is no larger than it need be. */
    @Override
    public ByteBuf cumulate(final ByteBufAllocator allocator, final ByteBuf cumulation, final ByteBuf in) {
        if (!in.isReadable() || cumulation == in) {
            in.release();
            return isSparse(cumulation) ? moved(allocator, cumulation, cumulation.readableBytes()) : cumulation;
        }
        if (!cumulation.isReadable()) {
            cumulation.release();
            return in;
        }
        try {
            if (cumulation.writableBytes() >= in.readableBytes()) {
                move(in, cumulation);
                return cumulation;
            }
            final int length = cumulation.readableBytes() + in.readableBytes();
            final ByteBuf larger = moved(allocator, cumulation, allocator.calculateNewCapacity(length, Integer.MAX_VALUE));
            move(in, larger);
            return larger;
        } finally {
            in.release();
        }
    }

    /** Whether the buffer keeps much more memory than its bytes need. */
    static boolean isSparse(final ByteBuf cumulation) {
        return cumulation.capacity() > LARGE && cumulation.readableBytes() < cumulation.capacity() / SPARSE;
    }

    private static ByteBuf moved(final ByteBufAllocator allocator, final ByteBuf from, final int capacity) {
        final ByteBuf to = allocator.directBuffer(capacity);
        move(from, to);
        from.release();
        return to;
    }

    private static void move(final ByteBuf from, final ByteBuf to) {
        final int start = from.readerIndex();
        final int length = from.readableBytes();
        to.writeBytes(from, length);
        from.setZero(start, length);
    }
}
