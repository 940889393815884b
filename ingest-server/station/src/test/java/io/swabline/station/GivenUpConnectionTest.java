package io.swabline.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is left on the network of a connection that a station gives up. */
class GivenUpConnectionTest {
    private static final int LIMIT_MS = 60_000;

    private final StationLoop loop = StationLoop.launch(1);
    private ServerSocket mute;

    @BeforeEach
    void listen() throws IOException {
        mute = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        mute.setSoTimeout(LIMIT_MS);
    }

    @AfterEach
    void close() throws IOException {
        loop.close();
        mute.close();
    }

    private StationSettings settings() {
        return StationSettings.of(new InetSocketAddress(mute.getInetAddress(), mute.getLocalPort()), 1)
            .withTimeouts(Duration.ofMillis(100), Duration.ofSeconds(30), Duration.ofSeconds(10));
    }

    @Test
    void shouldResetAConnectionWhoseHelloIsNotAnswered() throws Exception {
        assertReset(settings());
    }

    @Test
    void shouldResetAConnectionWhoseTlsIsNotAnswered() throws Exception {
        assertReset(settings().withTls(new StationTls(SslContextBuilder.forClient().build())));
    }

    /** The server reads until the end, which has to be none that it was sent behind all else. */
    private void assertReset(final StationSettings settings) throws IOException {
        loop.station(settings, new StationListener() {
        }).start();
        try (Socket station = mute.accept()) {
            station.setSoTimeout(LIMIT_MS);
            assertThat(station.getInputStream().read()).as("the first byte").isNotNegative();
            assertThatThrownBy(() -> station.getInputStream().readAllBytes())
                .isInstanceOf(SocketException.class).hasMessageContaining("reset");
        }
    }
}
