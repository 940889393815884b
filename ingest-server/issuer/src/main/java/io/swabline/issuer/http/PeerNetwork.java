package io.swabline.issuer.http;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Who is counted as one when connections and wrong keys are limited: an IPv4 address, or the /64 of an IPv6 address, since a
 * single household has 2^64 of those.
 */
final class PeerNetwork {
    private static final int NETWORK_LENGTH = 8;

    private PeerNetwork() {
    }

    static String of(final InetAddress address) {
        return address instanceof Inet6Address
            ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), NETWORK_LENGTH)) : address.getHostAddress();
    }

    /** Null if the peer has gone already. */
    static String of(final io.vertx.core.net.SocketAddress address) {
        final InetAddress known = address == null || address.hostAddress() == null
            ? null : NetUtil.createInetAddressFromIpAddressString(address.hostAddress());
        return known == null ? null : of(known);
    }

    /** Null if the peer has gone already. */
    static String of(final SocketAddress address) {
        return address instanceof InetSocketAddress internet && internet.getAddress() != null ? of(internet.getAddress()) : null;
    }
}
