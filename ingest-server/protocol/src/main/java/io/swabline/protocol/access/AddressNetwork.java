package io.swabline.protocol.access;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Who is counted as one where something is limited by address: an IPv4 address, or the /64 of an IPv6 address, since a single
 * household has 2^64 of those.
 */
public final class AddressNetwork {
    private static final int NETWORK_LENGTH = 8;

    private AddressNetwork() {
    }

    /** The same text for all addresses that are counted as one. */
    public static String of(final InetAddress address) {
        return address instanceof Inet6Address
            ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), NETWORK_LENGTH)) : address.getHostAddress();
    }
}
