package io.swabline.server.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.swabline.protocol.FrameDescriptor;
import io.swabline.protocol.codec.GoodbyeReason;
import io.swabline.protocol.codec.RefusedReason;
import io.swabline.server.ring.ConnectionId;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.List;
import javax.net.ssl.SSLException;

/**
 * One station's connection: cuts frames out of the bytes that arrive, hands them to the {@link FrameReader}, and stops
 * reading while the ring is full or the station does not take its replies. Lives on its event loop. Whatever a station
 * sends, the worst that happens is that its own connection closes with a reason.
 */
final class StationConnection extends ByteToMessageDecoder {
    static final int AWAITING_HELLO = 0;
    static final int AWAITING_WELCOME = 1;
    static final int OPEN = 2;
    static final int CLOSING = 3;

    private static final int PAUSED_RING_FULL = 1;
    private static final int PAUSED_NOT_WRITABLE = 2;
    private static final int PAUSED_FOR_GOOD = 4;

    private final EdgeLoop loop;
    private final StationIdentity identity;
    private final HeldMemory.Holder received = new HeldMemory.Holder(this);
    private final HeldMemory.Holder unsent = new HeldMemory.Holder(this);
    private final Outbox outbox = new Outbox();
    private final UnsafeBuffer view = new UnsafeBuffer(0, 0);
    private ChannelHandlerContext context;
    private long id = ConnectionId.NONE;
    private long connectedNs;
    private long lastReadNs;
    private long partialSinceNs;
    private long notWritableSinceNs;
    private long closingSinceNs;
    private PingAllowance pings;
    private int state = AWAITING_HELLO;
    private int paused;
    private int inFlight;
    private boolean dirty;
    private boolean isHeard;

    StationConnection(final EdgeLoop loop, final StationIdentity identity) {
        this.loop = loop;
        this.identity = identity;
        setCumulator(new ErasingCumulator());
        setDiscardAfterReads(Integer.MAX_VALUE); // moving what is left would leave a copy of it behind
    }

    @Override
    public void channelActive(final ChannelHandlerContext ctx) {
        context = ctx;
        loop.readClocks();
        connectedNs = loop.nowNs();
        lastReadNs = connectedNs;
        identity.skew().onConnect(connectedNs);
        pings = new PingAllowance(loop.pingsMax(), connectedNs);
        final RefusedReason refusal = loop.refusal();
        if (refusal != null) {
            refuse(refusal);
        } else {
            id = loop.register(this);
        }
        ctx.fireChannelActive();
    }

    @Override
    public void channelRead(final ChannelHandlerContext ctx, final Object message) throws Exception {
        loop.readClocks();
        lastReadNs = loop.nowNs();
        if (!isHeard) {
            isHeard = true;
            loop.heard(context.channel());
        }
        readOn(message);
    }

    /** Then tells what is left unread, in a buffer that is no larger than it need be. */
    private void readOn(final Object message) throws Exception {
        super.channelRead(context, message);
        if (ErasingCumulator.isSparse(internalBuffer())) {
            super.channelRead(context, Unpooled.EMPTY_BUFFER);
        }
        loop.received(this, internalBuffer().capacity(), (paused & PAUSED_RING_FULL) == 0);
    }

    /** Does not call super: {@code ByteToMessageDecoder} would call {@code read()} and undo the pause. */
    @Override
    public void channelReadComplete(final ChannelHandlerContext ctx) {
        loop.flushWaiting();
        ctx.fireChannelReadComplete();
    }

    /** Reads frame after frame; nothing is ever added to {@code out}: scans go straight into ring slots. */
    @Override
    protected void decode(final ChannelHandlerContext ctx, final ByteBuf in, final List<Object> out) {
        if (paused != 0 && state != CLOSING) {
            return;
        }
        final int start = in.readerIndex();
        final int readable = in.readableBytes();
        if (in.hasMemoryAddress()) {
            view.wrap(in.memoryAddress() + start, readable);
        } else {
            view.wrap(in.nioBuffer(start, readable));
        }
        final int consumed = readFrames(readable);
        if (state == CLOSING) {
            in.setZero(start, readable);
        }
        in.readerIndex(start + consumed);
    }

