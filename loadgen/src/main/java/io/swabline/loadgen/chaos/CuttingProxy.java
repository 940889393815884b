package io.swabline.loadgen.chaos;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * The network between stations and server: hands on what either side says, and cuts a connection now and then, behind a random
 * byte in a random direction, with or without a word to the other end. One event loop owns it all.
 */
final class CuttingProxy implements AutoCloseable {
    /** Some frames: cuts fall into lengths, headers, scans and acknowledgements alike. */
    private static final int CUT_BEHIND_SCANS_MAX = 2_048;
    private static final int CUT_BEHIND_ACKS_MAX = 256;

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final InetSocketAddress server;
    private final long meanIntervalMs;
    private final SplittableRandom random;
    private final List<ProxyLink> links = new ArrayList<>();
    private final Channel listener;
    private volatile long cuts;
    private volatile boolean isCalm = true;

    CuttingProxy(final int serverPort, final Duration meanInterval, final long seed) {
        server = new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort);
        meanIntervalMs = meanInterval.toMillis();
        random = new SplittableRandom(seed);
        listener = new ServerBootstrap().group(group).channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, 4_096)
            .childOption(ChannelOption.AUTO_READ, false).childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(new ChannelInitializer<SocketChannel>() {
                @Override
                protected void initChannel(final SocketChannel station) {
                    accept(station);
                }
            })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).syncUninterruptibly().channel();
        group.execute(this::cutLater);
    }

    int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** Connections that were cut; any thread. */
    long cuts() {
        return cuts;
    }

    /** From now on connections are cut, or are not; any thread. */
    void calm(final boolean isWanted) {
        isCalm = isWanted;
    }

    private void accept(final SocketChannel station) {
        final ProxyLink link = new ProxyLink(station, links::remove, () -> cuts++);
        links.add(link);
        new Bootstrap().group(station.eventLoop()).channel(NioSocketChannel.class)
            .option(ChannelOption.AUTO_READ, false).option(ChannelOption.TCP_NODELAY, true)
            .handler(link.fromServer()).connect(server)
            .addListener(connecting -> link.connected(connecting.isSuccess()));
        station.pipeline().addLast(link.fromStation());
    }

    private void cutLater() {
        group.schedule(this::cut, 1 + random.nextLong(2 * meanIntervalMs), TimeUnit.MILLISECONDS);
    }

    private void cut() {
        if (!isCalm && !links.isEmpty()) {
            final boolean isFromStation = random.nextBoolean();
            links.get(random.nextInt(links.size())).cutBehind(
                random.nextInt(isFromStation ? CUT_BEHIND_SCANS_MAX : CUT_BEHIND_ACKS_MAX), isFromStation, random.nextBoolean());
        }
        cutLater();
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
