package io.swabline.server.edge;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the connections that have not said Hello, and accepts no more while there are too many: what has been begun is finished
 * before it runs into a deadline, and the others wait in the kernel's queue, where they cost nothing. Without it, a storm of
 * handshakes could take longer than each of them may, and all work would go into connections that are given up. Sits on
 * the listener; {@link #left} is called on any event loop.
 */
@Sharable
final class GreetingGate extends ChannelInboundHandlerAdapter {
    private static final AttributeKey<AtomicBoolean> GREETING = AttributeKey.valueOf(GreetingGate.class, "greeting");

    /** Descriptors come back when connections end. */
    private static final long REST_MS = 1_000;
    private static final Logger LOGGER = LoggerFactory.getLogger(GreetingGate.class);

    private final int most;
    private final RareLog failures = new RareLog(LOGGER, "connections cannot be accepted ({}) and wait; for too many open files "
        + "raise the limit (ulimit -n, LimitNOFILE) or lower listen.connections-max");
    private final AtomicInteger greeting = new AtomicInteger();
    private volatile Channel listener;
    private volatile boolean isShut;
    private volatile boolean isResting;

    GreetingGate(final int most) {
        this.most = most;
    }

    @Override
    public void handlerAdded(final ChannelHandlerContext context) {
        listener = context.channel();
    }

    @Override
    public void channelRead(final ChannelHandlerContext context, final Object message) {
        final Channel accepted = (Channel) message;
        accepted.attr(GREETING).set(new AtomicBoolean(true));
        accepted.closeFuture().addListener(closed -> left(accepted));
        if (greeting.incrementAndGet() >= most) {
            adjust();
        }
        context.fireChannelRead(message);
    }

    /** Accepting failed: not tried again at once, for it would fail again. */
    @Override
    public void exceptionCaught(final ChannelHandlerContext context, final Throwable cause) {
        if (!(cause instanceof IOException)) {
            context.fireExceptionCaught(cause);
            return;
        }
        failures.tell(cause.getMessage(), System.nanoTime());
        if (!isResting) {
            isResting = true;
            adjust();
            context.executor().schedule(() -> {
                isResting = false;
                adjust();
            }, REST_MS, TimeUnit.MILLISECONDS);
        }
    }

    /** The connection has said Hello, or is closed; counts once, and only if it was accepted here. */
    void left(final Channel connection) {
        final AtomicBoolean counted = connection.attr(GREETING).get();
        if (counted != null && counted.compareAndSet(true, false) && greeting.getAndDecrement() >= most) {
            adjust();
        }
    }

    /** Under a lock, so that the last word is that of whoever saw the last count. */
    private synchronized void adjust() {
        isShut = greeting.get() >= most;
        if (listener.isOpen()) {
            listener.config().setAutoRead(!isShut && !isResting);
        }
    }

    /** Whether connections wait to be accepted because others take their time. */
    boolean isShut() {
        return isShut;
    }
}