    /** What a station sent and nobody will read may hold ID numbers. */
    @Override
    protected void decodeLast(final ChannelHandlerContext ctx, final ByteBuf in, final List<Object> out) throws Exception {
        super.decodeLast(ctx, in, out);
        if (in.isReadable()) {
            in.setZero(in.readerIndex(), in.readableBytes());
        }
    }

    /** Returns the bytes consumed. */
    private int readFrames(final int readable) {
        int position = 0;
        while (state != CLOSING && !context.isRemoved() && readable - position >= FrameDescriptor.LENGTH_FIELD_LENGTH) {
            final int length = view.getInt(position, ByteOrder.LITTLE_ENDIAN);
            if (length < FrameDescriptor.FRAME_LENGTH_MIN || length > FrameDescriptor.FRAME_LENGTH_MAX) {
                loop.reader().onWrongLength(this, length);
                break;
            }
            final int end = position + FrameDescriptor.LENGTH_FIELD_LENGTH + length;
            if (end > readable) {
                break;
            }
            if (!loop.reader().onFrame(this, view, position + FrameDescriptor.LENGTH_FIELD_LENGTH, length)) {
                pause(PAUSED_RING_FULL);
                loop.waitForRing(this);
                return position;
            }
            position = end;
            partialSinceNs = 0;
        }
        if (state == CLOSING) {
            return readable;
        }
        if (position == readable) {
            partialSinceNs = 0;
        } else if (partialSinceNs == 0) {
            partialSinceNs = loop.nowNs();
        }
        return position;
    }

    /** Ring slots are free again: goes on with what was read already, since new bytes may never come. */
    void resumeAfterRingFull() throws Exception {
        resume(PAUSED_RING_FULL);
    }

    @Override
    public void channelWritabilityChanged(final ChannelHandlerContext ctx) throws Exception {
        if (ctx.channel().isWritable()) {
            notWritableSinceNs = 0;
            flushReplies();
            if (ctx.channel().isWritable()) {
                resume(PAUSED_NOT_WRITABLE);
                loop.flushWaiting();
            }
        } else if (notWritableSinceNs == 0) {
            notWritableSinceNs = loop.nowNs();
            pause(PAUSED_NOT_WRITABLE);
        }
    }

    private void pause(final int reason) {
        paused |= reason;
        context.channel().config().setAutoRead(false);
    }

    /** What was read already comes first; the socket only if that does not make the connection pause again. */
    private void resume(final int reason) throws Exception {
        final boolean wasPaused = paused != 0;
        paused &= ~reason;
        if (wasPaused && paused == 0 && context.channel().isActive()) {
            partialSinceNs = 0;
            lastReadNs = loop.nowNs();
            identity.readAgain(lastReadNs);
            readOn(Unpooled.EMPTY_BUFFER);
            if (paused == 0) {
                context.channel().config().setAutoRead(true);
            }
        }
    }

    /** No more is read; what was read is still answered. */
    void stopReading() {
        pause(PAUSED_FOR_GOOD);
    }

    /** What let the station in is good no more: it is sent away once what was taken is answered. */
    void endWithdrawn() {
        if (state != CLOSING && (inFlight <= 0 || identity.isAnswerTimeOver(loop.nowNs()))) {
            closeWith(loop.frames().goodbye(context.alloc(),
                identity.isBlocked() ? GoodbyeReason.STATION_BLOCKED : GoodbyeReason.NOT_AUTHORIZED));
        }
    }

    /** Closes what has been silent, half-sent or unread for too long; called about once a second. */
    void checkDeadlines(final long nowNs, final EdgeSettings settings, final long helloDeadlineNs) {
        if (state == CLOSING) {
            if (nowNs - closingSinceNs > settings.frameDeadlineNs()) {
                context.close(); // it has not taken its last message
            }
        } else if (identity.isWithdrawn()) {
            endWithdrawn();
        } else if (notWritableSinceNs != 0 && nowNs - notWritableSinceNs > settings.frameDeadlineNs()) {
            loop.counters().misbehaved.increment();
            context.close();
        } else if (paused == 0) {
            if (state == AWAITING_HELLO && nowNs - connectedNs > helloDeadlineNs) {
                goodbye(GoodbyeReason.HELLO_EXPECTED);
            } else if (partialSinceNs != 0 && nowNs - partialSinceNs > settings.frameDeadlineNs()
                || identity.isRecordOverdue(nowNs, settings.frameDeadlineNs())) {
                goodbye(GoodbyeReason.MALFORMED_FRAME);
            } else if (nowNs - lastReadNs > settings.idleTimeoutNs()) {
                goodbye(GoodbyeReason.IDLE);
            }
        }
    }

