package io.swabline.server.edge;

import io.netty.channel.Channel;
import io.swabline.protocol.access.RareLog;
import io.swabline.protocol.codec.RefusedReason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one event loop tells the operator about connections that do not come about, rarely enough for any log. */
final class EdgeComplaints {
    private static final Logger LOGGER = LoggerFactory.getLogger(EdgeComplaints.class);

    private final EdgeCounters counters;
    private final RareLog plainText = new RareLog(LOGGER::warn,
        "a connection from {} speaks no TLS, which this listener expects: give "
        + "the station the certificate's authority (station send --tls-ca), or take tls.certificate-file away here");
    private final RareLog strayTls = new RareLog(LOGGER::warn,
        "a connection from {} speaks TLS, which this listener does not: set "
        + "tls.certificate-file and tls.private-key-file here, or let it connect without TLS");
    private final RareLog failedHandshakes = new RareLog(LOGGER::warn, "a TLS handshake failed: {}");
    private final RareLog notAuthorized = new RareLog(LOGGER::warn,
        "station {} was refused: it showed no valid token or certificate "
        + "of its own; see 'swabline stations list'");

    private final RareLog blocked = new RareLog(LOGGER::warn,
        "station {} was refused: an operator blocked it; 'swabline stations "
        + "unblock' lets it in again");

    private final RareLog noSubscriber = new RareLog(LOGGER::warn,
        "a subscriber was refused: {}; see 'swabline stations list' for tokens with the right subscribe, and the settings "
            + "subscribers.*");

    EdgeComplaints(final EdgeCounters counters) {
        this.counters = counters;
    }

    void onPlainText(final Channel channel, final long nowNs) {
        counters.handshakesFailed.increment();
        plainText.tell(channel.remoteAddress(), nowNs);
    }

    void onStrayTls(final Channel channel, final long nowNs) {
        counters.handshakesFailed.increment();
        strayTls.tell(channel.remoteAddress(), nowNs);
    }

    void onHandshakeFailed(final Channel channel, final Throwable cause, final long nowNs) {
        counters.handshakesFailed.increment();
        failedHandshakes.tell(channel.remoteAddress() + ", " + cause.getMessage(), nowNs);
    }

    void onSubscriberRefused(final RefusedReason reason, final long nowNs) {
        if (reason == RefusedReason.NOT_AUTHORIZED) {
            counters.notAuthorized.increment();
        }
        noSubscriber.tell(reason, nowNs);
    }

    void onBlocked(final long station, final long nowNs) {
        counters.notAuthorized.increment();
        blocked.tell(station, nowNs);
    }

    void onNotAuthorized(final long station, final long nowNs) {
        counters.notAuthorized.increment();
        notAuthorized.tell(station, nowNs);
    }
}
