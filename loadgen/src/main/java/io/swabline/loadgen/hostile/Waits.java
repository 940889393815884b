package io.swabline.loadgen.hostile;

import org.HdrHistogram.Histogram;

/**
 * How long honest stations or visitors waited, in microseconds.
 *
 * @param count how many waits
 * @param p50   half were not longer
 * @param p99   99 of a hundred were not longer
 * @param max   the longest
 */
public record Waits(long count, long p50, long p99, long max) {
    static Waits of(final Histogram us) {
        return us.getTotalCount() == 0 ? new Waits(0, 0, 0, 0)
            : new Waits(us.getTotalCount(), us.getValueAtPercentile(50), us.getValueAtPercentile(99), us.getMaxValue());
    }
}
