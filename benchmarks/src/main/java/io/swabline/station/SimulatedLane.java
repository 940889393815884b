package io.swabline.station;

import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.NanoClock;

/** One station of the library, without sockets and threads: a simulation is its network, its clocks and its timer. */
public final class SimulatedLane {
    private static final InetSocketAddress NOWHERE = InetSocketAddress.createUnresolved("simulated", 1);

    private final Lane lane;

    /** @param network takes a connection that the station begins; false: the server cannot be reached */
    public SimulatedLane(final EpochClock epochClock, final NanoClock nanoClock, final LongSupplier streamIds,
        final Predicate<ChannelHandler> network) {
        lane = new Lane(new EmbeddedChannel().eventLoop(), epochClock, nanoClock, (server, connection) -> {
            if (!network.test(connection)) {
                connection.onConnectFailed(new ConnectException("unreachable"));
            }
        }, streamIds);
    }

    /** Defaults of a station that has no address to connect to. */
    public static StationSettings settings(final long station) {
        return StationSettings.of(NOWHERE, station);
    }

    /** A station, not yet connecting. */
    public Station station(final StationSettings settings, final StationListener listener) {
        return new Station(settings, listener, lane, PendingScans.SEQUENCE_MAX);
    }

    /** What the event loop does each few milliseconds. */
    public void tick() {
        lane.tick();
    }
}
