package io.swabline.fuzz;

import java.util.Arrays;

/** Reads an input from front to end; behind its end it goes on with zeros, so that every input means something. One thread. */
public final class FuzzInput {
    private final byte[] bytes;
    private int position;

    public FuzzInput(final byte[] bytes) {
        this.bytes = bytes;
    }

    public boolean hasMore() {
        return position < bytes.length;
    }

    /** 0 to 255. */
    public int u8() {
        return hasMore() ? bytes[position++] & 0xff : 0;
    }

    /** 0 to 65,535, little endian. */
    public int u16() {
        return u8() | u8() << 8;
    }

    /** Any int, little endian. */
    public int i32() {
        return u16() | u16() << 16;
    }

    /** The next bytes, as many as there are up to the length. */
    public byte[] take(final int length) {
        final int from = position;
        position = Math.min(bytes.length, position + length);
        return Arrays.copyOfRange(bytes, from, position);
    }

    /** All that is left. */
    public byte[] rest() {
        return take(bytes.length - position);
    }
}
