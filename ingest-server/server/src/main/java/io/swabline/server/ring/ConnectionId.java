package io.swabline.server.ring;

/**
 * Names a connection across threads: the event loop that owns it, its place in that loop's table, and a generation that
 * tells it from an earlier connection in the same place, so that a late reply never reaches the wrong station.
 *
 * <pre>
 *   63        56 55              32 31                               0
 *   +-----------+------------------+----------------------------------+
 *   | loop      | place            | generation (never 0)             |
 *   +-----------+------------------+----------------------------------+
 * </pre>
 */
public final class ConnectionId {
    public static final long NONE = 0;
    public static final int PLACES_MAX = 1 << 24;

    private ConnectionId() {
    }

    public static long of(final int loop, final int place, final int generation) {
        return (long) loop << 56 | (long) place << 32 | generation & 0xFFFF_FFFFL;
    }

    public static int loop(final long connectionId) {
        return (int) (connectionId >>> 56);
    }

    public static int place(final long connectionId) {
        return (int) (connectionId >>> 32) & (PLACES_MAX - 1);
    }
}
