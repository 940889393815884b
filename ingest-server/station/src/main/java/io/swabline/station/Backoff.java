package io.swabline.station;

import java.util.SplittableRandom;

/**
 * Delays between attempts to connect: each drawn between 0 and a bound that doubles from attempt to attempt (full jitter), so
 * that terminals that lost the same server do not come back together. Owned by the station's event loop.
 */
final class Backoff {
    private final SplittableRandom random;
    private final long minNs;
    private final long maxNs;
    private long boundNs;

    Backoff(final long seed, final long minNs, final long maxNs) {
        random = new SplittableRandom(seed);
        this.minNs = minNs;
        this.maxNs = maxNs;
        boundNs = minNs;
    }

    long nextDelayNs() {
        final long delayNs = random.nextLong(boundNs + 1);
        boundNs = Math.min(maxNs, boundNs * 2);
        return delayNs;
    }

    /** For what only a person can mend: half to all of the longest delay. */
    long longDelayNs() {
        return maxNs / 2 + random.nextLong(maxNs / 2 + 1);
    }

    void reset() {
        boundNs = minNs;
    }
}
