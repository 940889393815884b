package io.swabline.station;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** The fake server behind a real socket; breaks connections at random. */
final class LoopbackServer implements AutoCloseable {
    final FakeJournal journal = new FakeJournal();
    final AtomicReference<Throwable> failure = new AtomicReference<>();

    private final AtomicInteger connections = new AtomicInteger();
    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final SplittableRandom random;
    private final int credit;
    private final double breakProbability;
    private final Channel listening;

    LoopbackServer(final int port, final int credit, final double breakProbability, final long seed) {
        this.credit = credit;
        this.breakProbability = breakProbability;
        random = new SplittableRandom(seed);
        listening = new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(new ChannelInitializer<Channel>() {
                @Override
                protected void initChannel(final Channel channel) {
                    connections.incrementAndGet();
                    channel.pipeline().addLast(new Connection());
                }
            })
            .bind(new InetSocketAddress("127.0.0.1", port)).syncUninterruptibly().channel();
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listening.localAddress();
    }

    int connections() {
        return connections.get();
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 5, java.util.concurrent.TimeUnit.SECONDS).syncUninterruptibly();
    }

    private final class Connection extends ChannelInboundHandlerAdapter {
        private final FakeServer server = new FakeServer(journal, credit);

        @Override
        public void channelRead(final ChannelHandlerContext context, final Object message) {
            final ByteBuf bytes = (ByteBuf) message;
            try {
                server.receive(bytes);
            } finally {
                bytes.release();
            }
            server.answerAll();
            if (random.nextDouble() < breakProbability) {
                context.close();
            } else {
                context.writeAndFlush(context.alloc().buffer().writeBytes(server.out()));
            }
        }

        @Override
        public void exceptionCaught(final ChannelHandlerContext context, final Throwable cause) {
            if (!(cause instanceof java.io.IOException)) {
                failure.compareAndSet(null, cause);
            }
            context.close();
        }
    }
}
