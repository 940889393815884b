package io.swabline.loadgen.plan;

import java.util.concurrent.TimeUnit;

/**
 * When each scan of an open-loop run is due: a fixed timetable, computed and never stored, so that a backlog costs no memory
 * and a late scan keeps the time at which it should have been sent. Times are nanoseconds from the start of the run; scans
 * are numbered from 0. Made of stretches of constant rate. Immutable, so that every thread may use it.
 */
public final class Schedule {
    /** Rates of the bursts of {@link #burst}, as multiples of the base rate: the morning builds up to ten times. */
    static final int[] BURST_MULTIPLES = {2, 4, 6, 8, 10};

    private final long[] startNs;
    private final long[] firstScan;
    private final double[] intervalNs;
    private final long durationNs;
    private final long total;

    private Schedule(final double[] ratesPerSecond, final long[] lengthsNs) {
        final int count = ratesPerSecond.length;
        startNs = new long[count];
        firstScan = new long[count];
        intervalNs = new double[count];
        long timeNs = 0;
        long scans = 0;
        for (int i = 0; i < count; i++) {
            startNs[i] = timeNs;
            firstScan[i] = scans;
            final long inStretch = Math.round(ratesPerSecond[i] * lengthsNs[i] / TimeUnit.SECONDS.toNanos(1));
            intervalNs[i] = inStretch == 0 ? Double.POSITIVE_INFINITY : (double) lengthsNs[i] / inStretch;
            timeNs += lengthsNs[i];
            scans += inStretch;
        }
        durationNs = timeNs;
        total = scans;
    }

    /** One rate; the warm-up differs from the rest only in not being measured. */
    public static Schedule steady(final double ratePerSecond, final long warmupNs, final long durationNs) {
        return new Schedule(new double[] {ratePerSecond}, new long[] {warmupNs + durationNs});
    }

    /**
     * The morning burst: calm at the base rate, then a burst; five times over, and each burst is higher than the one before
     * until the last is ten times the base rate. Calm takes three fifths of the time. The warm-up is calm.
     */
    public static Schedule burst(final double baseRatePerSecond, final long warmupNs, final long durationNs) {
        final int stretches = 1 + 2 * BURST_MULTIPLES.length;
        final double[] ratesPerSecond = new double[stretches];
        final long[] lengthsNs = new long[stretches];
        final long roundNs = durationNs / BURST_MULTIPLES.length;
        ratesPerSecond[0] = baseRatePerSecond;
        lengthsNs[0] = warmupNs;
        for (int i = 0; i < BURST_MULTIPLES.length; i++) {
            final int calm = 1 + 2 * i;
            ratesPerSecond[calm] = baseRatePerSecond;
            lengthsNs[calm] = roundNs * 3 / 5;
            ratesPerSecond[calm + 1] = baseRatePerSecond * BURST_MULTIPLES[i];
            lengthsNs[calm + 1] = roundNs - lengthsNs[calm];
        }
        return new Schedule(ratesPerSecond, lengthsNs);
    }

    /** Scans of the whole run. */
    public long total() {
        return total;
    }

    public long durationNs() {
        return durationNs;
    }

    /** The time at which a scan is due. */
    public long dueNs(final long scan) {
        final int stretch = stretchOfScan(scan);
        return startNs[stretch] + (long) ((scan - firstScan[stretch]) * intervalNs[stretch]);
    }

    /** How many scans are due at a time: those whose {@link #dueNs} is not after it. */
    public long dueCount(final long elapsedNs) {
        if (elapsedNs < 0) {
            return 0;
        }
        if (elapsedNs >= durationNs) {
            return total;
        }
        int stretch = startNs.length - 1;
        while (startNs[stretch] > elapsedNs) {
            stretch--;
        }
        long count = firstScan[stretch] + (long) ((elapsedNs - startNs[stretch]) / intervalNs[stretch]);
        while (count < total && dueNs(count) <= elapsedNs) {
            count++;
        }
        return count;
    }

    private int stretchOfScan(final long scan) {
        int stretch = firstScan.length - 1;
        while (stretch > 0 && (firstScan[stretch] > scan || intervalNs[stretch] == Double.POSITIVE_INFINITY)) {
            stretch--;
        }
        return stretch;
    }
}
