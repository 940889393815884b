package io.swabline.server.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.swabline.protocol.access.AddressNetwork;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * Stands before the TLS handler and watches the records go by: whether there is TLS at all, and since when a record is
 * incomplete, which TLS itself would wait for without end. One a connection, on its event loop.
 *
 * <pre>
 *  0      1         3        5
 *  +======+=========+========+==============+
 *  | type | version | length | length bytes |   big endian
 *  +======+=========+========+==============+
 * </pre>
 */
final class TlsRecords extends ChannelInboundHandlerAdapter implements HandshakeQueue.Handshake {
    /** The record type of a handshake, with which every TLS connection begins. */
    private static final int HANDSHAKE = 22;

    private static final int HEADER_LENGTH = 5;
    /** Longer than any first message that a station has to send: a record of full length and its header. */
    private static final int FIRST_LENGTH_MAX = (16 << 10) + HEADER_LENGTH;

    private final EdgeLoop loop;
    private ChannelHandlerContext context;
    /** What came before the handshake's turn; null once it has had it. */
    private CompositeByteBuf held;
    private boolean isBegun;
    private int headerBytes;
    private int bodyLength;
    private int bodyLeft;
    private long partialSinceNs;

    /** Whether a frame's length is none, but the first bytes of TLS: a handshake record of version 3.x. */
    static boolean isBegin(final int frameLength) {
        return (frameLength & 0xFFFF) == (3 << Byte.SIZE | HANDSHAKE);
    }

    /** The record of a fatal alert, handshake_failure. */
    static ByteBuf handshakeFailure() {
        return Unpooled.wrappedBuffer(new byte[] {21, 3, 1, 0, 2, 2, 40});
    }

    TlsRecords(final EdgeLoop loop) {
        this.loop = loop;
    }

    @Override
    public void channelRead(final ChannelHandlerContext reading, final Object message) {
        final ByteBuf in = (ByteBuf) message;
        if (!isBegun && in.isReadable()) {
            isBegun = true;
            loop.heard(context.channel());
            if (in.getByte(in.readerIndex()) != HANDSHAKE) {
                in.setZero(in.readerIndex(), in.readableBytes());
                in.release();
                loop.refusePlainText(context);
                return;
            }
            held = context.alloc().compositeBuffer();
            loop.handshakes().add(addressOf(context.channel().remoteAddress()), this);
        }
        final boolean hasEnded = walk(in);
        if (headerBytes == 0) {
            partialSinceNs = 0;
        } else if (hasEnded || partialSinceNs == 0) {
            loop.readClocks();
            partialSinceNs = loop.nowNs();
        }
        if (held == null) {
            context.fireChannelRead(in);
            return;
        }
        held.addComponent(true, in);
        if (held.readableBytes() > FIRST_LENGTH_MAX) {
            release();
            loop.refuseFlood(context);
        }
    }

    /** Empty where the other side has gone already. */
    private static String addressOf(final SocketAddress address) {
        return address instanceof InetSocketAddress remote ? AddressNetwork.of(remote.getAddress()) : "";
    }

    /** It is this handshake's turn: the answer to its first message is computed now, if the other side is still there. */
    @Override
    public void begin() {
        if (held != null) {
            final CompositeByteBuf first = held;
            held = null;
            context.fireChannelRead(first);
            context.fireChannelReadComplete();
        }
    }

    @Override
    public void handlerAdded(final ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelInactive(final ChannelHandlerContext inactive) {
        release();
        inactive.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(final ChannelHandlerContext removed) {
        release();
    }

    private void release() {
        if (held != null) {
            held.release();
            held = null;
        }
    }

    /** Returns whether a record has ended here. */
    private boolean walk(final ByteBuf in) {
        final int end = in.writerIndex();
        int index = in.readerIndex();
        boolean hasEnded = false;
        while (index < end) {
            if (headerBytes < HEADER_LENGTH) {
                bodyLength = (bodyLength << Byte.SIZE | in.getByte(index++) & 0xff) & 0xffff;
                headerBytes++;
                bodyLeft = bodyLength;
            } else {
                final int step = Math.min(bodyLeft, end - index);
                index += step;
                bodyLeft -= step;
            }
            if (headerBytes == HEADER_LENGTH && bodyLeft == 0) {
                headerBytes = 0;
                hasEnded = true;
            }
        }
        return hasEnded;
    }

    /** The connection was not read from for a while: a record that has begun has its whole time again. */
    void readAgain(final long nowNs) {
        if (partialSinceNs != 0) {
            partialSinceNs = nowNs;
        }
    }

    /** When the record began that has not ended yet; 0 if there is none. */
    long partialSinceNs() {
        return partialSinceNs;
    }
}
