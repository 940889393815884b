package io.swabline.server.edge;

import io.swabline.protocol.access.PlaceLimits;

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
 * @param retryAfterMs         mean of the jittered time that a refused station is asked to wait
 * @param reconnectSpreadMs    time over which a draining server spreads its stations' reconnects
 * @param greetings            how many connections that have not said Hello are dealt with at a time
 * @param receiveMemoryMax     bytes of frames that are not complete or wait for the ring, of all connections together
 * @param sendMemoryMax        bytes of replies that stations have not taken, of all connections together
 * @param pingsMax             Pings that a station may send at once; one more becomes free each second
 */
public record EdgeSettings(String host, int port, String transport, int connectionsMax, int connectionsPerAddressMax, int credit,
    long helloDeadlineNs, long frameDeadlineNs, long idleTimeoutNs, long skewToleranceMs, long skewMaxMs, long retryAfterMs,
    long reconnectSpreadMs, PlaceLimits greetings, long receiveMemoryMax, long sendMemoryMax, int pingsMax) {
}
