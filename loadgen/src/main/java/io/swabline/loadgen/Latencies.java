package io.swabline.loadgen;

import org.HdrHistogram.Histogram;

/**
 * The percentiles of one kind of time, in microseconds. All 0 when nothing was timed.
 *
 * @param count how many were timed
 * @param p50   half were not longer
 * @param p90   nine of ten
 * @param p99   99 of a hundred
 * @param p999  999 of a thousand
 * @param p9999 9,999 of ten thousand
 * @param max   the longest
 */
public record Latencies(long count, long p50, long p90, long p99, long p999, long p9999, long max) {

    static Latencies of(final Histogram histogramUs) {
        if (histogramUs.getTotalCount() == 0) {
            return new Latencies(0, 0, 0, 0, 0, 0, 0);
        }
        return new Latencies(
            histogramUs.getTotalCount(),
            histogramUs.getValueAtPercentile(50),
            histogramUs.getValueAtPercentile(90),
            histogramUs.getValueAtPercentile(99),
            histogramUs.getValueAtPercentile(99.9),
            histogramUs.getValueAtPercentile(99.99),
            histogramUs.getMaxValue());
    }
}
