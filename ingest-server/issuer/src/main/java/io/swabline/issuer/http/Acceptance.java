package io.swabline.issuer.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.HashMap;
import java.util.Map;

/**
 * Takes connections, or closes them before anything is done for them: so many in all, so many from one network. All are
 * accepted at once, since the kernel's queue knows no addresses: one who fills it keeps everybody out. Where there is TLS,
 * their handshakes wait for {@link HandshakeTurns}. Sits on the listening socket; its acceptor thread takes, event loops give
 * back.
 */
@Sharable
final class Acceptance extends ChannelInboundHandlerAdapter {
    private final HttpLimits limits;
    private final HandshakeTurns turns;
    private final HttpCounters counters;
    private final Map<String, Integer> openOf = new HashMap<>();
    private int open;

    /** @param isTls whether connections begin with a handshake */
    Acceptance(final HttpLimits limits, final boolean isTls, final HttpCounters counters) {
        this.limits = limits;
        this.turns = isTls ? new HandshakeTurns(limits.handshakesPerSecondMax()) : null;
        this.counters = counters;
    }

    @Override
    public void channelRead(final ChannelHandlerContext context, final Object message) {
        final Channel accepted = (Channel) message;
        final String network = PeerNetwork.of(accepted.remoteAddress());
        if (network == null || !enter(network)) {
            counters.connectionRefused();
            accepted.unsafe().closeForcibly();
            return;
        }
        accepted.closeFuture().addListener(closed -> leave(network));
        if (turns != null) {
            accepted.pipeline().addFirst(new HandshakeTurn(turns, network));
        }
        context.fireChannelRead(accepted);
    }

    private synchronized boolean enter(final String network) {
        final int openOfNetwork = openOf.getOrDefault(network, 0);
        if (open >= limits.connectionsMax() || openOfNetwork >= limits.connectionsPerAddressMax()) {
            return false;
        }
        open++;
        openOf.put(network, openOfNetwork + 1);
        return true;
    }

    private synchronized void leave(final String network) {
        open--;
        openOf.computeIfPresent(network, (any, count) -> count == 1 ? null : count - 1);
    }

    synchronized int open() {
        return open;
    }
}
