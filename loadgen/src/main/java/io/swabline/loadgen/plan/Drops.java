package io.swabline.loadgen.plan;

/**
 * When the storm scenario breaks which connection: all of them, several times, evenly over the measured time. A tick breaks no
 * more than so many, so that what comes back meanwhile is served; a next round waits for the one before. One thread.
 */
public final class Drops {
    /** With a buffer of 128 scans to fill for each, a tick takes a few milliseconds. */
    static final int TICK_MAX = 64;

    private final int rounds;
    private int stations;
    private int round;
    private int next;
    private long fromNs;
    private long endNs;

    /** @param rounds how often all connections are broken */
    public Drops(final int rounds) {
        this.rounds = rounds;
    }

    /** The measured time, and how many stations there are; needed before the first tick. */
    public void begin(final long measuredFromNs, final long measuredToNs, final int stationCount) {
        stations = stationCount;
        fromNs = measuredFromNs;
        endNs = measuredToNs;
    }

    /** Which connections to break now: from {@link #next()} on, so many. */
    public int dueCount(final long nowNs) {
        return isRoundDue(nowNs) ? Math.min(TICK_MAX, stations - next) : 0;
    }

    /** Index of the next station whose connection is to be broken. */
    public int next() {
        return next;
    }

    /** The next one was broken. */
    public void onDropped() {
        next++;
        if (next == stations) {
            next = 0;
            round++;
        }
    }

    /** Whether more is to come, by the measured time or because a round that has begun is not over. */
    public boolean isGoingOn(final long nowNs) {
        return nowNs < endNs || next > 0;
    }

    private boolean isRoundDue(final long nowNs) {
        return next > 0 || round < rounds && nowNs >= fromNs + (endNs - fromNs) / rounds * round;
    }
}
