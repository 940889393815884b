package io.swabline.issuer.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/**
 * Holds back the first bytes of one connection, which begin its TLS handshake, until the handshake has its turn. A connection
 * that ends before it has sent any costs no turn. It reads once and no more, so what it holds is a buffer of that one read.
 * Used by its event loop.
 */
final class HandshakeTurn extends ChannelInboundHandlerAdapter {
    private final HandshakeTurns turns;
    private final String network;
    private ChannelHandlerContext context;
    private Object held;
    private boolean isOver;

    /** @param network whose turn it takes */
    HandshakeTurn(final HandshakeTurns turns, final String network) {
        this.turns = turns;
        this.network = network;
    }

    @Override
    public void handlerAdded(final ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelRead(final ChannelHandlerContext reading, final Object message) {
        if (isOver) {
            reading.fireChannelRead(message);
        } else if (held == null) {
            held = message;
            reading.channel().config().setAutoRead(false);
            turns.add(network, this, reading.executor());
        } else {
            ReferenceCountUtil.release(message); // the reading had begun before it was stopped: more than a first message is
            end();
        }
    }

    @Override
    public void channelReadComplete(final ChannelHandlerContext reading) {
        if (isOver) {
            reading.fireChannelReadComplete();
        }
    }

    /** Begins the handshake, if the other side is still there; returns whether it is. */
    boolean begin() {
        if (isOver) {
            return false;
        }
        isOver = true;
        final Object first = held;
        held = null;
        context.fireChannelRead(first);
        context.fireChannelReadComplete();
        context.channel().config().setAutoRead(true);
        return true;
    }

    @Override
    public void channelInactive(final ChannelHandlerContext inactive) {
        release();
        inactive.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(final ChannelHandlerContext failing, final Throwable cause) {
        if (isOver) {
            failing.fireExceptionCaught(cause);
        } else {
            end(); // a reset, before anything was asked
        }
    }

    private void end() {
        release();
        context.close();
    }

    private void release() {
        isOver = true;
        ReferenceCountUtil.release(held);
        held = null;
    }
}
