package io.swabline.server.edge;

import io.swabline.protocol.access.PlaceLimits;
import java.time.Duration;

/**
 * What the edge needs to know.
 *
 * @param host                 address to listen on
 * @param port                 port to listen on; 0 takes a free one
 * @param transport            {@code auto}, {@code epoll} or {@code nio}
 * @param connectionsMax       connections at a time; one more is refused with a time to come back
 * @param connectionsPerAddressMax connections at a time from one IP address; one more is closed
 * @param credit               scans a station may have unacknowledged
 * @param helloDeadlineNs      a connection that has not said Hello by then is closed
 * @param frameDeadlineNs      a frame that is not complete by then, or replies not taken by then, close the connection
 * @param idleTimeoutNs        a connection silent for longer is closed
 * @param skewToleranceMs      a station clock this far off is taken as right: the network's delay is part of it
 * @param skewMaxMs            a station clock further off cannot be trusted to have been wrong all along: its scans are refused
 * @param lateMaxMs            a Hello or Ping is taken to have waited for at most so long: a clock that is slower than the bound
 *                             by less may be right. At most {@code idleTimeoutNs}, as no message waits for longer
 * @param retryAfterMs         mean of the jittered time that a refused station is asked to wait
 * @param reconnectSpreadMs    time over which a draining server spreads its stations' reconnects
 * @param greetings            how many connections that have not said Hello are dealt with at a time
 * @param receiveMemoryMax     bytes of frames that are not complete or wait for the ring, of all connections together
 * @param sendMemoryMax        bytes of replies that stations have not taken, of all connections together
 * @param pingsMax             Pings that a station may send at once; one more becomes free each second
 */
public record EdgeSettings(String host, int port, String transport, int connectionsMax, int connectionsPerAddressMax, int credit,
    long helloDeadlineNs, long frameDeadlineNs, long idleTimeoutNs, long skewToleranceMs, long skewMaxMs, long lateMaxMs,
    long retryAfterMs, long reconnectSpreadMs, PlaceLimits greetings, long receiveMemoryMax, long sendMemoryMax,
    int pingsMax) {
    private static final Duration LATE_MAX = Duration.ofMinutes(5);
    private static final int WINDOW_PART = 12;

    /**
     * What a late message may explain: as long as a connection may be silent, but at most 5 minutes, and a twelfth of the window
     * in which a person is accepted once, since the time of a scan may be wrong by so much.
     */
    public static long lateMaxMs(final Duration idleTimeout, final Duration dedupWindow) {
        return Math.min(Math.min(idleTimeout.toMillis(), LATE_MAX.toMillis()), dedupWindow.toMillis() / WINDOW_PART);
    }
}
