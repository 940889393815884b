package io.swabline.benchmarks.simulation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;

/**
 * One connection: a station's end, the server's end, and the bytes between. They lie there until they are delivered, a few or
 * all, or lost; each end learns of the other's end only behind the bytes that were on their way.
 */
final class Link {
    final int terminal;
    private final ChannelHandler handler;
    private final ByteBuf toServer = Unpooled.buffer();
    private final ByteBuf toStation = Unpooled.buffer();
    private EmbeddedChannel stationEnd;
    private EmbeddedChannel serverEnd;
    private boolean serverGone;

    Link(final int terminal, final ChannelHandler handler) {
        this.terminal = terminal;
        this.handler = handler;
    }

    boolean isConnected() {
        return stationEnd != null;
    }

    /** Both ends are gone. */
    boolean isOver() {
        return stationEnd != null && !stationEnd.isOpen() && (serverEnd == null || !serverEnd.isOpen());
    }

    /** The connection stands; with no server, it is refused. */
    void connect(final SimulatedServer server) {
        if (server != null) {
            serverEnd = server.accept();
        } else {
            serverGone = true;
        }
        stationEnd = new EmbeddedChannel(new Wire(), handler);
    }

    /** Delivers up to so many bytes; returns how many. */
    int toServer(final int lengthMax) {
        collect(stationEnd, toServer);
        if (serverEnd == null || !serverEnd.isOpen()) {
            toServer.clear();
            return 0;
        }
        final int length = Math.min(lengthMax, toServer.readableBytes());
        if (length > 0 && serverEnd.config().isAutoRead()) {
            deliver(serverEnd, toServer, length);
            return length;
        }
        if (!stationEnd.isOpen() && !toServer.isReadable()) {
            close(serverEnd);
        }
        return 0;
    }

    /** Delivers up to so many bytes; returns how many. */
    int toStation(final int lengthMax) {
        if (serverEnd != null) {
            collect(serverEnd, toStation);
        }
        if (!stationEnd.isOpen()) {
            toStation.clear();
            return 0;
        }
        final int length = Math.min(lengthMax, toStation.readableBytes());
        if (length > 0) {
            deliver(stationEnd, toStation, length);
            return length;
        }
        if (serverGone || serverEnd == null || !serverEnd.isOpen()) {
            close(stationEnd);
        }
        return 0;
    }

    private static void deliver(final EmbeddedChannel end, final ByteBuf bytes, final int length) {
        end.writeInbound(Unpooled.buffer(length).writeBytes(bytes, length));
        bytes.discardSomeReadBytes();
    }

    private static void collect(final EmbeddedChannel end, final ByteBuf target) {
        end.runPendingTasks();
        for (ByteBuf bytes = end.readOutbound(); bytes != null; bytes = end.readOutbound()) {
            target.writeBytes(bytes);
            bytes.release();
        }
    }

    /** The network loses the connection and all bytes on their way; the server's end may learn of it much later. */
    void lose(final boolean serverLearns) {
        collect(stationEnd, toServer);
        toServer.clear();
        toStation.clear();
        close(stationEnd);
        if (serverLearns && serverEnd != null) {
            close(serverEnd);
        }
    }

    /** The server is no more; what it wrote to sockets is still on its way, but for the last bytes perhaps. */
    void serverEnded(final int lost) {
        if (serverEnd != null) {
            collect(serverEnd, toStation);
            toStation.writerIndex(Math.max(toStation.readerIndex(), toStation.writerIndex() - lost));
            close(serverEnd);
            collect(serverEnd, Unpooled.buffer());
            serverEnd = null;
        }
        serverGone = true;
    }

    private static void close(final EmbeddedChannel end) {
        end.close();
        end.runPendingTasks();
    }

    void release() {
        if (stationEnd != null) {
            stationEnd.finishAndReleaseAll();
        }
        if (serverEnd != null) {
            serverEnd.finishAndReleaseAll();
        }
    }

    /** Takes a copy, as a socket does: when a write is done, its buffer may be erased or used for something else. */
    private static final class Wire extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(final ChannelHandlerContext context, final Object message, final ChannelPromise promise) {
            final ByteBuf bytes = (ByteBuf) message;
            context.write(Unpooled.buffer(bytes.readableBytes()).writeBytes(bytes), promise);
            bytes.release();
        }
    }
}
