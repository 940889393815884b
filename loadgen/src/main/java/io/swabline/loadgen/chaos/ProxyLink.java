package io.swabline.loadgen.chaos;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import java.util.function.Consumer;

/**
 * One connection of a station through the {@link CuttingProxy} to the server. What one side says is read on only when the other
 * has taken what came before. Owned by the proxy's event loop.
 */
final class ProxyLink {
    private final Channel station;
    private final Consumer<ProxyLink> onClosed;
    private final Runnable onCut;
    private final Direction fromStation = new Direction();
    private final Direction fromServer = new Direction();
    private Direction cutDirection;
    private long cutBehind;
    private boolean isAbrupt;
    private boolean isClosed;

    ProxyLink(final Channel station, final Consumer<ProxyLink> onClosed, final Runnable onCut) {
        this.station = station;
        this.onClosed = onClosed;
        this.onCut = onCut;
    }

    ChannelInboundHandlerAdapter fromStation() {
        return fromStation;
    }

    ChannelInboundHandlerAdapter fromServer() {
        return fromServer;
    }

    void connected(final boolean isSuccess) {
        if (!isSuccess || isClosed || !station.isActive()) {
            close(true);
            return;
        }
        fromStation.to = fromServer.context.channel();
        fromServer.to = station;
        station.read();
        fromStation.to.read();
    }

    /** Closes both sides when so many bytes more have gone one way; the last of them go through. */
    void cutBehind(final int bytes, final boolean isFromStation, final boolean isWithReset) {
        if (cutDirection == null) {
            cutDirection = isFromStation ? fromStation : fromServer;
            cutBehind = bytes;
            isAbrupt = isWithReset;
        }
    }

    private void close(final boolean isWithReset) {
        if (!isClosed) {
            isClosed = true;
            onClosed.accept(this);
            close(station, isWithReset);
            if (fromServer.context != null) {
                close(fromServer.context.channel(), isWithReset);
            }
        }
    }

    private static void close(final Channel channel, final boolean isWithReset) {
        if (isWithReset && channel.isOpen()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        channel.close();
    }

    /** What one side says, on its way to the other. */
    private final class Direction extends ChannelInboundHandlerAdapter {
        private ChannelHandlerContext context;
        private Channel to;

        @Override
        public void handlerAdded(final ChannelHandlerContext added) {
            context = added;
        }

        @Override
        public void channelRead(final ChannelHandlerContext ctx, final Object message) {
            final ByteBuf bytes = (ByteBuf) message;
            if (cutDirection == this && bytes.readableBytes() >= cutBehind) {
                onCut.run();
                to.writeAndFlush(bytes.writerIndex(bytes.readerIndex() + (int) cutBehind))
                    .addListener(written -> close(isAbrupt));
                return;
            }
            if (cutDirection == this) {
                cutBehind -= bytes.readableBytes();
            }
            to.writeAndFlush(bytes).addListener(written -> {
                if (written.isSuccess()) {
                    ctx.channel().read();
                } else {
                    close(true);
                }
            });
        }

        @Override
        public void channelInactive(final ChannelHandlerContext ctx) {
            close(false);
        }

        /** A connection that breaks, as when the server is killed. */
        @Override
        public void exceptionCaught(final ChannelHandlerContext ctx, final Throwable cause) {
            close(true);
        }
    }
}
