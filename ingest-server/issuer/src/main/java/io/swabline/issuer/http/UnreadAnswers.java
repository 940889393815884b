package io.swabline.issuer.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Bounds what one connection can make the server hold: requests sent ahead of their answers, and answers that are not read.
 * Vert.x would keep 128 parsed requests a connection and an answer for as long as the client likes; with some thousand
 * connections that is more memory than there is, and a process without memory takes no scans. Who sends too far ahead, or does
 * not read, is closed. Between HTTP's codec and Vert.x; used by the event loop.
 */
final class UnreadAnswers extends ChannelDuplexHandler {
    /** Browsers and proxies send one request at a time. */
    static final int REQUESTS_AHEAD_MAX = 8;

    /** Whoever reads slower than this is taken for one who does not read. */
    private static final long BYTES_A_MS_MIN = 64;

    /** Bytes of answers that wait in all connections. */
    static final class Total {
        private long bytes;

        long bytes() {
            return bytes;
        }
    }

    private final Total total;
    private final long patienceMs;
    private int unanswered;
    private boolean isClosing;

    UnreadAnswers(final Total total, final long patienceMs) {
        this.total = total;
        this.patienceMs = patienceMs;
    }

    @Override
    public void channelRead(final ChannelHandlerContext context, final Object message) {
        if (message instanceof HttpRequest && ++unanswered > REQUESTS_AHEAD_MAX && !isClosing) {
            isClosing = true;
            context.close();
        }
        if (isClosing) {
            ReferenceCountUtil.release(message);
        } else {
            context.fireChannelRead(message);
        }
    }

    @Override
    public void write(final ChannelHandlerContext context, final Object message, final ChannelPromise promise) {
        final long bytes = length(message);
        final boolean isEnd = message instanceof LastHttpContent && !isInterim(message);
        if (bytes == 0 && !isEnd) {
            context.write(message, promise);
            return;
        }
        total.bytes += bytes;
        final Future<?> impatience = context.executor().schedule(
            () -> context.close(), patienceMs + bytes / BYTES_A_MS_MIN, TimeUnit.MILLISECONDS);
        context.write(message, promise.unvoid().addListener(written -> {
            impatience.cancel(false);
            total.bytes -= bytes;
            unanswered -= isEnd ? 1 : 0;
        }));
    }

    private static long length(final Object message) {
        if (message instanceof ByteBufHolder holder) {
            return holder.content().readableBytes();
        }
        return message instanceof ByteBuf buffer ? buffer.readableBytes() : 0;
    }

    /** 100 Continue is a whole message, but no answer. */
    private static boolean isInterim(final Object message) {
        return message instanceof HttpResponse response && response.status().code() < 200;
    }
}
