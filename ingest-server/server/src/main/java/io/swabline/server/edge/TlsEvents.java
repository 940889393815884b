package io.swabline.server.edge;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.channels.ClosedChannelException;

/** Hears, behind the station's handler, how the TLS of one connection begins and ends. On its event loop. */
final class TlsEvents extends ChannelInboundHandlerAdapter {
    private final EdgeLoop loop;

    TlsEvents(final EdgeLoop loop) {
        this.loop = loop;
    }

    @Override
    public void userEventTriggered(final ChannelHandlerContext context, final Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                loop.counters().handshakes.increment();
            } else if (!(handshake.cause() instanceof ClosedChannelException)) {
                loop.complaints().onHandshakeFailed(context.channel(), handshake.cause(), loop.nowNs());
            }
        } else if (event instanceof SslCloseCompletionEvent) {
            context.channel().close(); // the station will say nothing more
        }
        context.fireUserEventTriggered(event);
    }
}
