package io.swabline.issuer.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Bounds connections in number, and in the time that they may pass without a whole request head: one that sends a byte now and
 * then is closed like one that sends nothing. Used by the event loop.
 */
final class Connections {
    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final int connectionsMax;
    private final long idleMaxMs;
    private final HttpCounters counters;
    /** The timer that closes each connection; none while a request is under way. */
    private final Map<HttpConnection, Long> timers = new IdentityHashMap<>();

    Connections(final Vertx vertx, final int connectionsMax, final long idleMaxMs, final HttpCounters counters) {
        this.vertx = vertx;
        this.connectionsMax = connectionsMax;
        this.idleMaxMs = idleMaxMs;
        this.counters = counters;
    }

    void opened(final HttpConnection connection) {
        if (timers.size() >= connectionsMax) {
            counters.connectionRefused();
            connection.close();
            return;
        }
        timers.put(connection, timerOf(connection));
        connection.closeHandler(closed -> cancel(timers.remove(connection)));
    }

    void requestBegan(final HttpConnection connection) {
        cancel(timers.replace(connection, NO_TIMER));
    }

    void requestEnded(final HttpConnection connection) {
        if (timers.containsKey(connection)) {
            cancel(timers.put(connection, timerOf(connection)));
        }
    }

    int size() {
        return timers.size();
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
