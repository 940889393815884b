package io.swabline.server.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/**
 * The buffers that sockets are read into: as large as a socket has use for, but small ones while receive memory is tight, so that
 * what is read then can hardly add to it. One an event loop.
 */
final class ReadBuffers implements RecvByteBufAllocator {
    static final int LENGTH_MIN = 1024;
    private static final int LENGTH_FIRST = 2048;
    private static final int LENGTH_MAX = 64 * 1024;
    /** Reads of one socket before the others have their turn. */
    private static final int READS_A_TURN = 4;

    private final AdaptiveRecvByteBufAllocator adaptive =
        new AdaptiveRecvByteBufAllocator(LENGTH_MIN, LENGTH_FIRST, LENGTH_MAX);
    private final HeldMemory receiveMemory;

    ReadBuffers(final HeldMemory receiveMemory) {
        this.receiveMemory = receiveMemory;
        adaptive.maxMessagesPerRead(READS_A_TURN);
    }

    @SuppressWarnings("deprecation") // as Netty's own allocators do
    @Override
    public Handle newHandle() {
        return new Thrifty((ExtendedHandle) adaptive.newHandle());
    }

    /** Netty's adaptive handle, overruled while memory is tight. */
    private final class Thrifty extends DelegatingHandle implements ExtendedHandle {
        private final ExtendedHandle handle;

        Thrifty(final ExtendedHandle handle) {
            super(handle);
            this.handle = handle;
        }

        @Override
        public ByteBuf allocate(final ByteBufAllocator allocator) {
            return receiveMemory.isTight() ? allocator.ioBuffer(LENGTH_MIN) : handle.allocate(allocator);
        }

        @Override
        public boolean continueReading(final UncheckedBooleanSupplier maybeMoreDataSupplier) {
            return handle.continueReading(maybeMoreDataSupplier);
        }
    }
}
