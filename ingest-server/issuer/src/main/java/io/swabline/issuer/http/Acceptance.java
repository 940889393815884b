package io.swabline.issuer.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Takes connections, or closes them before anything is done for them: so many in all, so many from one network. Where there is
 * TLS, only so many a second are taken and the others wait in the kernel, for the handshakes of a flood must not take the cores
 * from the scans. Sits on the listening socket; its acceptor thread takes, event loops give back.
 */
@Sharable
final class Acceptance extends ChannelInboundHandlerAdapter {
    /** Short, so that a second's handshakes do not all come at once. */
    private static final long SLICE_MS = 50;
    private static final int SLICES_PER_SECOND = (int) (1_000 / SLICE_MS);

    private final HttpLimits limits;
    private final boolean isPaced;
    private final HttpCounters counters;
    private final Map<String, Integer> openOf = new HashMap<>();
    private int open;
    /** Touched by the acceptor thread only. */
    private int takenInSlice;
    private boolean isSliceRunning;

    Acceptance(final HttpLimits limits, final boolean isPaced, final HttpCounters counters) {
        this.limits = limits;
        this.isPaced = isPaced;
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
        context.fireChannelRead(accepted);
        if (isPaced) {
            pace(context);
        }
    }

    private void pace(final ChannelHandlerContext context) {
        takenInSlice++;
        if (!isSliceRunning) {
            isSliceRunning = true;
            context.executor().schedule(() -> endSlice(context), SLICE_MS, TimeUnit.MILLISECONDS);
        }
        if (takenInSlice >= sliceMax()) {
            context.channel().config().setAutoRead(false);
        }
    }

    private void endSlice(final ChannelHandlerContext context) {
        isSliceRunning = false;
        takenInSlice = Math.max(0, takenInSlice - sliceMax());
        if (takenInSlice < sliceMax()) {
            context.channel().config().setAutoRead(true);
        }
        if (takenInSlice > 0) {
            isSliceRunning = true;
            context.executor().schedule(() -> endSlice(context), SLICE_MS, TimeUnit.MILLISECONDS);
        }
    }

    private int sliceMax() {
        return Math.max(1, limits.handshakesPerSecondMax() / SLICES_PER_SECOND);
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
