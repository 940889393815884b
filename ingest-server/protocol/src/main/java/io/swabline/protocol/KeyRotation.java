package io.swabline.protocol;

import java.util.List;

/**
 * When a replaced key may go, and which id the next one gets: pure functions of the keys and the time. A key's last code is
 * issued when the next key is made, and scanned on its last day; that scan may reach the server some days late. So a key is
 * retired {@link #LATE_DAYS} days after the greatest validity since it was replaced, and not earlier, however many keys
 * follow it.
 */
final class KeyRotation {
    /** Days for scans that are delivered late and for issuers that learn late of a new key; see {@code clock.backlog-max}. */
    static final int LATE_DAYS = 7;

    private static final long NEVER_SECONDS = Long.MAX_VALUE / 2;

    private KeyRotation() {
    }

    /** The second from which on no code of a key that was replaced then can be told valid any more. */
    static long retiredFromSeconds(final long replacedAtSeconds, final int validityDaysMax) {
        return replacedAtSeconds + (validityDaysMax + LATE_DAYS) * CodeValidity.SECONDS_PER_DAY;
    }

    /** The keys, of which those are RETIRED that were PREVIOUS long enough. */
    static List<SamplingKey> retiring(final List<SamplingKey> keys, final int validityDaysMax, final long nowSeconds) {
        return keys.stream()
            .map(key -> key.status() == KeyStatus.PREVIOUS
                && nowSeconds >= retiredFromSeconds(replacedAtSeconds(key, keys), validityDaysMax)
                ? key.with(KeyStatus.RETIRED) : key)
            .toList();
    }

    /** When the first later key was made; no two keys of a file are made in the same second, see {@link #createdAtSeconds}. */
    static long replacedAtSeconds(final SamplingKey key, final List<SamplingKey> keys) {
        return keys.stream()
            .mapToLong(SamplingKey::createdAtEpochSeconds)
            .filter(createdAt -> createdAt > key.createdAtEpochSeconds())
            .min().orElse(NEVER_SECONDS);
    }

    /** The time of a new key: now, but later than every other's, so that a clock set back makes no key look replaced early. */
    static long createdAtSeconds(final List<SamplingKey> keys, final long nowSeconds) {
        return Math.max(nowSeconds, 1 + keys.stream().mapToLong(SamplingKey::createdAtEpochSeconds).max().orElse(0));
    }

    /**
     * The next id behind the current one that no code which matters still bears: a new one or, after 255 keys, that of a key
     * which is retired, or was withdrawn and would be retired by now. 0 if there is none.
     */
    static int nextId(
        final SamplingKey current, final List<SamplingKey> keys, final int validityDaysMax, final long nowSeconds) {
        for (int step = 0; step < SamplingKey.ID_MAX; step++) {
            final int id = (current.id() + step) % SamplingKey.ID_MAX + 1;
            if (keys.stream().allMatch(key -> key.id() != id || mayGo(key, keys, validityDaysMax, nowSeconds))) {
                return id;
            }
        }
        return 0;
    }

    private static boolean mayGo(
        final SamplingKey key, final List<SamplingKey> keys, final int validityDaysMax, final long nowSeconds) {
        return key.status() == KeyStatus.RETIRED
            || key.status() == KeyStatus.WITHDRAWN
            && nowSeconds >= retiredFromSeconds(replacedAtSeconds(key, keys), validityDaysMax);
    }
}
