package io.swabline.benchmarks.endtoend;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.swabline.protocol.FrameDescriptor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What the transport can do at best: frames as long as those of 64 scans, from 64 connections on one event loop to a server on
 * another, which sends them back as they are, or answers each with as many bytes as an Ack has.
 */
final class EchoBaseline {
    private static final int SCANS = 64;
    private static final int CONNECTIONS = 64;
    private static final int WINDOW_FRAMES = 8;
    private static final int FRAME_LENGTH = FrameDescriptor.LENGTH_FIELD_LENGTH + FrameDescriptor.scansLength(SCANS);
    private static final int ACK_LENGTH = FrameDescriptor.LENGTH_FIELD_LENGTH + FrameDescriptor.ackLength(0);
    private static final double NS_PER_SECOND = 1e9;

    private final AtomicLong answeredBytes = new AtomicLong();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean ending;
    private final boolean epoll = Epoll.isAvailable();
    private final int answerLength;

    private EchoBaseline(final int answerLength) {
        this.answerLength = answerLength;
    }

    static Figures whole(final Duration warmup, final Duration duration) throws InterruptedException {
        return new EchoBaseline(FRAME_LENGTH).measure("echo, whole frames of 64 scans", warmup, duration);
    }

    static Figures acknowledged(final Duration warmup, final Duration duration) throws InterruptedException {
        return new EchoBaseline(ACK_LENGTH).measure("echo, an Ack's length each frame", warmup, duration);
    }

    private Figures measure(final String name, final Duration warmup, final Duration duration) throws InterruptedException {
        final EventLoopGroup serverLoop = loop("echo-server");
        final EventLoopGroup clientLoop = loop("echo-client");
        try {
            final InetSocketAddress address = bind(serverLoop);
            for (int i = 0; i < CONNECTIONS; i++) {
                connect(clientLoop, address);
            }
            TimeUnit.NANOSECONDS.sleep(warmup.toNanos());
            final long startNs = System.nanoTime();
            final long startBytes = answeredBytes.get();
            TimeUnit.NANOSECONDS.sleep(duration.toNanos());
            final double frames = (double) (answeredBytes.get() - startBytes) / answerLength;
            final double perSecond = frames * SCANS * NS_PER_SECOND / (System.nanoTime() - startNs);
            if (failure.get() != null) {
                throw new IllegalStateException("the echo baseline broke off: " + failure.get(), failure.get());
            }
            return Figures.baseline(name, "", "scans", perSecond);
        } finally {
            ending = true;
            clientLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
            serverLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
        }
    }

    private EventLoopGroup loop(final String name) {
        final IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        return new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory(name, true), handlers);
    }

    private InetSocketAddress bind(final EventLoopGroup loop) throws InterruptedException {
        final Channel listener = new ServerBootstrap()
            .group(loop)
            .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .childHandler(initializer(true))
            .bind(InetAddress.getLoopbackAddress(), 0).sync().channel();
        return (InetSocketAddress) listener.localAddress();
    }

    private void connect(final EventLoopGroup loop, final InetSocketAddress address) throws InterruptedException {
        new Bootstrap()
            .group(loop)
            .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .handler(initializer(false))
            .connect(address).sync();
    }

    private ChannelHandler initializer(final boolean isServer) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(final Channel channel) {
                channel.pipeline().addLast(isServer ? new Answering() : new Asking());
            }
        };
    }

    /** Either side of a connection. At the end the two sides cut each other off, which is no failure. */
    private abstract class Side extends ChannelInboundHandlerAdapter {
        @Override
        public final void exceptionCaught(final ChannelHandlerContext ctx, final Throwable cause) {
            if (!ending) {
                failure.compareAndSet(null, cause);
            }
            ctx.close();
        }
    }

    /** The server's side. */
    private final class Answering extends Side {
        private long received;

        @Override
        public void channelRead(final ChannelHandlerContext ctx, final Object message) {
            final ByteBuf bytes = (ByteBuf) message;
            if (answerLength == FRAME_LENGTH) {
                ctx.write(bytes, ctx.voidPromise());
                return;
            }
            final long framesBefore = received / FRAME_LENGTH;
            received += bytes.readableBytes();
            bytes.release();
            final int answer = (int) (received / FRAME_LENGTH - framesBefore) * answerLength;
            if (answer > 0) {
                ctx.write(ctx.alloc().directBuffer(answer).writeZero(answer), ctx.voidPromise());
            }
        }

        @Override
        public void channelReadComplete(final ChannelHandlerContext ctx) {
            ctx.flush();
        }
    }

    /** The client's side: keeps a window of frames under way. */
    private final class Asking extends Side {
        private long received;

        @Override
        public void channelActive(final ChannelHandlerContext ctx) {
            send(ctx, WINDOW_FRAMES);
        }

        @Override
        public void channelRead(final ChannelHandlerContext ctx, final Object message) {
            final ByteBuf bytes = (ByteBuf) message;
            final long framesBefore = received / answerLength;
            received += bytes.readableBytes();
            answeredBytes.lazySet(answeredBytes.get() + bytes.readableBytes());
            bytes.release();
            send(ctx, (int) (received / answerLength - framesBefore));
        }

        private void send(final ChannelHandlerContext ctx, final int frames) {
            if (frames > 0) {
                final int length = frames * FRAME_LENGTH;
                ctx.writeAndFlush(ctx.alloc().directBuffer(length).writeZero(length), ctx.voidPromise());
            }
        }
    }
}
