package io.swabline.protocol.access;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Who is counted as one where something is limited by address: an IPv4 address, or the /64 of an IPv6 address, since a single
 * household has 2^64 of those.
 */
public final class AddressNetwork {
    private static final int NETWORK_LENGTH = 8;
    private static final int SITE_LENGTH_IPV4 = 3;
    private static final int SITE_LENGTH_IPV6 = 6;

    private AddressNetwork() {
    }

    /** The same text for all addresses that are counted as one. */
    public static String of(final InetAddress address) {
        return address instanceof Inet6Address
            ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), NETWORK_LENGTH)) : address.getHostAddress();
    }

    /**
     * The network that the address lies in, as one that floods may have as a whole: a /24 of IPv4, a /48 of IPv6, which is what a
     * site is given. As an operator writes it; it names no single address, so that it may stand in a log.
     */
    public static String siteOf(final InetAddress address) {
        final boolean isIpv6 = address instanceof Inet6Address;
        final int kept = isIpv6 ? SITE_LENGTH_IPV6 : SITE_LENGTH_IPV4;
        final byte[] bytes = address.getAddress();
        Arrays.fill(bytes, kept, bytes.length, (byte) 0);
        try {
            return InetAddress.getByAddress(bytes).getHostAddress() + "/" + kept * Byte.SIZE;
        } catch (final UnknownHostException e) {
            throw new IllegalStateException("an address has the length of an address", e);
        }
    }
}
