package io.swabline.station;

import io.netty.buffer.ByteBuf;
import org.agrona.concurrent.UnsafeBuffer;

/** Lays an Agrona buffer over a part of a Netty buffer without copying; no allocation where the memory is in one piece. */
final class ByteBufView {
    private ByteBufView() {
    }

    static void wrap(final UnsafeBuffer view, final ByteBuf bytes, final int index, final int length) {
        if (bytes.hasMemoryAddress()) {
            view.wrap(bytes.memoryAddress() + index, length);
        } else if (bytes.hasArray()) {
            view.wrap(bytes.array(), bytes.arrayOffset() + index, length);
        } else {
            view.wrap(bytes.nioBuffer(index, length), 0, length);
        }
    }
}
