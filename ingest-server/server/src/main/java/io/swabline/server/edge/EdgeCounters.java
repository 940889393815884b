package io.swabline.server.edge;

import io.swabline.server.ring.StationClocks;
import java.util.concurrent.atomic.LongAdder;

/** What the edge counts and measures, for those who watch. Nothing here is counted once a scan. */
public final class EdgeCounters {
    /** Connections taken so far. */
    public final LongAdder accepted = new LongAdder();
    /** Connections refused at the door. */
    public final LongAdder refused = new LongAdder();
    /** Connections closed now; open ones are the difference. */
    public final LongAdder closed = new LongAdder();
    /** Silent connections closed before they said Hello, to make room for others. */
    public final LongAdder crowdedOut = new LongAdder();
    /** Connections closed for what they sent or did not send. */
    public final LongAdder misbehaved = new LongAdder();
    /** Connections closed because memory for half frames or for replies not taken ran short. */
    public final LongAdder shed = new LongAdder();
    /** Receive memory in use now, bytes. */
    public final LongAdder receiveBytes = new LongAdder();
    /** Send memory in use now, bytes; what sockets took meanwhile may be counted for another half second. */
    public final LongAdder sendBytes = new LongAdder();
    /** Times that a full ring stopped the reading of a socket. */
    public final LongAdder backPressured = new LongAdder();

    /** TLS handshakes that came to their end. */
    public final LongAdder handshakes = new LongAdder();
    /** TLS handshakes that failed, and connections that spoke no TLS where it was expected or the other way round. */
    public final LongAdder handshakesFailed = new LongAdder();
    /** Stations refused for want of a valid token or certificate. */
    public final LongAdder notAuthorized = new LongAdder();
    /** Stations whose token or certificate was withdrawn, or ended, while they were connected. */
    public final LongAdder withdrawn = new LongAdder();

    /** What stations' clocks showed at their Hello. */
    public final StationClocks clocks = new StationClocks();

    /** Connections open now. */
    public long open() {
        return accepted.sum() - closed.sum();
    }

    /** For the log. */
    @Override
    public String toString() {
        return accepted + " connections, " + refused + " refused, " + crowdedOut
            + " silent ones closed to make room, " + misbehaved + " closed for protocol faults or timeouts (" + shed
            + " as memory ran short), " + backPressured + " times held back by a full ring; " + handshakes + " TLS handshakes, "
            + handshakesFailed + " failed; " + notAuthorized + " not authorized, " + withdrawn + " withdrawn";
    }
}