    /** The station broke the protocol, or fell silent: says why and closes. */
    void goodbye(final GoodbyeReason reason) {
        loop.counters().misbehaved.increment();
        closeWith(loop.frames().goodbye(context.alloc(), reason));
    }

    void goodbyeDraining(final long reconnectAfterMs) {
        if (state != CLOSING) {
            closeWith(loop.frames().goodbye(context.alloc(), GoodbyeReason.DRAINING, reconnectAfterMs));
        }
    }

    void refuse(final RefusedReason reason) {
        loop.counters().refused.increment();
        closeWith(loop.frames().refused(context.alloc(), reason));
    }

    void closeWith(final ByteBuf frame) {
        enterClosing();
        if (identity.isReachable()) {
            outbox.flushAndClose(context, frame);
        } else {
            frame.release();
            identity.closeUnreachable(context);
        }
    }

    /** The station said Goodbye. */
    void close() {
        flushReplies();
        enterClosing();
        context.close();
    }

    /** Memory is short, and this connection holds a frame that is not complete: gives it back, and says why it closes. */
    void shedReceived() throws Exception {
        if (state != CLOSING) {
            goodbye(GoodbyeReason.MALFORMED_FRAME);
        }
        super.channelRead(context, Unpooled.EMPTY_BUFFER);
        loop.received(this, internalBuffer().capacity(), false);
    }

    /** Memory is short, and this station does not take its replies. */
    void shedUnsent() {
        loop.counters().misbehaved.increment();
        enterClosing();
        outbox.release();
        context.close();
    }

    private void enterClosing() {
        state = CLOSING;
        closingSinceNs = loop.nowNs();
    }

    /** Takes over a finished reply; it leaves with the others of this round in one write. */
    void reply(final DirectBuffer buffer, final int offset, final int length, final int answered) {
        inFlight -= answered;
        if (length == 0 || state == CLOSING) {
            return;
        }
        outbox.add(context, buffer, offset, length);
        if (!dirty) {
            dirty = true;
            loop.flushLater(this);
        }
    }

    void flushReplies() {
        dirty = false;
        outbox.flush(context);
        loop.unsent(this);
        if (identity.isWithdrawn()) {
            endWithdrawn();
        }
    }

    /** Writes what there is, then closes: behind a Refused or Goodbye from the pipeline. */
    void flushAndClose() {
        if (state != CLOSING) {
            enterClosing();
            outbox.flushAndClose(context, Unpooled.EMPTY_BUFFER);
        }
    }

    @Override
    protected void handlerRemoved0(final ChannelHandlerContext ctx) {
        state = CLOSING;
        outbox.release();
        loop.forget(this);
        if (id != ConnectionId.NONE) {
            loop.unregister(id);
            id = ConnectionId.NONE;
        }
    }

    /** A connection that breaks is every day's business; the station comes back and sends again. */
    @Override
    public void exceptionCaught(final ChannelHandlerContext ctx, final Throwable cause) {
        if (!(cause instanceof IOException || cause.getCause() instanceof SSLException)) {
            loop.onUnexpected(cause);
        }
        ctx.close();
    }

    void helloReceived(
        final long helloStream, final long helloStation, final long sentAtMs, final EdgeSettings settings) {
        identity.greeted(helloStream, helloStation, sentAtMs, loop.nowMs(), loop.nowNs(), settings);
        state = AWAITING_WELCOME;
        loop.greeted(context.channel());
    }

    boolean mayPing() {
        return pings.take(loop.nowNs());
    }

    void open() {
        if (state == AWAITING_WELCOME) {
            state = OPEN;
        }
    }

    void scansReceived(final int count) {
        inFlight += count;
    }

    int state() {
        return state;
    }

    long id() {
        return id;
    }

    StationIdentity identity() {
        return identity;
    }

    int inFlight() {
        return inFlight;
    }

    HeldMemory.Holder received() {
        return received;
    }

    HeldMemory.Holder unsent() {
        return unsent;
    }

    long unsentBytes() {
        return outbox.bytes(context);
    }

    ChannelHandlerContext context() {
        return context;
    }
}
