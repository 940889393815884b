package io.swabline.server.edge;

import io.netty.channel.embedded.EmbeddedChannel;
import io.swabline.server.access.StationAccess;
import io.swabline.server.ring.ReplyQueue;
import io.swabline.server.ring.ScanRing;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.NanoClock;

/** The edge without sockets and threads: connections are channels that a simulation fills and empties by hand. */
public final class SimulatedEdge {
    private final EmbeddedChannel home = new EmbeddedChannel();
    private final EdgeCounters counters = new EdgeCounters();
    private final EdgeLoop loop;

    public SimulatedEdge(final EdgeSettings settings, final ScanRing ring, final ReplyQueue replies, final EpochClock epochClock,
        final NanoClock nanoClock, final long jitterSeed) {
        loop = new EdgeLoop(home.eventLoop(), 0, ring, replies, settings, 1,
            new GreetingGate(settings.greetings(), settings.connectionsMax(), counters, nanoClock), counters,
            StationAccess.ofAnybody(), SubscriberDoor.SHUT, epochClock, nanoClock, jitterSeed);
    }

    /** A station has connected. */
    public EmbeddedChannel accept() {
        counters.accepted.increment();
        final EmbeddedChannel channel = new EmbeddedChannel();
        channel.closeFuture().addListener(closed -> counters.closed.increment());
        channel.pipeline().addLast(new StationConnection(loop, StationIdentity.withoutTls()));
        channel.pipeline().fireChannelActive();
        return channel;
    }

    /** Lets the event loop do what it was asked to: take replies, go on with what waits for the ring. */
    public void runTasks() {
        home.runPendingTasks();
    }

    /** What the event loop does about twice a second. */
    public void checkDeadlines() {
        loop.checkDeadlines();
    }

    /** How often a frame found no room in the ring. */
    public long backPressured() {
        return counters.backPressured.sum();
    }
}
