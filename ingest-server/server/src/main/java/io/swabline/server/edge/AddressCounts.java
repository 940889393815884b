package io.swabline.server.edge;

import io.swabline.protocol.access.AddressNetwork;
import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;

/** How many connections there are from each {@link AddressNetwork}; as many entries as connections at most. Any thread. */
final class AddressCounts {
    private final ConcurrentHashMap<String, Integer> counts = new ConcurrentHashMap<>();

    /** Counts one more, and returns how many there are now. */
    int add(final InetAddress address) {
        return counts.merge(AddressNetwork.of(address), 1, Integer::sum);
    }

    void remove(final InetAddress address) {
        counts.computeIfPresent(AddressNetwork.of(address), (network, count) -> count == 1 ? null : count - 1);
    }
}
