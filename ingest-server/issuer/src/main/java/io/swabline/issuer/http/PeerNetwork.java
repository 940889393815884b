package io.swabline.issuer.http;

import io.netty.util.NetUtil;
import io.swabline.protocol.access.AddressNetwork;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Whose connections and wrong keys are counted together; see {@link AddressNetwork}. */
final class PeerNetwork {
    private PeerNetwork() {
    }

    /** Null if the peer has gone already. */
    static String of(final io.vertx.core.net.SocketAddress address) {
        final InetAddress known = address == null || address.hostAddress() == null
            ? null : NetUtil.createInetAddressFromIpAddressString(address.hostAddress());
        return known == null ? null : AddressNetwork.of(known);
    }

    /** Null if the peer has gone already. */
    static String of(final SocketAddress address) {
        return address instanceof InetSocketAddress internet && internet.getAddress() != null
            ? AddressNetwork.of(internet.getAddress()) : null;
    }
}
