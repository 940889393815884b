package io.swabline.fuzz;

import java.util.Arrays;

/**
 * Changes something valid as an input says, so that the fuzzer starts behind the checks that random bytes never pass. Each edit
 * is an operation (1 byte), a place (2 bytes, modulo the length) and what the operation needs:
 *
 * <pre>
 *   0  set a byte (1)          4  zero so many bytes (2)
 *   1  flip a bit (1)          5  cut off from here on
 *   2  set an int (4)          6  insert bytes (length 1, bytes)
 *   3  copy here (place 2, length 2)   7  remove so many bytes (1)
 * </pre>
 *
 * Stateless.
 */
public final class Edits {
    private static final int OPERATIONS = 8;
    private static final int EDITS_MAX = 64;
    private static final int LENGTH_MAX = 1 << 18;

    private Edits() {
    }

    /** The bytes after all edits that are left in the input. */
    public static byte[] apply(final byte[] valid, final FuzzInput input) {
        byte[] bytes = valid;
        for (int i = 0; i < EDITS_MAX && input.hasMore(); i++) {
            bytes = applyOne(bytes, input);
        }
        return bytes == valid ? valid.clone() : bytes;
    }

    /** The bytes after the next edit of the input; those given stay as they are. */
    public static byte[] applyOne(final byte[] valid, final FuzzInput input) {
        final byte[] bytes = valid.clone();
        final int operation = input.u8() % OPERATIONS;
        final int place = bytes.length == 0 ? 0 : input.u16() % bytes.length;
        final int room = bytes.length - place;
        switch (operation) {
            case 0 -> fill(bytes, place, Math.min(room, 1), (byte) input.u8());
            case 1 -> {
                final int bit = input.u8();
                if (room > 0) {
                    bytes[place] ^= (byte) (1 << (bit & 7));
                }
            }
            case 2 -> {
                final int value = input.i32();
                for (int i = 0; i < Math.min(room, Integer.BYTES); i++) {
                    bytes[place + i] = (byte) (value >>> 8 * i);
                }
            }
            case 3 -> {
                final int from = bytes.length == 0 ? 0 : input.u16() % bytes.length;
                final int length = Math.min(input.u16(), Math.min(room, bytes.length - from));
                System.arraycopy(valid, from, bytes, place, length);
            }
            case 4 -> fill(bytes, place, Math.min(room, input.u16()), (byte) 0);
            case 5 -> {
                return Arrays.copyOf(bytes, place);
            }
            case 6 -> {
                final byte[] inserted = input.take(input.u8());
                return bytes.length > LENGTH_MAX ? bytes : replaced(bytes, place, 0, inserted);
            }
            default -> {
                return replaced(bytes, place, Math.min(room, input.u8()), new byte[0]);
            }
        }
        return bytes;
    }

    private static void fill(final byte[] bytes, final int place, final int length, final byte value) {
        Arrays.fill(bytes, place, place + length, value);
    }

    private static byte[] replaced(final byte[] bytes, final int place, final int removed, final byte[] inserted) {
        final byte[] result = new byte[bytes.length - removed + inserted.length];
        System.arraycopy(bytes, 0, result, 0, place);
        System.arraycopy(inserted, 0, result, place, inserted.length);
        System.arraycopy(bytes, place + removed, result, place + inserted.length, bytes.length - place - removed);
        return result;
    }
}
