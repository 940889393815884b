package io.swabline.server.subscribe;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.swabline.protocol.FrameDescriptor;
import io.swabline.protocol.codec.CreditDecoder;
import io.swabline.protocol.codec.GoodbyeDecoder;
import io.swabline.protocol.codec.GoodbyeReason;
import io.swabline.protocol.codec.MessageHeaderDecoder;
import io.swabline.server.ring.RetryAfter;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A subscriber's connection behind its first frame: understands Credit and Goodbye, of which it holds a few bytes at most, and
 * ends with a reason whoever sends anything else. On its event loop but for {@link #write} and {@link #end}.
 */
final class SubscriberConnection extends ByteToMessageDecoder {
    private static final Logger LOGGER = LoggerFactory.getLogger(SubscriberConnection.class);
    /** A last word that is not taken by then is given up. */
    private static final long LAST_WORD_MS = 1_000;

    private final Subscription subscription;
    private final Channel channel;
    private final long retryAfterMs;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final CreditDecoder credit = new CreditDecoder();
    private final UnsafeBuffer frame = new UnsafeBuffer(
        new byte[MessageHeaderDecoder.ENCODED_LENGTH + Math.max(CreditDecoder.BLOCK_LENGTH, GoodbyeDecoder.BLOCK_LENGTH)]);
    private boolean isEnding;

    SubscriberConnection(final Subscription subscription, final Channel channel, final long retryAfterMs) {
        this.retryAfterMs = retryAfterMs;
        this.subscription = subscription;
        this.channel = channel;
    }

    @Override
    protected void decode(final ChannelHandlerContext context, final ByteBuf in, final List<Object> out) {
        if (isEnding) {
            in.skipBytes(in.readableBytes());
        }
        while (!isEnding && in.readableBytes() >= FrameDescriptor.LENGTH_FIELD_LENGTH) {
            final int length = in.getIntLE(in.readerIndex());
            if (length < FrameDescriptor.FRAME_LENGTH_MIN || length > FrameDescriptor.FRAME_LENGTH_MAX) {
                endNow(GoodbyeReason.FRAME_LENGTH);
            } else if (length > frame.capacity()) {
                endNow(GoodbyeReason.UNKNOWN_MESSAGE); // no need to hear it out
            } else if (in.readableBytes() - FrameDescriptor.LENGTH_FIELD_LENGTH >= length) {
                in.skipBytes(FrameDescriptor.LENGTH_FIELD_LENGTH).readBytes(frame.byteArray(), 0, length);
                onFrame(length);
            } else {
                return;
            }
        }
    }

    private void onFrame(final int length) {
        header.wrap(frame, 0);
        if (header.schemaId() != CreditDecoder.SCHEMA_ID || header.version() > CreditDecoder.SCHEMA_VERSION) {
            endNow(GoodbyeReason.WRONG_SCHEMA);
        } else if (header.templateId() == GoodbyeDecoder.TEMPLATE_ID) {
            isEnding = true;
            channel.close();
        } else if (header.templateId() != CreditDecoder.TEMPLATE_ID) {
            endNow(GoodbyeReason.UNKNOWN_MESSAGE);
        } else if (header.blockLength() != CreditDecoder.BLOCK_LENGTH
            || length != MessageHeaderDecoder.ENCODED_LENGTH + CreditDecoder.BLOCK_LENGTH) {
            endNow(GoodbyeReason.MALFORMED_FRAME);
        } else {
            credit.wrap(frame, MessageHeaderDecoder.ENCODED_LENGTH, CreditDecoder.BLOCK_LENGTH, header.version());
            if (!subscription.addCredit(credit.records())) {
                endNow(GoodbyeReason.CREDIT_EXCEEDED);
            }
        }
    }

    private void endNow(final GoodbyeReason reason) {
        if (!isEnding) {
            isEnding = true;
            subscription.leaves(reason);
            final RetryAfter retryAfter = new RetryAfter(retryAfterMs, ThreadLocalRandom.current().nextLong());
            writeLast(SubscriberFrames.goodbye(channel.alloc(), reason, retryAfter.nextMs(reason)));
        }
    }

    /** Any thread: writes this last, then closes, whether it is taken or not. */
    void end(final ByteBuf lastFrame) {
        if (channel.eventLoop().inEventLoop()) {
            endOnLoop(lastFrame);
        } else {
            channel.eventLoop().execute(() -> endOnLoop(lastFrame));
        }
    }

    private void endOnLoop(final ByteBuf lastFrame) {
        if (isEnding) {
            lastFrame.release();
        } else {
            isEnding = true;
            writeLast(lastFrame);
        }
    }

    private void writeLast(final ByteBuf lastFrame) {
        channel.writeAndFlush(lastFrame).addListener(ChannelFutureListener.CLOSE);
        if (channel.isOpen()) {
            channel.eventLoop().schedule(() -> channel.close(), LAST_WORD_MS, TimeUnit.MILLISECONDS);
        }
    }

    /** Any thread: hands bytes over; the subscription hears when the socket has taken them. */
    void write(final byte[] bytes, final int length) {
        final ByteBuf copy = channel.alloc().directBuffer(length, length).writeBytes(bytes, 0, length);
        channel.writeAndFlush(copy).addListener(written -> subscription.written());
    }

    @Override
    public void channelInactive(final ChannelHandlerContext context) throws Exception {
        super.channelInactive(context);
        subscription.leaves(null);
    }

    /** A connection that breaks is every day's business; the subscriber comes back. */
    @Override
    public void exceptionCaught(final ChannelHandlerContext context, final Throwable cause) {
        if (!(cause instanceof IOException || cause.getCause() instanceof SSLException)) {
            LOGGER.warn("a subscriber's connection was closed by an unexpected error", cause);
        }
        context.close();
    }

    Channel channel() {
        return channel;
    }
}
