package io.swabline.station;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.swabline.protocol.FrameDescriptor;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of a station: cuts the byte stream into frames where it lies and hands them on. Owned by the station's event
 * loop. What the station sends while a batch of frames is read goes out with one flush behind that batch. A connection that the
 * station has given up says nothing more.
 */
final class StationConnection extends ByteToMessageDecoder {
    private static final Logger LOGGER = LoggerFactory.getLogger(StationConnection.class);

    private final StationSession session;
    private final FrameReader reader;
    private Channel channel;
    private boolean isReading;
    /** The server has said something: it has the Hello. */
    private boolean isAnswered;

    StationConnection(final StationSession session, final FrameReader reader) {
        this.session = session;
        this.reader = reader;
    }

    Channel channel() {
        return channel;
    }

    boolean isReading() {
        return isReading;
    }

    /**
     * Closes the channel; of what was written before, what the socket does not take at once is lost. Where the server has not
     * answered, the socket is reset: else the kernel would go on sending Hello by itself, for minutes, and a server that gets it
     * in the end would take this connection for the newer one and close that by which the station is connected meanwhile.
     */
    void close() {
        if (channel != null && isAnswered) {
            channel.close();
        } else if (channel != null && channel.isOpen()) {
            reset();
        }
    }

    /** Past TLS, which would first wait until its last word is sent. */
    private void reset() {
        try {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        } catch (final ChannelException e) {
            LOGGER.debug("The socket is broken already", e);
        }
        final ChannelHandlerContext tls = channel.pipeline().context(SslHandler.class);
        if (tls == null) {
            channel.close();
        } else {
            tls.close();
        }
    }

    /** The channel that is connecting, so that it can be closed before it is connected. */
    void onConnecting(final Channel connecting) {
        channel = connecting;
    }

    void onConnectFailed(final Throwable cause) {
        if (isCurrent()) {
            session.onConnectFailed(String.valueOf(cause.getMessage()));
        }
    }

    /** TLS comes in between only now: most attempts of an outage find nobody, and its engine is the dearest part of one. */
    @Override
    public void channelActive(final ChannelHandlerContext context) {
        channel = context.channel();
        final StationSettings settings = session.settings();
        if (!isCurrent()) {
            channel.close();
        } else if (settings.tls() == null) {
            session.onConnected();
        } else {
            context.pipeline().addBefore(
                context.name(), null, settings.tls().newHandler(channel.alloc(), settings.server(), settings.station()));
        }
    }

    /** With TLS, connected means that its handshake is done. */
    @Override
    public void userEventTriggered(final ChannelHandlerContext context, final Object event) throws Exception {
        if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess() && isCurrent()) {
            session.onConnected();
        }
        super.userEventTriggered(context, event);
    }

    @Override
    public void channelRead(final ChannelHandlerContext context, final Object message) throws Exception {
        isReading = true;
        super.channelRead(context, message);
    }

    @Override
    public void channelReadComplete(final ChannelHandlerContext context) throws Exception {
        super.channelReadComplete(context);
        isReading = false;
        if (isCurrent()) {
            session.flush();
        }
    }

    @Override
    public void channelWritabilityChanged(final ChannelHandlerContext context) {
        if (isCurrent() && channel.isWritable()) {
            session.flush();
        }
    }

    @Override
    public void channelInactive(final ChannelHandlerContext context) throws Exception {
        super.channelInactive(context);
        if (isCurrent()) {
            session.onLost("the server closed the connection");
        }
    }

    @Override
    public void exceptionCaught(final ChannelHandlerContext context, final Throwable cause) {
        if (isCurrent()) {
            session.onException(cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause);
        }
        context.close();
    }

    @Override
    protected void decode(final ChannelHandlerContext context, final ByteBuf in, final List<Object> out) {
        while (isCurrent() && in.readableBytes() >= FrameDescriptor.LENGTH_FIELD_LENGTH) {
            final long length = in.getUnsignedIntLE(in.readerIndex());
            if (length < FrameDescriptor.FRAME_LENGTH_MIN || length > FrameDescriptor.FRAME_LENGTH_MAX) {
                session.onViolation("a frame of " + length + " bytes; frames have " + FrameDescriptor.FRAME_LENGTH_MIN
                    + " to " + FrameDescriptor.FRAME_LENGTH_MAX);
            } else if (in.readableBytes() >= FrameDescriptor.LENGTH_FIELD_LENGTH + length) {
                readFrame(in, (int) length);
            } else {
                return;
            }
        }
        if (!isCurrent()) {
            in.skipBytes(in.readableBytes());
        }
    }

    private void readFrame(final ByteBuf in, final int length) {
        final int index = in.readerIndex() + FrameDescriptor.LENGTH_FIELD_LENGTH;
        in.skipBytes(FrameDescriptor.LENGTH_FIELD_LENGTH + length);
        isAnswered = true;
        session.onFrame();
        try {
            reader.read(in, index, length, session);
        } catch (final ProtocolViolation e) {
            session.onViolation(e.getMessage());
        }
    }

    /** False when the station has given this connection up. */
    boolean isCurrent() {
        return session.isCurrent(this);
    }
}
