package io.swabline.server.edge;

/**
 * How far a station's clock is from the server's. What the station said of it in its Hello is taken to run on with the
 * monotonic clock, so that it does not matter if the server's own time is set meanwhile; a Ping tells if the station's was.
 * On the connection's event loop.
 */
final class StationSkew {
    private static final long NS_PER_MS = 1_000_000L;

    private long stationMs;
    private long sinceNs;

    void onHello(final long sentAtMs, final long nowNs) {
        stationMs = sentAtMs;
        sinceNs = nowNs;
    }

    /**
     * Notices a clock that was set since the Hello. A Ping that waited on its way makes the clock look slow by that, and none
     * makes it look fast: so the smaller skew is believed, and a larger one only beyond what is left alone anyway.
     */
    void onPing(final long sentAtMs, final long nowMs, final long nowNs, final EdgeSettings settings) {
        final long measuredMs = nowMs - sentAtMs;
        final long grownMs = measuredMs - skewMs(nowMs, nowNs);
        if (Math.abs(measuredMs) <= settings.skewMaxMs() && (grownMs < 0 || grownMs > settings.skewToleranceMs())) {
            onHello(sentAtMs, nowNs);
        }
    }

    /** What to add to the times of scans: nothing if the clock is right enough, or so wrong that it cannot be believed. */
    int correctionMs(final long nowMs, final long nowNs, final EdgeSettings settings) {
        final long skewMs = skewMs(nowMs, nowNs);
        return Math.abs(skewMs) <= settings.skewToleranceMs() || Math.abs(skewMs) > settings.skewMaxMs() ? 0 : (int) skewMs;
    }

    private long skewMs(final long nowMs, final long nowNs) {
        return nowMs - stationMs - (nowNs - sinceNs) / NS_PER_MS;
    }
}
