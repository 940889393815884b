package io.swabline.station;

import java.util.Arrays;

/**
 * The timers of all stations of one event loop: one deadline a station, in one array that is walked every few milliseconds, so
 * that thousands of stations cost one timer and no objects. Owned by the event loop. A station that throws loses its connection,
 * the others go on.
 */
final class DeadlineSweep {
    static final long NEVER = Long.MAX_VALUE;

    private long[] deadlinesNs = new long[16];
    private StationSession[] sessions = new StationSession[16];
    private int count;

    /** Adds a station without a deadline; returns its index, which {@link StationSession#onSweepIndex} may change later. */
    int add(final StationSession session) {
        if (count == sessions.length) {
            deadlinesNs = Arrays.copyOf(deadlinesNs, count * 2);
            sessions = Arrays.copyOf(sessions, count * 2);
        }
        sessions[count] = session;
        deadlinesNs[count] = NEVER;
        return count++;
    }

    void remove(final int index) {
        count--;
        sessions[index] = sessions[count];
        deadlinesNs[index] = deadlinesNs[count];
        sessions[count] = null;
        if (index < count) {
            sessions[index].onSweepIndex(index);
        }
    }

    void deadline(final int index, final long deadlineNs) {
        deadlinesNs[index] = deadlineNs;
    }

    void sweep(final long nowNs) {
        for (int i = 0; i < count; i++) {
            if (deadlinesNs[i] <= nowNs) {
                expire(sessions[i], nowNs);
            }
        }
    }

    StationSession[] sessions() {
        return Arrays.copyOf(sessions, count);
    }

    private static void expire(final StationSession session, final long nowNs) {
        try {
            session.onDeadline(nowNs);
        } catch (final RuntimeException e) {
            session.onFailure(e);
        }
    }
}
