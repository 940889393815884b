package io.swabline.station;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.DelegatingSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What stations with TLS do on a real socket before there is a server that speaks it. */
class StationTlsTest {
    private static final int LIMIT_S = 60;
    private static final int TLS_HANDSHAKE = 0x16;

    private final AtomicInteger engines = new AtomicInteger();
    private final CountDownLatch refused = new CountDownLatch(3);
    private final StationLoop loop = StationLoop.launch(1);
    private StationTls tls;

    @BeforeEach
    void countEngines() throws IOException {
        final SslContext context = SslContextBuilder.forClient().build();
        tls = new StationTls(new DelegatingSslContext(context) {
            @Override
            protected void initEngine(final SSLEngine engine) {
                engines.incrementAndGet();
            }

            @Override
            protected void initHandler(final SslHandler handler) {
                engines.incrementAndGet();
            }
        });
    }

    @AfterEach
    void close() {
        loop.close();
    }

    private void start(final int port) {
        final StationListener listener = new StationListener() {
            @Override
            public void onDisconnect(final Station from, final DisconnectCause cause, final String detail) {
                if (cause == DisconnectCause.CONNECT_FAILED) {
                    refused.countDown();
                }
            }
        };
        loop.station(StationSettings.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1)
            .withReconnectDelays(Duration.ofMillis(1), Duration.ofMillis(5)).withTls(tls), listener).start();
    }

    @Test
    void shouldMakeNoEngineForAConnectionThatIsRefused() throws Exception {
        final int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        start(port);
        assertThat(refused.await(LIMIT_S, TimeUnit.SECONDS)).isTrue();
        assertThat(engines).hasValue(0);
    }

    @Test
    void shouldBeginTheHandshakeOnceItIsConnected() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(LIMIT_S * 1000);
            start(server.getLocalPort());
            try (Socket station = server.accept()) {
                station.setSoTimeout(LIMIT_S * 1000);
                assertThat(station.getInputStream().read()).isEqualTo(TLS_HANDSHAKE);
                assertThat(engines).hasValue(1);
            }
        }
    }
}
