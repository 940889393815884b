package io.swabline.issuer.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Bounds the time that connections may pass without a whole request head: one that sends a byte now and then is closed like one
 * that sends nothing. Bounds as well what answers nobody reads. Used by the event loop.
 */
final class Connections {
    private static final long NO_TIMER = -1;

    /** Codes with their images, and pages, have room where bundles have none left. */
    private static final long UNREAD_BYTES_MAX = 256L << 20;
    private static final int LARGE_BYTES_MIN = 32 << 10;
    /** Thirty bundles of 250,000 superseded codes at a time. */
    private static final long UNREAD_LARGE_BYTES_MAX = 64L << 20;
    /** Problems and redirects are always told. */
    private static final int SMALL_BYTES_MAX = 1 << 10;

    private final Vertx vertx;
    private final Acceptance acceptance;
    private final long idleMaxMs;
    private final UnreadAnswers.Total unread = new UnreadAnswers.Total();
    /** The timer that closes each connection; none while a request is under way. */
    private final Map<HttpConnection, Long> timers = new IdentityHashMap<>();
    /** Open still, until their last answer is written. */
    private final Set<HttpConnection> refused = Collections.newSetFromMap(new IdentityHashMap<>());

    Connections(final Vertx vertx, final Acceptance acceptance, final long idleMaxMs) {
        this.vertx = vertx;
        this.acceptance = acceptance;
        this.idleMaxMs = idleMaxMs;
    }

    void opened(final HttpConnection connection) {
        final ChannelHandlerContext channel = contextOf(connection);
        channel.pipeline().addBefore(channel.name(), "unread-answers", new UnreadAnswers(unread, idleMaxMs));
        timers.put(connection, timerOf(connection));
        connection.closeHandler(closed -> {
            cancel(timers.remove(connection));
            refused.remove(connection);
        });
    }

    private static ChannelHandlerContext contextOf(final HttpConnection connection) {
        return ((HttpServerConnection) connection).channelHandlerContext();
    }

    private static Channel channelOf(final HttpConnection connection) {
        return contextOf(connection).channel();
    }

    /** Nothing more is taken from it. */
    void refuse(final HttpConnection connection) {
        if (timers.containsKey(connection)) {
            refused.add(connection);
        }
    }

    boolean isRefused(final HttpConnection connection) {
        return refused.contains(connection);
    }

    void requestBegan(final HttpConnection connection) {
        cancel(timers.replace(connection, NO_TIMER));
        acceptance.requestBegan(channelOf(connection));
    }

    /** The request has shown a right key or session. */
    void shown(final HttpConnection connection, final boolean isCaller) {
        acceptance.shown(channelOf(connection), isCaller);
    }

    /** The answer to a request that began is written, or cannot be. */
    void answered(final HttpConnection connection) {
        acceptance.answered(channelOf(connection));
    }

    void requestEnded(final HttpConnection connection) {
        if (timers.containsKey(connection)) {
            cancel(timers.put(connection, timerOf(connection)));
        }
    }

    /** Whether an answer may still be given: those that nobody reads have a bound. */
    boolean hasRoomFor(final int bytes) {
        final long bytesMax = bytes < LARGE_BYTES_MIN ? UNREAD_BYTES_MAX : UNREAD_LARGE_BYTES_MAX;
        return bytes <= SMALL_BYTES_MAX || unread.bytes() + bytes <= bytesMax || unread.bytes() == 0;
    }

    private long timerOf(final HttpConnection connection) {
        return vertx.setTimer(idleMaxMs, late -> connection.close());
    }

    private void cancel(final Long timer) {
        if (timer != null && timer != NO_TIMER) {
            vertx.cancelTimer(timer);
        }
    }
}
