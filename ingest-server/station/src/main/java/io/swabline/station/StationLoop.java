package io.swabline.station;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.SystemEpochClock;
import org.agrona.concurrent.SystemNanoClock;

/**
 * Carries stations: a few event loops, and one sweep a loop for all its timers. Stations are spread over the loops in turn.
 * Thread safe. A station that fails does not touch the others.
 */
public final class StationLoop implements AutoCloseable {
    /** How exactly the stations keep their times. */
    private static final long SWEEP_INTERVAL_MS = 10;
    private static final long SHUTDOWN_TIMEOUT_MS = 10_000;
    /** Bytes that wait for the socket: above the first a station stops writing, below the second it goes on. */
    private static final int QUEUED_HIGH = 512 << 10;
    private static final int QUEUED_LOW = 128 << 10;

    private final EventLoopGroup group;
    private final Class<? extends Channel> channelClass;
    private final Lane[] lanes;
    private final AddressLookup lookup;
    private final AtomicInteger nextLane = new AtomicInteger();

    StationLoop(final int eventLoops, final AddressLookup.Names names) {
        lookup = new AddressLookup(names);
        final boolean isEpoll = Epoll.isAvailable();
        final IoHandlerFactory handlers = isEpoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        channelClass = isEpoll ? EpollSocketChannel.class : NioSocketChannel.class;
        group = new MultiThreadIoEventLoopGroup(eventLoops, new DefaultThreadFactory("station-loop", true), handlers);
        lanes = new Lane[eventLoops];
        for (int i = 0; i < eventLoops; i++) {
            final EventLoop eventLoop = group.next();
            final Bootstrap bootstrap = bootstrap(eventLoop);
            lanes[i] = new Lane(eventLoop, SystemEpochClock.INSTANCE, SystemNanoClock.INSTANCE,
                (server, connection) -> connect(bootstrap, server, connection));
            eventLoop.scheduleWithFixedDelay(
                lanes[i]::tick, SWEEP_INTERVAL_MS, SWEEP_INTERVAL_MS, TimeUnit.MILLISECONDS);
        }
    }

    /** Starts so many event loops, on epoll where it loads, else on NIO. */
    public static StationLoop launch(final int eventLoops) {
        if (eventLoops < 1) {
            throw new IllegalArgumentException("a station loop needs at least one event loop; asked for " + eventLoops);
        }
        return new StationLoop(eventLoops, InetAddress::getByName);
    }

    /** How many event loops there are. */
    public int eventLoops() {
        return lanes.length;
    }

    /** One of the event loops. */
    public EventLoop eventLoop(final int index) {
        return lanes[index].eventLoop();
    }

    /** The transport in use: epoll or nio. */
    public String transport() {
        return channelClass == EpollSocketChannel.class ? "epoll" : "nio";
    }

    /** A new station on the event loop whose turn it is, not yet connecting: call {@link Station#start()}. */
    public Station station(final StationSettings settings, final StationListener listener) {
        return station(settings, listener, Math.floorMod(nextLane.getAndIncrement(), lanes.length));
    }

    /** As the first, for a station whose terminal has a clock of its own, by which Hello and Ping are sent. */
    public Station station(final StationSettings settings, final StationListener listener, final EpochClock clock) {
        final Lane lane = lanes[Math.floorMod(nextLane.getAndIncrement(), lanes.length)];
        return new Station(settings, listener, lane, clock, PendingScans.SEQUENCE_MAX);
    }

    /** A new station on a certain event loop, not yet connecting: call {@link Station#start()}. */
    public Station station(final StationSettings settings, final StationListener listener, final int eventLoopIndex) {
        return new Station(settings, listener, lanes[eventLoopIndex], PendingScans.SEQUENCE_MAX);
    }

    /** Closes every started station, then the event loops, and waits; never on one of them. A second call does nothing. */
    @Override
    public void close() {
        if (group.isShuttingDown()) {
            return;
        }
        for (final Lane lane : lanes) {
            lane.eventLoop().submit(lane::close).awaitUninterruptibly(SHUTDOWN_TIMEOUT_MS);
        }
        lookup.close();
        group.shutdownGracefully(0, SHUTDOWN_TIMEOUT_MS, TimeUnit.MILLISECONDS).awaitUninterruptibly(SHUTDOWN_TIMEOUT_MS);
    }

    private Bootstrap bootstrap(final EventLoop eventLoop) {
        return new Bootstrap()
            .disableResolver()
            .group(eventLoop)
            .channel(channelClass)
            .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_KEEPALIVE, true)
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(QUEUED_LOW, QUEUED_HIGH))
            // The station's own deadline covers connecting and Hello together.
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0);
    }

    private void connect(final Bootstrap bootstrap, final SocketAddress server, final StationConnection connection) {
        if (server instanceof InetSocketAddress named && named.isUnresolved()) {
            lookup.lookUp(named, bootstrap.config().group(),
                address -> connectTo(bootstrap, address, connection), connection::onConnectFailed);
        } else {
            connectTo(bootstrap, server, connection);
        }
    }

    /** A lookup may end when the station has given up waiting for it. */
    private static void connectTo(final Bootstrap bootstrap, final SocketAddress server, final StationConnection connection) {
        if (!connection.isCurrent()) {
            return;
        }
        final ChannelFuture connecting = bootstrap.clone().handler(connection).connect(server);
        connection.onConnecting(connecting.channel());
        connecting.addListener(future -> {
            if (!future.isSuccess()) {
                connection.onConnectFailed(future.cause());
            }
        });
    }
}
