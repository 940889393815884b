package io.swabline.station;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A station's network without a network, and its clock, moved by hand. Bytes lie in both directions until the test delivers them,
 * all or a few at a time, or loses them with the connection.
 */
final class FakeNetwork implements Connector {
    final List<FakeServer> servers = new ArrayList<>();
    final Lane lane;
    boolean isReachable = true;
    int attempts;
    /** Times at which the station began to connect, in milliseconds. */
    final List<Long> attemptTimesMs = new ArrayList<>();

    private final Supplier<FakeServer> newServer;
    private long nanoTime = -77_000_000_000L;
    private long epochMs = 1_649_000_000_000L;
    private EmbeddedChannel channel;
    private ByteBuf toServer = Unpooled.buffer();

    FakeNetwork(final Supplier<FakeServer> newServer) {
        this.newServer = newServer;
        lane = new Lane(new EmbeddedChannel().eventLoop(), () -> epochMs, () -> nanoTime, this);
    }

    @Override
    public void connect(final SocketAddress address, final StationConnection connection) {
        attempts++;
        attemptTimesMs.add(nowMs());
        if (isReachable) {
            release();
            servers.add(newServer.get());
            toServer = Unpooled.buffer();
            channel = new EmbeddedChannel(new Wire(), connection);
        } else {
            connection.onConnectFailed(new ConnectException("unreachable"));
        }
    }

    static InetSocketAddress address() {
        return InetSocketAddress.createUnresolved("server", 7322);
    }

    FakeServer server() {
        return servers.get(servers.size() - 1);
    }

    boolean isConnected() {
        return channel != null && channel.isOpen();
    }

    long epochMs() {
        return epochMs;
    }

    long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(lane.nowNs());
    }

    void advance(final long ms) {
        nanoTime += TimeUnit.MILLISECONDS.toNanos(ms);
        epochMs += ms;
        lane.tick();
    }

    /** Bytes on their way to the server. */
    int toServerLength() {
        collect();
        return toServer.readableBytes();
    }

    int toStationLength() {
        return server().out().readableBytes();
    }

    /** Delivers everything in both directions until nothing moves any more. */
    void deliver() {
        while (isConnected() && toServerLength() + toStationLength() > 0) {
            deliverToServer(Integer.MAX_VALUE);
            deliverToStation(Integer.MAX_VALUE);
        }
    }

    void deliverToServer(final int lengthMax) {
        final int length = Math.min(lengthMax, toServerLength());
        if (length > 0) {
            server().receive(toServer.readSlice(length));
        }
    }

    void deliverToStation(final int lengthMax) {
        final int length = Math.min(lengthMax, toStationLength());
        if (length > 0 && isConnected()) {
            final ByteBuf bytes = channel.alloc().directBuffer(length).writeBytes(server().out(), length);
            channel.writeInbound(bytes);
        }
    }

    /** The connection breaks; what is on its way is lost. */
    void breakConnection() {
        if (isConnected()) {
            channel.close();
            channel.runPendingTasks();
        }
    }

    /** Delivers and lets time pass until the station is open. */
    void open(final Station station) {
        for (int i = 0; i < 1000 && !station.isOpen(); i++) {
            deliver();
            if (!station.isOpen()) {
                advance(100);
            }
        }
        if (!station.isOpen()) {
            throw new AssertionError("the station does not open");
        }
    }

    /** Drops the bytes that nobody took. */
    void release() {
        if (channel != null) {
            channel.runPendingTasks();
            channel.finishAndReleaseAll();
        }
    }

    private void collect() {
        if (channel != null) {
            channel.runPendingTasks();
            for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
                toServer.writeBytes(bytes);
                bytes.release();
            }
        }
    }

    /** Takes a copy, as a socket does: when a write is done, its buffer may be used for something else. */
    private static final class Wire extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(final ChannelHandlerContext context, final Object message, final ChannelPromise promise) {
            final ByteBuf bytes = (ByteBuf) message;
            context.write(bytes.copy(), promise);
            bytes.release();
        }
    }
}
