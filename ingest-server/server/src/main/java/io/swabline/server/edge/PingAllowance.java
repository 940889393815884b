package io.swabline.server.edge;

/** How many Pings one station may send: so many at once, and one more each second. Measured as time that each of them uses up. */
final class PingAllowance {
    private static final long PING_EVERY_NS = 1_000_000_000L;

    private final long mostNs;
    private long paidUntilNs;

    PingAllowance(final int pingsMax, final long nowNs) {
        mostNs = pingsMax * PING_EVERY_NS;
        paidUntilNs = nowNs - mostNs;
    }

    /** Whether one more may be answered now. */
    boolean take(final long nowNs) {
        paidUntilNs = Math.max(paidUntilNs, nowNs - mostNs) + PING_EVERY_NS;
        return paidUntilNs - nowNs <= 0;
    }
}
