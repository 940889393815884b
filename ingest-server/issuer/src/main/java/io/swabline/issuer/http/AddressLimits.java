package io.swabline.issuer.http;

import io.vertx.core.http.HttpServerRequest;
import org.agrona.concurrent.NanoClock;

/**
 * How often an address may be wrong in a second: an IPv4 address or a /64 of IPv6, as {@link PeerNetwork} says. Whole districts
 * and all that comes through a proxy share one, so only what turned out wrong is counted here. Bounded. Used by the event loop.
 */
final class AddressLimits {
    private static final int ADDRESSES_MAX = 20_000;

    private final RateLimits limits;

    AddressLimits(final int perSecond, final NanoClock clock) {
        this.limits = new RateLimits(perSecond, ADDRESSES_MAX, clock);
    }

    /** Counts one against the address of the request; refuses it if there were too many. */
    void take(final HttpServerRequest request) {
        final String network = PeerNetwork.of(request.remoteAddress());
        if (network != null) {
            limits.take(network);
        }
    }
}
