package io.swabline.server.edge;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;

/** How many connections there are from each IP address; as many entries as connections at most. Any thread. */
final class AddressCounts {
    private final ConcurrentHashMap<InetAddress, Integer> counts = new ConcurrentHashMap<>();

    /** Counts one more, and returns how many there are now. */
    int add(final InetAddress address) {
        return counts.merge(address, 1, Integer::sum);
    }

    void remove(final InetAddress address) {
        counts.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
    }
}
