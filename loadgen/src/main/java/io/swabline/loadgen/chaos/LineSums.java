package io.swabline.loadgen.chaos;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.agrona.collections.IntArrayList;

/** Lines summed up: how many, and a checksum after each thousand, so that it can be told where two texts part. Thread safe. */
final class LineSums {
    static final int LINES_A_SUM = 1_000;
    static final long NOWHERE = -1;

    private final CRC32C crc = new CRC32C();
    private final IntArrayList sums = new IntArrayList();
    private long count;

    synchronized void add(final String line) {
        crc.update(line.getBytes(StandardCharsets.UTF_8));
        crc.update('\n');
        if (++count % LINES_A_SUM == 0) {
            sums.addInt((int) crc.getValue());
        }
    }

    synchronized long count() {
        return count;
    }

    private synchronized int last() {
        return (int) crc.getValue();
    }

    private synchronized int sum(final int index) {
        return sums.getInt(index);
    }

    /** The first line, rounded down to thousands, from which on the other text differs; {@link #NOWHERE} if it does not. */
    long differsFrom(final LineSums other) {
        final long lines = Math.min(count(), other.count());
        for (int i = 0; i < lines / LINES_A_SUM; i++) {
            if (sum(i) != other.sum(i)) {
                return (long) i * LINES_A_SUM;
            }
        }
        return count() == other.count() && last() == other.last() ? NOWHERE : lines - lines % LINES_A_SUM;
    }
}
