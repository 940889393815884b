package io.swabline.server.edge;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.swabline.fuzz.Finding;
import java.util.ArrayList;
import java.util.List;

/**
 * Hands out buffers and keeps each, so that a target can see whether it was given back and what it was left with. One thread, one
 * input.
 */
final class KeptBuffers extends AbstractByteBufAllocator {
    private final List<ByteBuf> kept = new ArrayList<>();

    @Override
    protected ByteBuf newHeapBuffer(final int initialCapacity, final int maxCapacity) {
        return keep(UnpooledByteBufAllocator.DEFAULT.heapBuffer(initialCapacity, maxCapacity));
    }

    @Override
    protected ByteBuf newDirectBuffer(final int initialCapacity, final int maxCapacity) {
        return keep(UnpooledByteBufAllocator.DEFAULT.directBuffer(initialCapacity, maxCapacity));
    }

    private ByteBuf keep(final ByteBuf buffer) {
        kept.add(buffer.retain());
        return buffer;
    }

    @Override
    public boolean isDirectBufferPooled() {
        return false;
    }

    /** Fails if a buffer was not given back. */
    void requireAllGivenBack() {
        for (final ByteBuf buffer : kept) {
            Finding.unlessEqual(1, buffer.refCnt(), "references to a buffer");
        }
    }

    /** Whether any buffer holds these bytes. */
    boolean hold(final byte[] bytes) {
        for (final ByteBuf buffer : kept) {
            for (int at = 0; at + bytes.length <= buffer.capacity(); at++) {
                if (holds(buffer, at, bytes)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean holds(final ByteBuf buffer, final int at, final byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (buffer.getByte(at + i) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    void release() {
        kept.forEach(ByteBuf::release);
        kept.clear();
    }
}
