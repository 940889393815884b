package io.swabline.protocol;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers in byte arrays, little endian: the arrays that {@code javax.crypto} works on are not Agrona buffers. */
final class LittleEndian {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private LittleEndian() {
    }

    static long getLong(final byte[] bytes, final int offset) {
        return (long) LONG.get(bytes, offset);
    }

    static void putLong(final byte[] bytes, final int offset, final long value) {
        LONG.set(bytes, offset, value);
    }

    static int getInt(final byte[] bytes, final int offset) {
        return (int) INT.get(bytes, offset);
    }

    static void putInt(final byte[] bytes, final int offset, final int value) {
        INT.set(bytes, offset, value);
    }
}
