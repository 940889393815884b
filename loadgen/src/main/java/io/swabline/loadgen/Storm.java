package io.swabline.loadgen;

import io.swabline.loadgen.plan.Drops;
import java.util.List;

/**
 * The storm scenario on one load thread: whenever a connection is lost, the station's buffer is filled as staff would who go on
 * scanning, and it is measured how long it takes until the station is welcomed again and until it has all its verdicts, from
 * when the first station of the thread was welcomed again. Breaks all connections by itself at times of its plan; what breaks
 * them else, such as an operator who kills the server, counts alike. Owned by the thread.
 */
final class Storm {
    private static final long NEVER = -1;

    private final LoadThread thread;
    private final List<StationLoad> loads;
    private final Measurements measurements;
    private final Drops drops;
    private int lost;
    private long backAtNs = NEVER;

    /** @param drops how often it breaks all connections, evenly over the measured time */
    Storm(final LoadThread thread, final List<StationLoad> loads, final Measurements measurements, final int drops) {
        this.thread = thread;
        this.loads = loads;
        this.measurements = measurements;
        this.drops = new Drops(drops);
    }

    void begin(final long measuredFromNs, final long endNs) {
        drops.begin(measuredFromNs, endNs, loads.size());
    }

    /** Returns whether there is still to come what breaks connections. */
    boolean tick(final long nowNs) {
        for (int due = drops.dueCount(nowNs); due > 0; due--) {
            loads.get(drops.next()).station().dropConnection();
            drops.onDropped();
        }
        return drops.isGoingOn(nowNs);
    }

    void closed(final StationLoad load, final long nowNs, final boolean isOffering) {
        if (!load.isInStorm()) {
            load.isInStorm(true);
            if (lost++ == 0) {
                backAtNs = NEVER;
            }
        }
        if (isOffering) {
            thread.fillBuffer(load, nowNs);
        }
    }

    void opened(final StationLoad load, final long nowNs) {
        if (backAtNs == NEVER) {
            backAtNs = nowNs;
        }
        if (load.isInStorm()) {
            Measurements.record(measurements.reopenedUs, nowNs - backAtNs);
            acknowledged(load, nowNs);
        }
    }

    void acknowledged(final StationLoad load, final long nowNs) {
        if (load.isInStorm() && load.station().pendingScans() == 0) {
            load.isInStorm(false);
            lost--;
            Measurements.record(measurements.recoveredUs, nowNs - backAtNs);
        }
    }

    /** Stations that have not all their verdicts back. */
    int lost() {
        return lost;
    }
}
