package io.swabline.server.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledHeapByteBuf;
import io.netty.handler.codec.ByteToMessageDecoder.Cumulator;
import java.util.Arrays;

/**
 * Keeps what a socket delivers for the JDK's TLS, which decrypts a record in the very buffer that it came in: pooled memory would
 * keep the ID numbers of its scans. So records are copied into arrays of their own, which are zeroed when they are let go.
 */
final class ErasingHeapCumulator implements Cumulator {
    @Override
    public ByteBuf cumulate(final ByteBufAllocator allocator, final ByteBuf cumulation, final ByteBuf in) {
        try {
            if (cumulation instanceof ErasingBuffer && cumulation.writableBytes() >= in.readableBytes()) {
                return cumulation.writeBytes(in);
            }
            final ByteBuf larger = new ErasingBuffer(cumulation.readableBytes() + in.readableBytes());
            larger.writeBytes(cumulation).writeBytes(in);
            cumulation.release();
            return larger;
        } finally {
            in.release();
        }
    }

    private static final class ErasingBuffer extends UnpooledHeapByteBuf {
        ErasingBuffer(final int length) {
            super(UnpooledByteBufAllocator.DEFAULT, length, Integer.MAX_VALUE);
        }

        @Override
        protected void freeArray(final byte[] array) {
            Arrays.fill(array, (byte) 0);
        }
    }
}
