package io.swabline.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class AddressCountsTest {
    private final AddressCounts counts = new AddressCounts();

    @Test
    void shouldCountAHouseholdOfIpv6AsOneAddress() throws UnknownHostException {
        assertThat(counts.add(InetAddress.getByName("2001:db8:1:2::1"))).isEqualTo(1);
        assertThat(counts.add(InetAddress.getByName("2001:db8:1:2:ffff::9"))).isEqualTo(2);
        assertThat(counts.add(InetAddress.getByName("2001:db8:1:3::1"))).isEqualTo(1);
        counts.remove(InetAddress.getByName("2001:db8:1:2::1"));
        assertThat(counts.add(InetAddress.getByName("2001:db8:1:2::1"))).isEqualTo(2);
    }

    @Test
    void shouldCountEachIpv4AddressByItself() throws UnknownHostException {
        assertThat(counts.add(InetAddress.getByName("192.0.2.1"))).isEqualTo(1);
        assertThat(counts.add(InetAddress.getByName("192.0.2.2"))).isEqualTo(1);
        counts.remove(InetAddress.getByName("192.0.2.1"));
        assertThat(counts.add(InetAddress.getByName("192.0.2.1"))).isEqualTo(1);
    }
}
