package io.swabline.protocol.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.protocol.access.ConnectionPlaces.Entry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionPlacesTest {
    private static final long LONG_AGO_NS = -ConnectionPlaces.SILENT_PATIENCE_NS;

    /** 10 places: 5 for an address, 7 for a network, 8 for strangers. */
    private final ConnectionPlaces<String> places = new ConnectionPlaces<>(PlaceLimits.of(10, 50, 75, 20));

    private static Entry<String> entry(final String address, final boolean isKnown) {
        return new Entry<>(address, address, address.replaceAll("[.]\\d+$", ".0/24"), isKnown);
    }

    private List<Entry<String>> enter(final int count, final String address, final boolean isKnown, final long sinceNs) {
        final List<Entry<String>> entered = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            final Entry<String> entry = entry(address, isKnown);
            assertThat(places.hasRoomFor(entry)).isTrue();
            places.enter(entry, sinceNs);
            entered.add(entry);
        }
        return entered;
    }

    private boolean hasRoom(final String address, final boolean isKnown) {
        return places.hasRoomFor(entry(address, isKnown));
    }

    @Test
    void shouldBoundAddressesNetworksAndStrangers() {
        enter(5, "10.0.0.1", false, 0);
        assertThat(hasRoom("10.0.0.1", true)).isFalse();
        enter(2, "10.0.0.2", false, 0);
        assertThat(hasRoom("10.0.0.3", true)).isFalse();
        enter(1, "10.0.1.1", false, 0);
        assertThat(hasRoom("10.0.1.2", false)).isFalse();
        enter(2, "10.0.1.2", true, 0);
        assertThat(hasRoom("10.0.2.2", true)).isFalse();
        assertThat(places.inside()).isEqualTo(10);
    }

    @Test
    void shouldMakeRoomByTheOldestSilentOneOfTheAddressThatHasItsPart() {
        enter(1, "10.0.1.1", false, LONG_AGO_NS);
        final List<Entry<String>> flood = enter(5, "10.0.0.1", false, 0);
        places.heard(flood.get(0));
        assertThat(places.oldestInTheWayOf(entry("10.0.0.1", false), ConnectionPlaces.CROWDED_PATIENCE_NS))
            .isSameAs(flood.get(1));
    }

    @Test
    void shouldMakeRoomByTheNetworkThatHasItsPart() {
        enter(1, "10.0.1.1", false, LONG_AGO_NS);
        final List<Entry<String>> flood = enter(4, "10.0.0.1", false, 0);
        enter(3, "10.0.0.2", false, 0);
        assertThat(places.oldestInTheWayOf(entry("10.0.0.3", true), ConnectionPlaces.CROWDED_PATIENCE_NS)).isSameAs(flood.get(0));
    }

    @Test
    void shouldMakeRoomByTheNetworkWithMostThatAreSilentWhenAllIsFull() {
        enter(2, "10.0.1.1", false, LONG_AGO_NS);
        final List<Entry<String>> flood = enter(5, "10.0.0.1", false, 0);
        enter(1, "10.0.0.2", false, 0);
        enter(2, "10.0.1.1", true, 0);
        assertThat(places.oldestInTheWayOf(entry("10.0.2.1", true), ConnectionPlaces.CROWDED_PATIENCE_NS)).isSameAs(flood.get(0));
    }

    @Test
    void shouldCloseOnlyStrangersWhereTheStrangersPartIsFull() {
        final List<Entry<String>> flood = enter(2, "10.0.0.1", false, 0);
        enter(2, "10.0.1.1", true, LONG_AGO_NS);
        enter(1, "10.0.1.1", false, LONG_AGO_NS);
        final List<Entry<String>> mixed = enter(3, "10.0.2.1", false, 0);
        enter(2, "10.0.3.1", false, 0);
        final Entry<String> newcomer = entry("10.0.4.1", false);
        assertThat(places.hasRoomFor(newcomer)).isFalse();
        final Entry<String> gone = places.oldestInTheWayOf(newcomer, ConnectionPlaces.CROWDED_PATIENCE_NS);
        assertThat(gone).as("of the network with most silent strangers").isSameAs(mixed.get(0));
        assertThat(flood).doesNotContain(gone);
        places.leave(gone);
        assertThat(places.hasRoomFor(newcomer)).isTrue();
    }

    @Test
    void shouldCloseNobodyKnownForAStrangerWhoHasNoRoomAfterwards() {
        enter(5, "10.0.0.1", false, 0).forEach(places::heard);
        enter(3, "10.0.1.1", false, 0).forEach(places::heard);
        enter(2, "10.0.2.1", true, LONG_AGO_NS);
        assertThat(places.oldestInTheWayOf(entry("10.0.3.1", false), ConnectionPlaces.SILENT_PATIENCE_NS)).isNull();
    }

    @Test
    void shouldLeaveAloneWhoHasSaidSomethingAndGiveTheSilentAMoment() {
        final List<Entry<String>> inside = enter(5, "10.0.0.1", false, 0);
        inside.subList(0, 4).forEach(places::heard);
        final Entry<String> newcomer = entry("10.0.0.1", false);
        assertThat(places.oldestInTheWayOf(newcomer, ConnectionPlaces.SILENT_PATIENCE_NS - 1)).isNull();
        assertThat(places.oldestInTheWayOf(newcomer, ConnectionPlaces.SILENT_PATIENCE_NS)).isSameAs(inside.get(4));
        places.heard(inside.get(4));
        assertThat(places.oldestInTheWayOf(newcomer, Long.MAX_VALUE / 2)).isNull();
    }

    @Test
    void shouldCountAsSilentAgainFromWhenAConnectionSaysNothingMore() {
        final List<Entry<String>> inside = enter(5, "10.0.0.1", false, 0);
        places.heard(inside.get(0));
        places.silent(inside.get(0), 50);
        places.silent(inside.get(0), 500);
        inside.subList(1, 5).forEach(places::heard);
        final Entry<String> newcomer = entry("10.0.0.1", false);
        assertThat(places.oldestInTheWayOf(newcomer, 49 + ConnectionPlaces.SILENT_PATIENCE_NS)).isNull();
        assertThat(places.oldestInTheWayOf(newcomer, 50 + ConnectionPlaces.SILENT_PATIENCE_NS)).isSameAs(inside.get(0));
        inside.forEach(places::leave);
        places.silent(inside.get(0), 0);
        assertThat(places.inside()).isZero();
    }

    @Test
    void shouldCountAStrangerWhoHasShownWhoItIsAmongTheKnown() {
        final List<Entry<String>> strangers = enter(4, "10.0.0.1", false, 0);
        strangers.addAll(enter(4, "10.0.1.1", false, 0));
        assertThat(hasRoom("10.0.2.1", false)).isFalse();
        places.heard(strangers.get(0));
        places.known(strangers.get(0));
        places.known(strangers.get(0));
        assertThat(hasRoom("10.0.2.1", false)).isTrue();
        places.silent(strangers.get(0), 0);
        enter(1, "10.0.2.1", false, 0);
        assertThat(hasRoom("10.0.2.2", false)).isFalse();
        strangers.forEach(places::leave);
        enter(5, "10.0.3.1", false, 0);
        enter(2, "10.0.4.1", false, 0);
        assertThat(hasRoom("10.0.5.1", false)).as("eight strangers again").isFalse();
    }

    @Test
    void shouldTakePlacesBackOnce() {
        final List<Entry<String>> inside = enter(5, "10.0.0.1", false, 0);
        assertThat(places.leave(inside.get(0))).isTrue();
        assertThat(places.leave(inside.get(0))).isFalse();
        assertThat(hasRoom("10.0.0.1", false)).isTrue();
        inside.subList(1, 5).forEach(places::leave);
        assertThat(places.inside()).isZero();
        enter(5, "10.0.0.1", false, 0);
    }

    @Test
    void shouldRememberAddressesForADayAndABoundedNumberOfThem() {
        final KnownAddresses known = new KnownAddresses();
        for (int i = 0; i <= KnownAddresses.ADDRESSES_MAX; i++) {
            known.add("address " + i, i);
            assertThat(known.contains("address 0", i)).as("asked for, so not the oldest").isTrue();
        }
        assertThat(known.size()).isEqualTo(KnownAddresses.ADDRESSES_MAX);
        assertThat(known.contains("address 1", 1)).isFalse();
        assertThat(known.contains("address 2", 2 + KnownAddresses.KNOWN_FOR_NS)).isTrue();
        assertThat(known.contains("address 2", 3 + KnownAddresses.KNOWN_FOR_NS)).isFalse();
    }
}
