package io.swabline.station;

import java.util.ArrayDeque;

/**
 * Lets the stations of one event loop connect in turn, first come, first served. A process that carries thousands would else
 * begin all connections in one go when their server comes back, more handshakes than can be finished before they are given up;
 * and while it is away, so many attempts that they take the processor from whoever else needs it. Owned by the event loop.
 * Whoever waits here has no deadline yet.
 */
final class ConnectQueue {
    /** Stations between connect and Welcome. At 200 handshakes a second, which is slow, the last of them waits 2.5 s. */
    static final int UNDER_WAY_MAX = 512;
    /** Attempts that one sweep begins: those that are refused at once are never under way. At 100 sweeps a second 6,400. */
    static final int BEGUN_IN_SWEEP_MAX = 64;

    private final ArrayDeque<StationSession> waiting = new ArrayDeque<>();
    private int underWay;
    private int begunInSweep;

    /** The station wants to connect: now, or when its turn comes, {@link StationSession#connect} is called. */
    void request(final StationSession session) {
        if (waiting.isEmpty() && isPlaceFree()) {
            begin(session);
        } else {
            waiting.add(session);
        }
    }

    /** The connection is welcomed, or over before that. */
    void release() {
        underWay--;
    }

    void sweep() {
        begunInSweep = 0;
        while (isPlaceFree() && !waiting.isEmpty()) {
            final StationSession next = waiting.poll();
            if (!next.isClosed()) {
                begin(next);
            }
        }
    }

    private boolean isPlaceFree() {
        return underWay < UNDER_WAY_MAX && begunInSweep < BEGUN_IN_SWEEP_MAX;
    }

    private void begin(final StationSession session) {
        underWay++;
        begunInSweep++;
        try {
            session.connect();
        } catch (final RuntimeException e) {
            session.onFailure(e);
        }
    }
}
