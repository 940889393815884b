package io.swabline.server.edge;

import io.netty.channel.Channel;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The places of those who have not said Hello, by address and network. A connection that has said nothing at all is *silent*: it
 * has cost its owner nothing, and gives its place to a newcomer. One that has said something keeps its place until its deadline,
 * for it may be in the middle of a handshake. Nothing here walks all connections or networks. Not thread-safe: the {@link
 * GreetingGate} holds its lock.
 */
final class Greetings {
    /**
     * A silent connection keeps its place for so long. An honest one sends its first bytes with the end of TCP's handshake, but
     * a busy terminal, or a lost packet, makes it late.
     */
    static final long SILENT_PATIENCE_NS = TimeUnit.SECONDS.toNanos(1);
    /** And for so long where the silent have three quarters of the places, as in a flood and not in a storm. */
    static final long CROWDED_PATIENCE_NS = TimeUnit.MILLISECONDS.toNanos(25);

    private final GreetingLimits limits;
    private final Map<String, Group> addresses = new HashMap<>();
    private final Map<String, Group> networks = new HashMap<>();
    private final SilentGroups silentNetworks = new SilentGroups();
    private final SilentGroups silentStrangerNetworks = new SilentGroups();
    private int inside;
    private int strangers;
    private int silent;
    private int silentStrangers;

    /** Connections of one address or network that have a place. */
    private static final class Group {
        private final SilentGroups.Group silent = new SilentGroups.Group();
        private final SilentGroups.Group silentStrangers = new SilentGroups.Group();
        private int inside;
    }

    /** One connection that has not said Hello. */
    static final class Entry {
        private final Channel channel;
        private final String address;
        private final String network;
        private final boolean isKnown;
        private boolean isInside;
        private long sinceNs;

        /** @param isKnown whether a station of this address has said Hello lately */
        Entry(final Channel channel, final String address, final String network, final boolean isKnown) {
            this.channel = channel;
            this.address = address;
            this.network = network;
            this.isKnown = isKnown;
        }

        Channel channel() {
            return channel;
        }

        String address() {
            return address;
        }

        String network() {
            return network;
        }
    }

    Greetings(final GreetingLimits limits) {
        this.limits = limits;
    }

    /** Connections that have a place now. */
    int inside() {
        return inside;
    }

    boolean hasRoomFor(final Entry entry) {
        return inside < limits.max() && (entry.isKnown || strangers < limits.strangersMax())
            && insideOf(addresses, entry.address) < limits.perAddressMax()
            && insideOf(networks, entry.network) < limits.perNetworkMax();
    }

    private static int insideOf(final Map<String, Group> groups, final String name) {
        final Group group = groups.get(name);
        return group == null ? 0 : group.inside;
    }

    /** Gives the connection a place; there must be room. */
    void enter(final Entry entry, final long nowNs) {
        entry.isInside = true;
        entry.sinceNs = nowNs;
        inside++;
        silent++;
        final Group address = enter(addresses, entry.address);
        final Group network = enter(networks, entry.network);
        address.silent.add(entry);
        silentNetworks.add(network.silent, entry);
        if (!entry.isKnown) {
            strangers++;
            silentStrangers++;
            address.silentStrangers.add(entry);
            silentStrangerNetworks.add(network.silentStrangers, entry);
        }
    }

    private static Group enter(final Map<String, Group> groups, final String name) {
        final Group group = groups.computeIfAbsent(name, none -> new Group());
        group.inside++;
        return group;
    }

    /** The connection has said something. */
    void heard(final Entry entry) {
        if (!entry.isInside) {
            return;
        }
        final Group address = addresses.get(entry.address);
        if (!address.silent.remove(entry)) {
            return;
        }
        final Group network = networks.get(entry.network);
        silentNetworks.remove(network.silent, entry);
        silent--;
        if (!entry.isKnown) {
            address.silentStrangers.remove(entry);
            silentStrangerNetworks.remove(network.silentStrangers, entry);
            silentStrangers--;
        }
    }

    /** Takes its place back; whether it had one. */
    boolean leave(final Entry entry) {
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

    private static void leave(final Map<String, Group> groups, final String name) {
        groups.computeIfPresent(name, (any, group) -> --group.inside == 0 ? null : group);
    }

    /**
     * Who gives up its place to a newcomer for which there is no room: of the address that has its full part, or else of the
     * network that has, or else of the network with most that are silent, the one that has been silent for longest. Where the
     * strangers' part is full, only strangers are looked at. The newcomer has room once that one has left.
     *
     * @return null if nobody has to
     */
    Entry oldestInTheWayOf(final Entry newcomer, final long nowNs) {
        final boolean isStrangersPart = !newcomer.isKnown && strangers >= limits.strangersMax();
        final Group address = addresses.get(newcomer.address);
        if (address != null && address.inside >= limits.perAddressMax()) {
            return oldestSilent(address, isStrangersPart, limits.perAddressMax(), nowNs);
        }
        final Group network = networks.get(newcomer.network);
        if (network != null && network.inside >= limits.perNetworkMax()) {
            return oldestSilent(network, isStrangersPart, limits.perNetworkMax(), nowNs);
        }
        return isStrangersPart
            ? oldest(silentStrangerNetworks.largest(), silentStrangers, limits.strangersMax(), nowNs)
            : oldest(silentNetworks.largest(), silent, limits.max(), nowNs);
    }

    private static Entry oldestSilent(final Group group, final boolean isStranger, final int places, final long nowNs) {
        return oldest(isStranger ? group.silentStrangers : group.silent, group.silent.size(), places, nowNs);
    }

    private static Entry oldest(final SilentGroups.Group group, final int silentCount, final int places, final long nowNs) {
        final Entry entry = group == null ? null : group.oldest();
        if (entry == null) {
            return null;
        }
        final long patienceNs = 4L * silentCount >= 3L * places ? CROWDED_PATIENCE_NS : SILENT_PATIENCE_NS;
        return nowNs - entry.sinceNs >= patienceNs ? entry : null;
    }
}
