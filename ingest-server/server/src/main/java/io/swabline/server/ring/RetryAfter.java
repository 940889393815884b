package io.swabline.server.ring;

import java.util.SplittableRandom;

/**
 * Times after which refused stations are to come back: drawn evenly between half and one and a half of a mean, so that those
 * refused together do not come back together. Belongs to one thread.
 */
public final class RetryAfter {
    private final SplittableRandom random;
    private final long meanMs;

    public RetryAfter(final long meanMs, final long seed) {
        this.meanMs = meanMs;
        random = new SplittableRandom(seed);
    }

    public long nextMs() {
        return meanMs / 2 + random.nextLong(meanMs + 1);
    }
}
