package io.swabline.protocol.trust;

import io.swabline.protocol.SamplingKeys;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.agrona.concurrent.EpochClock;

/**
 * The bundle that a server hands out: made anew when keys or cut-offs have changed, but once a second at most, and every ten
 * minutes so that it does not look stale. Any thread; whoever asks at that moment waits for the making, see
 * {@link TrustBundleMaker}. Where a bundle cannot be made, the caller gets the {@link TrustBundleException}.
 */
public final class TrustBundleCache implements Supplier<byte[]> {
    private static final long REMAKE_MS_MIN = 1_000;
    private static final long REMAKE_MS_MAX = 600_000;

    private final Supplier<SamplingKeys> keys;
    private final LongSupplier highestSequence;
    private final IntSupplier count;
    private final Supplier<long[]> shortHashes;
    private final EpochClock clock;
    private byte[] bundle;
    private SamplingKeys bundleKeys;
    private long bundleSequence;
    private int bundleCount;
    private long madeAtMs;

    /**
     * All are asked on the thread of the caller.
     *
     * @param keys            of this moment
     * @param highestSequence of the cut-offs, also those that are forgotten by now
     * @param count           of the superseded codes: another server's may come behind a higher sequence
     * @param shortHashes     of the superseded codes; may hold more than counted just before
     * @param clock           epoch milliseconds
     */
    public TrustBundleCache(
        final Supplier<SamplingKeys> keys,
        final LongSupplier highestSequence,
        final IntSupplier count,
        final Supplier<long[]> shortHashes,
        final EpochClock clock) {
        this.keys = keys;
        this.highestSequence = highestSequence;
        this.count = count;
        this.shortHashes = shortHashes;
        this.clock = clock;
    }

    /** The bundle's bytes, which the caller does not change. */
    @Override
    public synchronized byte[] get() {
        final long nowMs = clock.time();
        final long ageMs = nowMs - madeAtMs;
        if (bundle == null || ageMs < 0 || ageMs >= REMAKE_MS_MAX || ageMs >= REMAKE_MS_MIN && isChanged()) {
            bundleKeys = keys.get();
            bundleSequence = highestSequence.getAsLong();
            bundleCount = count.getAsInt();
            bundle = TrustBundleMaker.make(bundleKeys, shortHashes.get(), bundleSequence, nowMs);
            madeAtMs = nowMs;
        }
        return bundle;
    }

    private boolean isChanged() {
        return keys.get() != bundleKeys || highestSequence.getAsLong() != bundleSequence
            || count.getAsInt() != bundleCount;
    }
}
