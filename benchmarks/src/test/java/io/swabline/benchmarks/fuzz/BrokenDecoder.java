package io.swabline.benchmarks.fuzz;

/** A decoder of frames as a tired programmer might write it: believes a length once a magic number has put it at its ease. */
public final class BrokenDecoder {
    private static final int MAGIC = 0x53574142;

    private BrokenDecoder() {
    }

    /** Adds up what the frame holds. */
    public static void fuzzerTestOneInput(final byte[] input) {
        if (input.length < 8 || intAt(input, 0) != MAGIC) {
            return;
        }
        final int length = intAt(input, 4);
        if (length > 0 && length < 1 << 20) {
            int sum = 0;
            for (int i = 0; i < length; i++) {
                sum += input[8 + i];
            }
            if (sum == Integer.MIN_VALUE) {
                throw new IllegalStateException("never");
            }
        }
    }

    private static int intAt(final byte[] input, final int offset) {
        int value = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            value = value << Byte.SIZE | input[offset + i] & 0xff;
        }
        return value;
    }
}
