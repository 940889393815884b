package io.swabline.issuer.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.protocol.access.AddressNetwork;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class PeerNetworkTest {
    @Test
    void shouldTakeAnIpv4AddressForItself() throws UnknownHostException {
        assertThat(network("192.0.2.1")).isEqualTo(network("192.0.2.1")).isNotEqualTo(network("192.0.2.2"))
            .isEqualTo(network("::ffff:192.0.2.1"));
    }

    @Test
    void shouldTakeAnIpv6HouseholdForOne() throws UnknownHostException {
        assertThat(network("2001:db8:1:2::1")).isEqualTo(network("2001:db8:1:2:ffff::9"))
            .isNotEqualTo(network("2001:db8:1:3::1"));
    }

    @Test
    void shouldKnowNobodyOfAConnectionThatIsGone() {
        assertThat(PeerNetwork.of(null)).isNull();
        assertThat(PeerNetwork.siteOf(null)).isNull();
    }

    private static String network(final String address) throws UnknownHostException {
        final String network = PeerNetwork.of(SocketAddress.inetSocketAddress(1, address));
        assertThat(network).isEqualTo(AddressNetwork.of(InetAddress.getByName(address)));
        return network;
    }
}
