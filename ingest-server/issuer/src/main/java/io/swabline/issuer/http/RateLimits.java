package io.swabline.issuer.http;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.NanoClock;

/**
 * A token bucket for each of the callers, addresses or sessions that were seen last; who has not been seen for long starts with
 * a full bucket. Bounded. Used by the event loop.
 */
final class RateLimits {
    private final int perSecond;
    private final TimeMeter meter;
    private final Map<String, Bucket> buckets;

    RateLimits(final int perSecond, final int bucketsMax, final NanoClock clock) {
        this.perSecond = perSecond;
        this.meter = new TimeMeter() {
            @Override
            public long currentTimeNanos() {
                return clock.nanoTime();
            }

            @Override
            public boolean isWallClockBased() {
                return false;
            }
        };
        this.buckets = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(final Map.Entry<String, Bucket> eldest) {
                return size() > bucketsMax;
            }
        };
    }

    /** Counts a request of that one; refuses it if there were too many. */
    void take(final String who) {
        final Bucket bucket = buckets.computeIfAbsent(who, any -> Bucket.builder().withCustomTimePrecision(meter)
            .addLimit(limit -> limit.capacity(perSecond).refillGreedy(perSecond, Duration.ofSeconds(1))).build());
        final ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            throw Refusal.retryAfter(
                ProblemType.TOO_MANY_REQUESTS, "at most " + perSecond + " requests a second are taken",
                TimeUnit.NANOSECONDS.toSeconds(probe.getNanosToWaitForRefill()) + 1);
        }
    }

    int size() {
        return buckets.size();
    }
}
