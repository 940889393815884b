package io.swabline.protocol.access;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * From which addresses somebody has shown lately who he is, as a station by its Hello: bounded, the one unused for longest makes
 * room. Kept in memory only; after a restart everybody is a stranger until then. Not thread-safe.
 */
public final class KnownAddresses {
    /** About 5 MiB. */
    static final int ADDRESSES_MAX = 32_768;
    /** Sites work by day: what came yesterday at this hour is still known. */
    static final long KNOWN_FOR_NS = TimeUnit.HOURS.toNanos(25);
    private static final float LOAD_FACTOR = 0.75f;

    private final Map<String, Long> shownNs = new LinkedHashMap<>(16, LOAD_FACTOR, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(final Map.Entry<String, Long> eldest) {
            return size() > ADDRESSES_MAX;
        }
    };

    public void add(final String address, final long nowNs) {
        shownNs.put(address, nowNs);
    }

    public boolean contains(final String address, final long nowNs) {
        final Long sinceNs = shownNs.get(address);
        if (sinceNs != null && nowNs - sinceNs > KNOWN_FOR_NS) {
            shownNs.remove(address);
            return false;
        }
        return sinceNs != null;
    }

    int size() {
        return shownNs.size();
    }
}
