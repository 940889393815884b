package io.swabline.station;

/**
 * Carries stations: a few event loops, one sweep for all timers of a loop. Stations are spread over the loops in turn.
 * Thread safe.
 */
public final class StationLoop implements AutoCloseable {
    private StationLoop(final int eventLoops) {
    }

    /** Starts so many event loops, on epoll where it loads, else on NIO. */
    public static StationLoop launch(final int eventLoops) {
        return new StationLoop(eventLoops);
    }

    /** A new station, not yet connecting: call {@link Station#start()}. */
    public Station station(final StationSettings settings, final StationListener listener) {
        throw new UnsupportedOperationException();
    }

    /** Closes every station, then the event loops. Waits for them; not to be called on one of them. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
