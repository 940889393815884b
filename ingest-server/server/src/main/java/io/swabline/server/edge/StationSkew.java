package io.swabline.server.edge;

import io.swabline.server.ring.Slot;

/**
 * How far a station's clock is from the server's, in milliseconds, positive where the station's is slow. What the station said of
 * it in its Hello is taken to run on with the monotonic clock, so that it does not matter if the server's own time is set
 * meanwhile; a Ping tells if the station's was. On the connection's event loop.
 *
 * <p>A Hello or Ping may have waited on its way. That makes a clock look slow, never fast. So a clock that looks too fast is too
 * fast. One that looks too slow is so only if waiting cannot explain it: a message was sent after the connection was opened, and
 * after the messages before it, so a clock that nobody set back looks slower than in an earlier message by at most the time that
 * has passed since. At most {@link EdgeSettings#lateMaxMs} are believed to be waiting, since a clock that is really so slow gives
 * scans a time that is wrong by as much.
 */
final class StationSkew {
    private static final long NS_PER_MS = 1_000_000L;
    /** The server's time and the monotonic clock are both cut to milliseconds: a skew may come out so much larger again. */
    private static final long GRAIN_MS = 2;
    /** Far outside of what any clock shows; what lies beyond is taken for this, so that differences do not overflow. */
    private static final long SENT_AT_MAX_MS = 1L << 52;

    private long stationMs;
    private long sinceNs;
    /** When the latest Hello or Ping came that showed no clock too slow; before there is one, when the connection was opened. */
    private long notTooSlowNs;

    void onConnect(final long nowNs) {
        notTooSlowNs = nowNs;
    }

    void onHello(final long sentAtMs, final long nowMs, final long nowNs, final EdgeSettings settings) {
        take(measuredMs(sentAtMs, nowMs), true, nowMs, nowNs, settings);
    }

    /**
     * Notices a clock that was set since the Hello. The smaller skew is believed, since no waiting makes it smaller; a larger one
     * only if it is larger than what is left alone anyway.
     */
    void onPing(final long sentAtMs, final long nowMs, final long nowNs, final EdgeSettings settings) {
        final long heldMs = skewMs(nowMs, nowNs);
        final long measuredMs = measuredMs(sentAtMs, nowMs);
        final long grownMs = measuredMs - heldMs;
        if (grownMs < 0 || grownMs > settings.skewToleranceMs()) {
            take(measuredMs, Math.abs(heldMs) <= mostMs(settings), nowMs, nowNs, settings);
        } else if (measuredMs <= mostMs(settings)) {
            notTooSlowNs = nowNs;
        }
    }

    /** Believes what a message shows; of a clock that looks too slow, and may only be late, as much as is believed of any. */
    private void take(final long measuredMs, final boolean mayBeLate, final long nowMs, final long nowNs,
        final EdgeSettings settings) {
        final long mostMs = mostMs(settings);
        long skewMs = measuredMs;
        if (measuredMs <= mostMs) {
            notTooSlowNs = nowNs;
        } else {
            final long waitedMsMax = Math.min((nowNs - notTooSlowNs) / NS_PER_MS, settings.lateMaxMs());
            skewMs = mayBeLate && measuredMs - waitedMsMax <= mostMs ? mostMs - GRAIN_MS : measuredMs;
        }
        stationMs = nowMs - skewMs;
        sinceNs = nowNs;
    }

    /** What to add to the times of scans: 0 if the clock is right enough, {@link Slot#SKEW_IMPOSSIBLE} if it is beyond belief. */
    int correctionMs(final long nowMs, final long nowNs, final EdgeSettings settings) {
        final long skewMs = skewMs(nowMs, nowNs);
        if (Math.abs(skewMs) > mostMs(settings)) {
            return Slot.SKEW_IMPOSSIBLE;
        }
        return Math.abs(skewMs) <= settings.skewToleranceMs() ? 0 : (int) skewMs;
    }

    private long skewMs(final long nowMs, final long nowNs) {
        return nowMs - stationMs - (nowNs - sinceNs) / NS_PER_MS;
    }

    private static long measuredMs(final long sentAtMs, final long nowMs) {
        return nowMs - Math.max(-SENT_AT_MAX_MS, Math.min(SENT_AT_MAX_MS, sentAtMs));
    }

    private static long mostMs(final EdgeSettings settings) {
        return Math.max(settings.skewMaxMs(), settings.skewToleranceMs());
    }
}
