package io.swabline.server.edge;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.swabline.server.access.StationAccess;
import io.swabline.server.ring.OperatorNotes;
import io.swabline.server.ring.ReplyQueue;
import io.swabline.server.ring.ScanRing;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.NanoClock;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.HashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The listener and its event loops. Its methods may be called on any thread but an event loop. */
public final class EdgeServer implements AutoCloseable {
    private static final int BACKLOG = 4096;
    /** A socket that does not take so much is a slow one: its replies gather, and it is not read from. */
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(8 * 1024, 32 * 1024);
    private static final long CLOSE_TIMEOUT_MS = 5_000;

    private final EdgeSettings settings;
    private final EdgeCounters counters = new EdgeCounters();
    private final MultiThreadIoEventLoopGroup group;
    private final AddressCounts addresses = new AddressCounts();
    private final EdgeTls tls;
    private final Map<EventLoop, EdgeLoop> loops = new HashMap<>();
    private final GreetingGate gate;
    private final NoteDesk notes;
    private final boolean epoll;
    private Channel listener;

    /**
     * @param replyQueues one for each event loop
     * @param tls         null for none; closed with this
     * @param access      who is let in
     * @param subscribers where those go who want to read the journal
     */
    public EdgeServer(final EdgeSettings settings, final ScanRing ring, final List<ReplyQueue> replyQueues, final EdgeTls tls,
        final StationAccess access, final SubscriberDoor subscribers, final EpochClock epochClock, final NanoClock nanoClock) {
        this.settings = settings;
        this.tls = tls;
        epoll = !"nio".equals(settings.transport()) && Epoll.isAvailable();
        if ("epoll".equals(settings.transport()) && !epoll) {
            throw new IllegalStateException("listen.transport = epoll, but epoll does not load here; use auto or nio",
                Epoll.unavailabilityCause());
        }
        final IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        group = new MultiThreadIoEventLoopGroup(replyQueues.size(), new DefaultThreadFactory("edge"), handlers);
        gate = new GreetingGate(settings.greetings(), settings.connectionsMax(), counters, nanoClock);
        notes = new NoteDesk(group.next(), ring, epochClock, nanoClock);
        int index = 0;
        for (final EventExecutor executor : group) {
            final EventLoop eventLoop = (EventLoop) executor;
            loops.put(eventLoop,
                new EdgeLoop(eventLoop, index, ring, replyQueues.get(index), settings, replyQueues.size(), gate,
                    counters, access, subscribers, epochClock, nanoClock));
            index++;
        }
    }

    /**
     * Binds and takes connections.
     *
     * @return the port listened on
     * @throws io.netty.channel.ChannelException or a {@link java.net.BindException} if the address cannot be had
     */
    public int start() throws InterruptedException {
        loops.values().forEach(EdgeLoop::start);
        final Class<? extends ServerSocketChannel> channel =
            epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        listener = new ServerBootstrap()
            .group(group)
            .channel(channel)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .handler(gate)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
            .childHandler(new ChannelInitializer<>() {
                @Override
                protected void initChannel(final Channel accepted) {
                    counters.accepted.increment();
                    accepted.closeFuture().addListener(closed -> counters.closed.increment());
                    take(accepted, loops.get(accepted.eventLoop()));
                }
            })
            .bind(settings.host(), settings.port()).sync().channel();
        if (tls != null) {
            group.next().scheduleAtFixedRate(tls::replaceTicketKey, EdgeTls.TICKET_KEY_INTERVAL_MS,
                EdgeTls.TICKET_KEY_INTERVAL_MS, TimeUnit.MILLISECONDS);
        }
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** On the connection's event loop. With TLS, a refusal is the end of the connection: an answer would cost a handshake. */
    private void take(final Channel accepted, final EdgeLoop loop) {
        if (isTooManyFromItsAddress(accepted) || tls != null && loop.refusal() != null) {
            counters.refused.increment();
            accepted.close();
            return;
        }
        accepted.config().setRecvByteBufAllocator(loop.readBuffers());
        if (tls == null) {
            accepted.pipeline().addLast(new StationConnection(loop, StationIdentity.withoutTls()));
        } else {
            final TlsRecords records = new TlsRecords(loop);
            final SslHandler handler = tls.newHandler(accepted.alloc());
            final StationConnection connection = new StationConnection(loop, StationIdentity.withTls(records, handler));
            accepted.pipeline().addLast(records, handler, connection, new TlsEvents(loop));
        }
    }

    private boolean isTooManyFromItsAddress(final Channel accepted) {
        if (settings.connectionsPerAddressMax() >= settings.connectionsMax()
            || !(accepted.remoteAddress() instanceof InetSocketAddress remote)) {
            return false;
        }
        accepted.closeFuture().addListener(closed -> addresses.remove(remote.getAddress()));
        return addresses.add(remote.getAddress()) > settings.connectionsPerAddressMax();
    }

    /** Any thread: those who are connected are asked again for what let them in. */
    public void checkAdmissions() {
        for (final EdgeLoop loop : loops.values()) {
            loop.eventLoop().execute(loop::checkAdmissions);
        }
    }

    /** Any thread: hands an operator's note that a sample is released to the pipeline, once the ring has room. */
    public void release(final DirectBuffer sampleId, final OperatorNotes waiters, final long ticket) {
        notes.release(sampleId, waiters, ticket);
    }

    public String transport() {
        return epoll ? "epoll" : "nio";
    }

    public EdgeCounters counters() {
        return counters;
    }

    /** Takes no more connections and reads no more scans; returns when no event loop will publish another. */
    public void stopReading() throws InterruptedException {
        if (listener != null) {
            listener.close().sync();
        }
        gate.close();
        notes.close();
        onEveryLoop(EdgeLoop::stopReading);
    }

    /** Writes the replies that are there, says Goodbye to every station and closes. */
    public void sayGoodbye() throws InterruptedException {
        onEveryLoop(EdgeLoop::sayGoodbye);
    }

    private void onEveryLoop(final Consumer<EdgeLoop> action) throws InterruptedException {
        final List<Future<?>> done = new ArrayList<>();
        for (final EdgeLoop loop : loops.values()) {
            done.add(loop.eventLoop().submit(() -> action.accept(loop)));
        }
        for (final Future<?> future : done) {
            future.sync();
        }
    }

    /** Closes the listener, all connections and the event loops. */
    @Override
    public void close() {
        gate.close();
        group.shutdownGracefully(0, CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS).awaitUninterruptibly();
        if (tls != null) {
            tls.close();
        }
    }
}
