package io.swabline.protocol.access;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The places of connections at a listener, by address and network. A *silent* one has cost its owner nothing, and gives its place
 * to a newcomer; one that has been heard keeps its place until it leaves or is silent again. What is heard, the listener decides:
 * at the stations' a first byte, at HTTP a request. Nothing here walks all connections or networks. Not thread-safe.
 *
 * @param <C> a connection
 */
public final class ConnectionPlaces<C> {
    /**
     * A silent connection keeps its place for so long. An honest one sends its first bytes with the end of TCP's handshake, but
     * a busy terminal, or a lost packet, makes it late.
     */
    public static final long SILENT_PATIENCE_NS = TimeUnit.SECONDS.toNanos(1);
    /** And for so long where the silent have three quarters of the places, as in a flood and not in a storm. */
    public static final long CROWDED_PATIENCE_NS = TimeUnit.MILLISECONDS.toNanos(25);

    private final PlaceLimits limits;
    private final Map<String, Group<C>> addresses = new HashMap<>();
    private final Map<String, Group<C>> networks = new HashMap<>();
    private final SilentGroups<Entry<C>> silentNetworks = new SilentGroups<>();
    private final SilentGroups<Entry<C>> silentStrangerNetworks = new SilentGroups<>();
    private int inside;
    private int strangers;
    private int silent;
    private int silentStrangers;

    /** Connections of one address or network that have a place. */
    private static final class Group<C> {
        private final SilentGroups.Group<Entry<C>> silent = new SilentGroups.Group<>();
        private final SilentGroups.Group<Entry<C>> silentStrangers = new SilentGroups.Group<>();
        private int inside;
    }

    /** One connection. */
    public static final class Entry<C> {
        private final C channel;
        private final String address;
        private final String network;
        private boolean isKnown;
        private boolean isInside;
        private boolean isSilent;
        private long sinceNs;

        /** @param isKnown whether somebody of this address has shown lately who he is */
        public Entry(final C channel, final String address, final String network, final boolean isKnown) {
            this.channel = channel;
            this.address = address;
            this.network = network;
            this.isKnown = isKnown;
        }

        public C channel() {
            return channel;
        }

        public String address() {
            return address;
        }

        public String network() {
            return network;
        }
    }

    public ConnectionPlaces(final PlaceLimits limits) {
        this.limits = limits;
    }

    /** Connections that have a place now. */
    public int inside() {
        return inside;
    }

    public boolean hasRoomFor(final Entry<C> entry) {
        return inside < limits.max() && (entry.isKnown || strangers < limits.strangersMax())
            && insideOf(addresses, entry.address) < limits.perAddressMax()
            && insideOf(networks, entry.network) < limits.perNetworkMax();
    }

    private int insideOf(final Map<String, Group<C>> groups, final String name) {
        final Group<C> group = groups.get(name);
        return group == null ? 0 : group.inside;
    }

    /** Gives the connection a place; there must be room. */
    public void enter(final Entry<C> entry, final long nowNs) {
        entry.isInside = true;
        inside++;
        strangers += entry.isKnown ? 0 : 1;
        enter(addresses, entry.address);
        enter(networks, entry.network);
        silent(entry, nowNs);
    }

    /** The connection says nothing, or nothing more for now: from this time on it is counted as silent. */
    public void silent(final Entry<C> entry, final long nowNs) {
        if (!entry.isInside || entry.isSilent) {
            return;
        }
        entry.isSilent = true;
        entry.sinceNs = nowNs;
        silent++;
        final Group<C> address = addresses.get(entry.address);
        final Group<C> network = networks.get(entry.network);
        address.silent.add(entry);
        silentNetworks.add(network.silent, entry);
        if (!entry.isKnown) {
            silentStrangers++;
            address.silentStrangers.add(entry);
            silentStrangerNetworks.add(network.silentStrangers, entry);
        }
    }

    /** The connection has shown who it is; it must not be silent. */
    public void known(final Entry<C> entry) {
        if (entry.isSilent) {
            throw new IllegalStateException("a silent connection has shown nothing");
        }
        strangers -= entry.isInside && !entry.isKnown ? 1 : 0;
        entry.isKnown = true;
    }

    private Group<C> enter(final Map<String, Group<C>> groups, final String name) {
        final Group<C> group = groups.computeIfAbsent(name, none -> new Group<>());
        group.inside++;
        return group;
    }

    /** The connection has said something. */
    public void heard(final Entry<C> entry) {
        if (!entry.isSilent) {
            return;
        }
        entry.isSilent = false;
        final Group<C> address = addresses.get(entry.address);
        address.silent.remove(entry);
        final Group<C> network = networks.get(entry.network);
        silentNetworks.remove(network.silent, entry);
        silent--;
        if (!entry.isKnown) {
            address.silentStrangers.remove(entry);
            silentStrangerNetworks.remove(network.silentStrangers, entry);
            silentStrangers--;
        }
    }

    /** Takes its place back; whether it had one. */
    public boolean leave(final Entry<C> entry) {
        if (!entry.isInside) {
            return false;
        }
        heard(entry);
        entry.isInside = false;
        inside--;
        strangers -= entry.isKnown ? 0 : 1;
        leave(addresses, entry.address);
        leave(networks, entry.network);
        return true;
    }

    private void leave(final Map<String, Group<C>> groups, final String name) {
        groups.computeIfPresent(name, (any, group) -> --group.inside == 0 ? null : group);
    }

    /**
     * Who gives up its place to a newcomer for which there is no room: of the address that has its full part, or else of the
     * network that has, or else of the network with most that are silent, the one that has been silent for longest. Where the
     * strangers' part is full, only strangers are looked at. The newcomer has room once that one has left.
     *
     * @return null if nobody has to
     */
    public Entry<C> oldestInTheWayOf(final Entry<C> newcomer, final long nowNs) {
        final boolean isStrangersPart = !newcomer.isKnown && strangers >= limits.strangersMax();
        final Group<C> address = addresses.get(newcomer.address);
        if (address != null && address.inside >= limits.perAddressMax()) {
            return oldestSilent(address, isStrangersPart, limits.perAddressMax(), nowNs);
        }
        final Group<C> network = networks.get(newcomer.network);
        if (network != null && network.inside >= limits.perNetworkMax()) {
            return oldestSilent(network, isStrangersPart, limits.perNetworkMax(), nowNs);
        }
        return isStrangersPart
            ? oldest(silentStrangerNetworks.largest(), silentStrangers, limits.strangersMax(), nowNs)
            : oldest(silentNetworks.largest(), silent, limits.max(), nowNs);
    }

    private Entry<C> oldestSilent(final Group<C> group, final boolean isStranger, final int places, final long nowNs) {
        return oldest(isStranger ? group.silentStrangers : group.silent, group.silent.size(), places, nowNs);
    }

    private Entry<C> oldest(
        final SilentGroups.Group<Entry<C>> group, final int silentCount, final int places, final long nowNs) {
        final Entry<C> entry = group == null ? null : group.oldest();
        if (entry == null) {
            return null;
        }
        final long patienceNs = 4L * silentCount >= 3L * places ? CROWDED_PATIENCE_NS : SILENT_PATIENCE_NS;
        return nowNs - entry.sinceNs >= patienceNs ? entry : null;
    }
}
