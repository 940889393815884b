package io.swabline.issuer.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.util.AttributeKey;
import io.swabline.protocol.access.AddressNetwork;
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
 * Gives connections their places, or closes them before anything is done for them: so many in all, so many from one address or
 * network, and a quarter for addresses that have shown a right key or session. A connection is silent while no request of it is
 * under way; where there is no place for a newcomer, a silent one makes room, the oldest of the address or network that has most.
 * One that has shown a caller's key never does. All are accepted at once, since the kernel's queue knows no addresses: one who
 * fills it keeps everybody out. Where there is TLS, handshakes wait for {@link HandshakeTurns}. Sits on the listening socket; its
 * acceptor thread gives places, event loops tell what becomes of connections.
 */
@Sharable
final class Acceptance extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Acceptance.class);
    private static final AttributeKey<Guest> GUEST = AttributeKey.valueOf(Acceptance.class, "guest");
    private static final int KEPT_FOR_KNOWN = 4;
    private static final int ADDRESSES_PER_NETWORK = 2;
    /** Descriptors come back when connections end. */
    private static final long REST_MS = 1_000;

    private final ConnectionPlaces<Channel> places;
    private final KnownAddresses known = new KnownAddresses();
    private final HandshakeTurns turns;
    private final HttpCounters counters;
    private final NanoClock clock;
    private final RareLog crowding = new RareLog(LOG::warn, "an HTTP connection without a request was closed to make room "
        + "for others, one of the network {}: if this goes on, somebody floods HTTP from there; keep that network out by the "
        + "firewall. If it is a proxy of yours, set http.connections-per-address-max as high as http.connections-max");
    private final RareLog overflow = new RareLog(LOG::warn, "an HTTP connection of the network {} was closed at once, since "
        + "http.connections-max, or the part of its address or network, is taken by connections with requests or just made: if "
        + "this goes on, raise http.connections-max, or keep out by the firewall the networks that ask so much");
    private final RareLog failures = new RareLog(LOG::warn, "HTTP connections cannot be accepted ({}) and wait; for too many "
        + "open files raise the limit (ulimit -n, LimitNOFILE) or lower http.connections-max");
    private boolean isResting;

    /** A connection that has a place. All but its entry is its event loop's. */
    private static final class Guest {
        private final Entry<Channel> entry;
        private boolean isCaller;
        private int requests;

        private Guest(final Entry<Channel> entry) {
            this.entry = entry;
        }
    }

    /** @param isTls whether connections begin with a handshake */
    Acceptance(final HttpLimits limits, final boolean isTls, final HttpCounters counters, final NanoClock clock) {
        final int max = limits.connectionsMax();
        final int perNetworkMax = (int) Math.min(max, (long) ADDRESSES_PER_NETWORK * limits.connectionsPerAddressMax());
        this.places = new ConnectionPlaces<>(
            new PlaceLimits(max, limits.connectionsPerAddressMax(), perNetworkMax, max - max / KEPT_FOR_KNOWN));
        this.turns = isTls ? new HandshakeTurns(limits.handshakesPerSecondMax()) : null;
        this.counters = counters;
        this.clock = clock;
    }

    @Override
    public void channelRead(final ChannelHandlerContext context, final Object message) {
        final Channel accepted = (Channel) message;
        if (!(accepted.remoteAddress() instanceof InetSocketAddress remote) || remote.getAddress() == null) {
            accepted.unsafe().closeForcibly(); // the peer has gone already
            return;
        }
        final Entry<Channel> entry;
        try {
            entry = enter(accepted, remote.getAddress());
        } catch (final RuntimeException fault) {
            accepted.unsafe().closeForcibly(); // nobody else has it yet
            throw fault;
        }
        if (entry == null) {
            counters.connectionRefused();
            accepted.unsafe().closeForcibly();
            return;
        }
        accepted.attr(GUEST).set(new Guest(entry));
        accepted.closeFuture().addListener(closed -> leave(entry));
        if (turns != null) {
            accepted.pipeline().addFirst(new HandshakeTurn(turns, entry.address()));
        }
        context.fireChannelRead(accepted);
    }

    /** Null if there is no place for it. */
    private synchronized Entry<Channel> enter(final Channel accepted, final InetAddress peer) {
        final long nowNs = clock.nanoTime();
        final String address = AddressNetwork.of(peer);
        final Entry<Channel> entry =
            new Entry<>(accepted, address, AddressNetwork.siteOf(peer), known.contains(address, nowNs));
        if (!places.hasRoomFor(entry)) {
            final Entry<Channel> silent = places.oldestInTheWayOf(entry, nowNs);
            if (silent == null) {
                overflow.tell(entry.network(), nowNs);
                return null;
            }
            places.leave(silent);
            counters.connectionRefused();
            crowding.tell(silent.network(), nowNs);
            final Channel channel = silent.channel();
            channel.eventLoop().execute(() -> reset(channel));
        }
        places.enter(entry, nowNs);
        return entry;
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

    private synchronized void leave(final Entry<Channel> entry) {
        places.leave(entry);
    }

    /** A request has begun: the connection keeps its place until the answer is written. */
    void requestBegan(final Channel connection) {
        final Guest guest = connection.attr(GUEST).get();
        guest.requests++;
        synchronized (this) {
            places.heard(guest.entry);
        }
    }

    /** The answer is written, or cannot be. */
    void answered(final Channel connection) {
        final Guest guest = connection.attr(GUEST).get();
        if (--guest.requests == 0 && !guest.isCaller) {
            synchronized (this) {
                places.silent(guest.entry, clock.nanoTime());
            }
        }
    }

    /** The request under way has shown a right key or session: its address is known from now on. */
    void shown(final Channel connection, final boolean isCaller) {
        final Guest guest = connection.attr(GUEST).get();
        guest.isCaller |= isCaller;
        synchronized (this) {
            known.add(guest.entry.address(), clock.nanoTime());
            places.known(guest.entry);
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
            final Channel listener = failing.channel();
            listener.config().setAutoRead(false);
            failing.executor().schedule(() -> {
                isResting = false;
                listener.config().setAutoRead(listener.isOpen());
            }, REST_MS, TimeUnit.MILLISECONDS);
        }
    }
}
