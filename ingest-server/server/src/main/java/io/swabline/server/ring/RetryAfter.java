package io.swabline.server.ring;

import io.swabline.protocol.codec.GoodbyeReason;

import java.util.SplittableRandom;

/**
 * Times after which stations and subscribers that were sent away are to come back: drawn evenly between half and one and a half
 * of a mean, so that those sent away together do not come back together. Belongs to one thread.
 */
public final class RetryAfter {
    /**
     * Mean wait of a connection that a newer one replaced. Mostly the newer one is of the same terminal, which forgets the older;
     * else a late Hello arrived, or two terminals share a copied store: those must not replace each other all the time.
     */
    private static final long REPLACED_MEAN_MS = 30_000;

    private final SplittableRandom random;
    private final long meanMs;

    public RetryAfter(final long meanMs, final long seed) {
        this.meanMs = meanMs;
        random = new SplittableRandom(seed);
    }

    /** At least 1 ms. */
    public long nextMs() {
        return draw(meanMs);
    }

    /** What a Goodbye names: a time, at least 1 ms; or 0 where a reconnect does not help before a person has acted. */
    public long nextMs(final GoodbyeReason reason) {
        return switch (reason) {
            case DONE, UNKNOWN_MESSAGE, WRONG_SCHEMA, FRAME_LENGTH, NOT_AUTHORIZED, STATION_BLOCKED, TLS_EXPECTED, NULL_VAL -> 0;
            case REPLACED -> draw(REPLACED_MEAN_MS);
            case DRAINING, HELLO_EXPECTED, MALFORMED_FRAME, SEQUENCE_GAP, SEQUENCE_TOO_OLD, CREDIT_EXCEEDED, SLOW_READER, IDLE,
                STREAM_EXHAUSTED, JOURNAL_UNREADABLE -> draw(meanMs);
        };
    }

    private long draw(final long mean) {
        return Math.max(1, mean / 2 + random.nextLong(mean + 1));
    }
}
