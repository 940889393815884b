package io.swabline.station;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Delays between attempts to connect: each drawn between 0 and a bound that doubles from attempt to attempt (full jitter), so
 * that terminals that lost the same server do not come back together. Owned by the station's event loop.
 */
final class Backoff {
    /** Nobody listens: to ask costs the server nothing, and its stations should find it soon when it is there again. */
    private static final long ABSENT_MAX_NS = TimeUnit.SECONDS.toNanos(5);

    private final SplittableRandom random;
    private final long minNs;
    private final long maxNs;
    private final long absentMaxNs;
    private long boundNs;

    Backoff(final long seed, final long minNs, final long maxNs) {
        random = new SplittableRandom(seed);
        this.minNs = minNs;
        this.maxNs = maxNs;
        absentMaxNs = Math.max(minNs, Math.min(maxNs, ABSENT_MAX_NS));
        boundNs = minNs;
    }

    /** After a connection: the server may have more to do than it can. */
    long nextDelayNs() {
        return nextDelayNs(maxNs);
    }

    /** After an attempt that found nobody. */
    long absentDelayNs() {
        return nextDelayNs(absentMaxNs);
    }

    /** The bound never falls here: it stands for what is known of the server's load from before. */
    private long nextDelayNs(final long limitNs) {
        final long delayNs = random.nextLong(Math.min(boundNs, limitNs) + 1);
        boundNs = Math.max(boundNs, Math.min(limitNs, boundNs * 2));
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
