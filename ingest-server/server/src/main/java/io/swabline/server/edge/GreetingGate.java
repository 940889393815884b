package io.swabline.server.edge;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.util.AttributeKey;
import io.swabline.protocol.access.AddressNetwork;
import io.swabline.protocol.access.AddressQueue;
import io.swabline.protocol.access.ConnectionPlaces;
import io.swabline.protocol.access.ConnectionPlaces.Entry;
import io.swabline.protocol.access.KnownAddresses;
import io.swabline.protocol.access.PlaceLimits;
import io.swabline.protocol.access.RareLog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deals with so many connections at a time that have not said Hello: what has been begun is finished before it runs into a
 * deadline. Without it, a storm of handshakes could take longer than each of them may, and all work would go into connections
 * that are given up. All connections are accepted at once, since the kernel's queue knows no addresses: one who fills it keeps
 * everybody out. Where {@link ConnectionPlaces} has no place for a connection, a silent one makes room for it; where none
 * has to, it waits here, as a socket that nobody reads, and addresses take turns. Sits on the listener; {@link #heard} and {@link
 * #greeted} are called on any event loop.
 */
@Sharable
final class GreetingGate extends ChannelInboundHandlerAdapter {
    private static final AttributeKey<Entry<Channel>> GREETING = AttributeKey.valueOf(GreetingGate.class, "greeting");

    /** Descriptors come back when connections end. */
    private static final long REST_MS = 1_000;
    /** A silent connection becomes one that has to make room by the passing of time alone. */
    private static final long LOOK_MS = 25;
    private static final Logger LOGGER = LoggerFactory.getLogger(GreetingGate.class);

    private final ConnectionPlaces<Channel> places;
    private final KnownAddresses known = new KnownAddresses();
    private final AddressQueue<Entry<Channel>> waiting = new AddressQueue<>();
    private final int connectionsMax;
    private final EdgeCounters counters;
    private final NanoClock clock;
    private final RareLog failures = new RareLog(LOGGER::warn,
        "connections cannot be accepted ({}) and wait; for too many open files "
        + "raise the limit (ulimit -n, LimitNOFILE) or lower listen.connections-max");
    private final RareLog crowding = new RareLog(LOGGER::warn, "a connection that had said nothing was closed to make room for "
        + "others, one of the network {}: if this goes on, somebody floods the listener from there; keep that network out by the "
        + "firewall");
    private final RareLog overflow = new RareLog(LOGGER::warn, "a connection that waited to say Hello was closed, since "
        + "listen.connections-max is reached: the newest one of the address that has most waiting, in the network {}");
    private Channel listener;
    private ChannelHandlerContext context;
    private boolean isResting;
    private boolean isLooking;
    /** Under the lock: a task that lets in those that wait is due. */
    private boolean isLettingIn;
    private volatile boolean isClosed;
    private volatile boolean isCrowded;

    /** @param connectionsMax connections at a time, those that wait here included */
    GreetingGate(final PlaceLimits limits, final int connectionsMax, final EdgeCounters counters, final NanoClock clock) {
        this.places = new ConnectionPlaces<>(limits);
        this.connectionsMax = connectionsMax;
        this.counters = counters;
        this.clock = clock;
    }

    @Override
    public void handlerAdded(final ChannelHandlerContext added) {
        context = added;
        listener = added.channel();
    }

    @Override
    public void channelRead(final ChannelHandlerContext reading, final Object message) {
        final Channel accepted = (Channel) message;
        if (isClosed || !(accepted.remoteAddress() instanceof InetSocketAddress remote) || remote.getAddress() == null) {
            accepted.unsafe().closeForcibly(); // it is too late, or the peer has gone already
            return;
        }
        final InetAddress address = remote.getAddress();
        final Entry<Channel> entry;
        Entry<Channel> tooMany = null;
        final boolean isLetIn;
        try {
            synchronized (this) {
                final String name = AddressNetwork.of(address);
                entry = new Entry<>(
                    accepted, name, AddressNetwork.siteOf(address), known.contains(name, clock.nanoTime()));
                isLetIn = waiting.size(name) == 0 && makePlace(entry);
                if (!isLetIn) {
                    waiting.add(name, entry);
                    isCrowded = true;
                    tooMany = waiting.size() > waitingMax() ? waiting.removeNewestOfLargest() : null;
                }
            }
        } catch (final RuntimeException fault) {
            accepted.unsafe().closeForcibly(); // nobody else has it yet
            throw fault;
        }
        if (isLetIn) {
            letIn(entry);
        } else {
            closeWaiting(tooMany);
            lookLater();
        }
    }

    private int waitingMax() {
        return (int) Math.max(1, connectionsMax - counters.open());
    }

    /** Under the lock: gives the connection a place, if need be that of a silent one. */
    private boolean makePlace(final Entry<Channel> entry) {
        final long nowNs = clock.nanoTime();
        if (!places.hasRoomFor(entry)) {
            final Entry<Channel> silent = places.oldestInTheWayOf(entry, nowNs);
            if (silent == null) {
                return false;
            }
            places.leave(silent);
            closeSilent(silent, nowNs);
        }
        places.enter(entry, nowNs);
        return true;
    }

    private void closeSilent(final Entry<Channel> silent, final long nowNs) {
        counters.crowdedOut.increment();
        crowding.tell(silent.network(), nowNs);
        final Channel channel = silent.channel();
        channel.eventLoop().execute(() -> reset(channel));
    }

    /** On the connection's own event loop: on another one it may end meanwhile, and its descriptor be another connection's. */
    private static void reset(final Channel channel) {
        if (!channel.isOpen()) {
            return;
        }
        channel.config().setOption(ChannelOption.SO_LINGER, 0); // a reset: the kernel is to keep nothing of it either
        final ChannelHandlerContext first = channel.pipeline().firstContext();
        if (first == null) {
            channel.close();
        } else {
            first.close(); // past the TLS handler, which would say goodbye first
        }
    }

    /** On the listener's event loop. */
    private void letIn(final Entry<Channel> entry) {
        entry.channel().attr(GREETING).set(entry);
        entry.channel().closeFuture().addListener(closed -> leave(entry));
        context.fireChannelRead(entry.channel());
    }

    private void closeWaiting(final Entry<Channel> tooMany) {
        if (tooMany != null) {
            counters.refused.increment();
            overflow.tell(tooMany.network(), clock.nanoTime());
            tooMany.channel().unsafe().closeForcibly();
        }
    }

    /** On the listener's event loop: those that wait go in as far as there are places, address after address. */
    private void letWaitingIn() {
        while (true) {
            final Entry<Channel> next;
            synchronized (this) {
                isLettingIn = false; // a place that is given back from now on needs a new task
                next = waiting.poll(this::makePlace);
                isCrowded = !waiting.isEmpty();
            }
            if (next == null) {
                return;
            }
            letIn(next);
        }
    }

    private void lookLater() {
        if (!isLooking) {
            isLooking = true;
            context.executor().schedule(() -> {
                isLooking = false;
                try {
                    letWaitingIn();
                } finally {
                    if (isCrowded) {
                        lookLater();
                    }
                }
            }, LOOK_MS, TimeUnit.MILLISECONDS);
        }
    }

    /** Accepting failed: not tried again at once, for it would fail again. */
    @Override
    public void exceptionCaught(final ChannelHandlerContext failing, final Throwable cause) {
        if (!(cause instanceof IOException)) {
            failing.fireExceptionCaught(cause);
            return;
        }
        failures.tell(cause.getMessage(), clock.nanoTime());
        if (!isResting) {
            isResting = true;
            listener.config().setAutoRead(false);
            failing.executor().schedule(() -> {
                isResting = false;
                listener.config().setAutoRead(listener.isOpen());
            }, REST_MS, TimeUnit.MILLISECONDS);
        }
    }

    /** The connection has said its first bytes. */
    void heard(final Channel connection) {
        final Entry<Channel> entry = connection.attr(GREETING).get();
        if (entry != null) {
            synchronized (this) {
                places.heard(entry);
            }
        }
    }

    /** The connection has said a Hello that was good; its address is known from now on. */
    void greeted(final Channel connection) {
        final Entry<Channel> entry = connection.attr(GREETING).get();
        if (entry != null) {
            synchronized (this) {
                known.add(entry.address(), clock.nanoTime());
            }
            leave(entry);
        }
    }

    private void leave(final Entry<Channel> entry) {
        final boolean isWaitedFor;
        synchronized (this) {
            isWaitedFor = places.leave(entry) && !waiting.isEmpty() && !isClosed && !isLettingIn;
            isLettingIn |= isWaitedFor;
        }
        if (isWaitedFor) {
            context.executor().execute(this::letWaitingIn);
        }
    }

    /** No more are let in; those that wait are closed. On any thread, after the listener was closed. */
    void close() {
        synchronized (this) {
            isClosed = true;
            for (Entry<Channel> entry = waiting.poll(any -> true); entry != null; entry = waiting.poll(any -> true)) {
                entry.channel().unsafe().closeForcibly();
            }
            isCrowded = false;
        }
    }

    /** Whether connections wait for a place because others take their time. */
    boolean isCrowded() {
        return isCrowded;
    }
}
