package io.swabline.loadgen.hostile;

import java.nio.ByteOrder;
import java.util.SplittableRandom;
import org.agrona.MutableDirectBuffer;

/**
 * Sample ids of 16 printable characters that all met in one place of the server's table when it mixed the two halves of an id by
 * {@code first * FACTOR ^ rotateLeft(second, 32)} and added its secret seed afterwards: each first half has one second half.
 * A byte of the product depends on no higher byte of the factors, so the search chooses the characters of the first half one by
 * one and goes on only while the same byte of the second half is printable, about one time in three. Immutable.
 */
final class CollidingSamples {
    private static final long FACTOR = 0x9E37_79B9_7F4A_7C15L;
    private static final String LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private final long meeting;
    /** First and second half of each id, in turn. */
    private final long[] halves;
    private int found;

    CollidingSamples(final int count, final long seed) {
        meeting = new SplittableRandom(seed).nextLong();
        halves = new long[2 * count];
        search(0, 0);
        if (found < halves.length) {
            throw new IllegalStateException("only " + found / 2 + " of " + count + " colliding ids found, seed " + seed);
        }
    }

    /** Writes one of them, counted from 0 and beginning anew after the last. */
    void put(final long number, final MutableDirectBuffer buffer, final int offset) {
        final int index = 2 * (int) (number % (halves.length / 2));
        buffer.putLong(offset, halves[index], ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(offset + Long.BYTES, halves[index + 1], ByteOrder.LITTLE_ENDIAN);
    }

    /** @param first whose bits below the shift are chosen */
    private void search(final long first, final int shift) {
        if (shift == Long.SIZE) {
            halves[found++] = first;
            halves[found++] = Long.rotateLeft(meeting ^ first * FACTOR, 32);
            return;
        }
        for (int i = 0; i < LETTERS.length() && found < halves.length; i++) {
            final long longer = first | (long) LETTERS.charAt(i) << shift;
            final long other = (meeting ^ longer * FACTOR) >>> shift & 0xff;
            if (other > ' ' && other < 0x7f) {
                search(longer, shift + Byte.SIZE);
            }
        }
    }
}
