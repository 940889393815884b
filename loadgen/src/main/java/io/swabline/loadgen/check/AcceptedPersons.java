package io.swabline.loadgen.check;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.ByteBuffer;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The time at which each person was last accepted, by pseudonym. Exact; off-heap; about 20 bytes a person. Open addressing in
 * 256 tables that grow each by itself, so that growing needs little room of its own.
 *
 * <pre>
 *   entry, 16 bytes:  pseudonym (12) | accepted at, epoch seconds (4), 0: the place is free
 * </pre>
 */
final class AcceptedPersons implements AutoCloseable {
    static final long NEVER = -1;

    private static final int ENTRY_LENGTH = 16;
    private static final int HIGH_OFFSET = 8;
    private static final int SECONDS_OFFSET = 12;
    private static final int TABLES = 256;
    private static final int CAPACITY_INITIAL = 64;

    private final UnsafeBuffer[] tables = new UnsafeBuffer[TABLES];
    private final int[] counts = new int[TABLES];

    AcceptedPersons() {
        for (int i = 0; i < TABLES; i++) {
            tables[i] = allocate(CAPACITY_INITIAL);
        }
    }

    /** Replaces a person's time and returns the one before, or {@link #NEVER}. */
    long put(final DirectBuffer buffer, final int offset, final long epochSeconds) {
        final long low = buffer.getLong(offset, LITTLE_ENDIAN);
        final int high = buffer.getInt(offset + HIGH_OFFSET, LITTLE_ENDIAN);
        final long hash = hash(low, high);
        final int number = (int) (hash >>> 56);
        if (counts[number] * 5L >= capacity(tables[number]) * 4L) {
            grow(number);
        }
        final UnsafeBuffer table = tables[number];
        final int entry = find(table, hash, low, high);
        final int before = table.getInt(entry + SECONDS_OFFSET, LITTLE_ENDIAN);
        counts[number] += before == 0 ? 1 : 0;
        write(table, entry, low, high, (int) Math.max(1, epochSeconds));
        return before == 0 ? NEVER : before & 0xFFFF_FFFFL;
    }

    /** A person's time, or {@link #NEVER}. */
    long get(final DirectBuffer buffer, final int offset) {
        final long low = buffer.getLong(offset, LITTLE_ENDIAN);
        final int high = buffer.getInt(offset + HIGH_OFFSET, LITTLE_ENDIAN);
        final long hash = hash(low, high);
        final UnsafeBuffer table = tables[(int) (hash >>> 56)];
        final int seconds = table.getInt(find(table, hash, low, high) + SECONDS_OFFSET, LITTLE_ENDIAN);
        return seconds == 0 ? NEVER : seconds & 0xFFFF_FFFFL;
    }

    private static long hash(final long low, final int high) {
        final long mixed = (low ^ high) * 0x9E3779B97F4A7C15L;
        return (mixed ^ mixed >>> 32) * 0xBF58476D1CE4E5B9L;
    }

    /** The offset of a person's entry, or of the free one where it belongs. */
    private static int find(final UnsafeBuffer table, final long hash, final long low, final int high) {
        final int capacity = capacity(table);
        int place = (int) ((hash >>> 24 & 0xFFFF_FFFFL) * capacity >>> 32);
        while (true) {
            final int entry = place * ENTRY_LENGTH;
            if (table.getInt(entry + SECONDS_OFFSET, LITTLE_ENDIAN) == 0
                || table.getLong(entry, LITTLE_ENDIAN) == low && table.getInt(entry + HIGH_OFFSET, LITTLE_ENDIAN) == high) {
                return entry;
            }
            place = place + 1 == capacity ? 0 : place + 1;
        }
    }

    private void grow(final int number) {
        final UnsafeBuffer old = tables[number];
        final UnsafeBuffer table = allocate(capacity(old) * 3 / 2);
        for (int entry = 0; entry < old.capacity(); entry += ENTRY_LENGTH) {
            final int seconds = old.getInt(entry + SECONDS_OFFSET, LITTLE_ENDIAN);
            if (seconds != 0) {
                final long low = old.getLong(entry, LITTLE_ENDIAN);
                final int high = old.getInt(entry + HIGH_OFFSET, LITTLE_ENDIAN);
                write(table, find(table, hash(low, high), low, high), low, high, seconds);
            }
        }
        tables[number] = table;
        BufferUtil.free(old);
    }

    private static void write(final UnsafeBuffer table, final int entry, final long low, final int high, final int seconds) {
        table.putLong(entry, low, LITTLE_ENDIAN);
        table.putInt(entry + HIGH_OFFSET, high, LITTLE_ENDIAN);
        table.putInt(entry + SECONDS_OFFSET, seconds, LITTLE_ENDIAN);
    }

    private static int capacity(final UnsafeBuffer table) {
        return table.capacity() / ENTRY_LENGTH;
    }

    private static UnsafeBuffer allocate(final int capacity) {
        return new UnsafeBuffer(ByteBuffer.allocateDirect(Math.multiplyExact(capacity, ENTRY_LENGTH)));
    }

    @Override
    public void close() {
        for (final UnsafeBuffer table : tables) {
            BufferUtil.free(table);
        }
    }
}
