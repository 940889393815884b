package io.swabline.server.ring;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * How far the clocks of the stations that said Hello in the last hour are from the server's, as far as there are places: a
 * station's place follows from its number, and a newer station takes the place of an older one. One clock that is wrong says
 * something of a station; if most are wrong alike, the server's is. Used by all event loops and by the alarm's thread, a Hello at
 * a time.
 */
public final class StationClocks {
    static final int PLACES = 1024;
    private static final long KEPT_NS = TimeUnit.HOURS.toNanos(1);
    private static final long NS_PER_MS = 1_000_000L;
    /** Far outside of what any clock shows, so that differences do not overflow. */
    private static final long SENT_AT_MAX_MS = 1L << 52;

    private final boolean[] isTaken = new boolean[PLACES];
    private final long[] heardNs = new long[PLACES];
    private final long[] sentAtMs = new long[PLACES];

    /**
     * What the clocks show together.
     *
     * @param stations how many said Hello in the last hour
     * @param medianMs of their clocks less the server's, milliseconds; 0 if there are none
     */
    public record Difference(int stations, long medianMs) {
    }

    /** Takes note of a Hello. */
    public synchronized void heard(final long station, final long stationSentAtMs, final long nowNs) {
        final int place = (int) Long.remainderUnsigned(station, PLACES);
        isTaken[place] = true;
        heardNs[place] = nowNs;
        sentAtMs[place] = Math.max(-SENT_AT_MAX_MS, Math.min(SENT_AT_MAX_MS, stationSentAtMs));
    }

    /** Compares the clocks, taken to have run on since the Hello, with the server's time of now. */
    public synchronized Difference difference(final long nowMs, final long nowNs) {
        final long[] aheadMs = new long[PLACES];
        int count = 0;
        for (int place = 0; place < PLACES; place++) {
            final long ageNs = nowNs - heardNs[place];
            if (isTaken[place] && ageNs <= KEPT_NS) {
                aheadMs[count++] = sentAtMs[place] + ageNs / NS_PER_MS - nowMs;
            }
        }
        Arrays.sort(aheadMs, 0, count);
        return new Difference(count, count == 0 ? 0 : aheadMs[count / 2]);
    }
}
