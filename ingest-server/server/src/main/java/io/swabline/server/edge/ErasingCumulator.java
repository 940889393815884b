package io.swabline.server.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.ByteToMessageDecoder.Cumulator;

/**
 * Puts what a socket delivers behind what is left of a frame, and zeros what it copied from: read buffers are pooled, and ID
 * numbers are not to lie about in them. Bytes that were consumed have been dealt with by whoever read them.
 */
final class ErasingCumulator implements Cumulator {
    @Override
    public ByteBuf cumulate(final ByteBufAllocator allocator, final ByteBuf cumulation, final ByteBuf in) {
        if (!in.isReadable() || cumulation == in) {
            in.release();
            return cumulation;
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
            final ByteBuf larger = allocator.directBuffer(allocator.calculateNewCapacity(length, Integer.MAX_VALUE));
            move(cumulation, larger);
            move(in, larger);
            cumulation.release();
            return larger;
        } finally {
            in.release();
        }
    }

    private static void move(final ByteBuf from, final ByteBuf to) {
        final int start = from.readerIndex();
        final int length = from.readableBytes();
        to.writeBytes(from, length);
        from.setZero(start, length);
    }
}
