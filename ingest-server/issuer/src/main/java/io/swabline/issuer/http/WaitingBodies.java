package io.swabline.issuer.http;

import io.swabline.protocol.access.RareLog;
import io.swabline.protocol.access.SilentGroups;
import java.util.HashMap;
import java.util.Map;
import org.agrona.concurrent.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests whose bodies have not come yet. They have a bound of their own, before there is a buffer for them, so that those
 * whose bodies never come leave the requests under way alone: as many may wait as may be under way. An address may have the
 * part of them that it may have of all connections. A quarter is kept for those with the key of a caller, whom no address
 * limits. Used by the event loop.
 */
final class WaitingBodies {
    private static final Logger LOG = LoggerFactory.getLogger(WaitingBodies.class);
    private static final int KEPT_FOR_CALLERS = 4;

    private final int max;
    private final int residentsMax;
    private final int perAddressMax;
    private final NanoClock clock;
    private final Map<String, Integer> residentsOf = new HashMap<>();
    private final Map<String, SilentGroups.Group<Waiting>> networks = new HashMap<>();
    private final SilentGroups<Waiting> bySize = new SilentGroups<>();
    private final RareLog flood = new RareLog(LOG::warn, "a request was refused with 503, since bodies of too many others were "
        + "announced and do not come, most of them from the network {}: if this goes on, somebody floods HTTP from there; keep "
        + "that network out by the firewall. As many wait as http.requests-under-way-max says");
    private int waiting;
    private int residents;

    /** A request whose body has a place to wait in. */
    static final class Waiting {
        private final String address;
        private final String network;
        private final boolean isOfCaller;
        private boolean hasLeft;

        private Waiting(final String address, final String network, final boolean isOfCaller) {
            this.address = address;
            this.network = network;
            this.isOfCaller = isOfCaller;
        }
    }

    WaitingBodies(final HttpLimits limits, final NanoClock clock) {
        max = limits.requestsUnderWayMax();
        residentsMax = Math.max(1, max - max / KEPT_FOR_CALLERS);
        perAddressMax = (int) Math.max(
            1, Math.min(1, (double) limits.connectionsPerAddressMax() / limits.connectionsMax()) * max);
        this.clock = clock;
    }

    /**
     * Counts one more; it must leave, once its body has come or its request has ended.
     *
     * @param address    as {@link PeerNetwork#of} has it
     * @param network    as a log may have it
     * @param isOfCaller whether it showed a caller's key
     * @throws Refusal   if there are too many
     */
    Waiting enter(final String address, final String network, final boolean isOfCaller) {
        final int ofAddress = isOfCaller ? 0 : residentsOf.getOrDefault(address, 0);
        if (waiting >= max || !isOfCaller && (residents >= residentsMax || ofAddress >= perAddressMax)) {
            final boolean isOfThisAddress = waiting < max && ofAddress >= perAddressMax;
            flood.tell(isOfThisAddress ? network : bySize.largest().oldest().network, clock.nanoTime());
            throw Refusal.busy();
        }
        final Waiting entered = new Waiting(address, network, isOfCaller);
        waiting++;
        if (!isOfCaller) {
            residents++;
            residentsOf.put(address, ofAddress + 1);
        }
        bySize.add(networks.computeIfAbsent(network, none -> new SilentGroups.Group<>()), entered);
        return entered;
    }

    /** Gives its place back, the first time. */
    void leave(final Waiting left) {
        if (left.hasLeft) {
            return;
        }
        left.hasLeft = true;
        waiting--;
        if (!left.isOfCaller) {
            residents--;
            residentsOf.computeIfPresent(left.address, (any, count) -> count == 1 ? null : count - 1);
        }
        final SilentGroups.Group<Waiting> group = networks.get(left.network);
        bySize.remove(group, left);
        if (group.size() == 0) {
            networks.remove(left.network);
        }
    }
}
