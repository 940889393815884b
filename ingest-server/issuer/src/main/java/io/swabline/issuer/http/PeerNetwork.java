package io.swabline.issuer.http;

import io.netty.util.NetUtil;
import io.swabline.protocol.access.AddressNetwork;
import java.net.InetAddress;

/** Whose connections and wrong keys are counted together; see {@link AddressNetwork}. */
final class PeerNetwork {
    private PeerNetwork() {
    }

    /** Null if the peer has gone already. */
    static String of(final io.vertx.core.net.SocketAddress address) {
        final InetAddress known = internet(address);
        return known == null ? null : AddressNetwork.of(known);
    }

    /** The network that it lies in, as a log may have it. Null if the peer has gone already. */
    static String siteOf(final io.vertx.core.net.SocketAddress address) {
        final InetAddress known = internet(address);
        return known == null ? null : AddressNetwork.siteOf(known);
    }

    private static InetAddress internet(final io.vertx.core.net.SocketAddress address) {
        return address == null || address.hostAddress() == null
            ? null : NetUtil.createInetAddressFromIpAddressString(address.hostAddress());
    }
}
