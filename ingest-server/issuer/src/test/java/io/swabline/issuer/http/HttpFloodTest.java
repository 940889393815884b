package io.swabline.issuer.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One address connects and resets, or connects and begins handshakes, hundreds of times a second; others want pages. */
@Tag("slow")
class HttpFloodTest {
    private static final String ATTACKER = "127.2.0.1";
    private static final int PER_SECOND = 600;
    private static final int HANDSHAKES_PER_SECOND = 100;
    private static final int VISITORS = 10;
    private static final Duration DURATION = Duration.ofMillis(2_500);
    private static final byte[] RECORD_BEGUN = {0x16, 3, 1, 2, 0, 1};

    @TempDir
    private Path dir;

    @Test
    void shouldServeVisitorsWhileOneAddressConnectsAndResets() throws Exception {
        assertThat(longestWaitBesideAFlood(new byte[0])).isLessThan(TimeUnit.SECONDS.toNanos(1));
    }

    @Test
    void shouldServeVisitorsWhileOneAddressBeginsHandshakesAndResets() throws Exception {
        assertThat(longestWaitBesideAFlood(RECORD_BEGUN)).isLessThan(TimeUnit.SECONDS.toNanos(1));
    }

    private long longestWaitBesideAFlood(final byte[] begin) throws Exception {
        final TestCertificate certificate = TestCertificate.make(dir, "first");
        try (HttpFixture http = HttpFixture.start(dir, certificate, settings -> settings.limitedTo(
            new HttpLimits(1_000, 20, 100, 4_096, 512, HANDSHAKES_PER_SECOND, 16_384, Duration.ofSeconds(10))))) {
            final AtomicBoolean isOver = new AtomicBoolean();
            final Thread flood = new Thread(() -> flood(http.http().port(), begin, isOver), "flood");
            flood.start();
            try {
                LockSupport.parkNanos(DURATION.toNanos() / 2); // a backlog has grown by now, where one can
                long longestNs = 0;
                for (int i = 0; i < VISITORS; i++) {
                    final long beganNs = System.nanoTime();
                    visit(http, certificate);
                    longestNs = Math.max(longestNs, System.nanoTime() - beganNs);
                }
                return longestNs;
            } finally {
                isOver.set(true);
                flood.join();
            }
        }
    }

    private static void visit(final HttpFixture http, final TestCertificate certificate) throws IOException {
        final Socket plain = http.connectFrom("127.1.0.1");
        plain.setSoTimeout((int) TimeUnit.SECONDS.toMillis(60));
        try (SSLSocket socket = (SSLSocket) certificate.trusted().getSocketFactory()
            .createSocket(plain, "127.0.0.1", http.http().port(), true)) {
            assertThat(HttpFixture.exchange(socket, "GET /pages/ HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
        }
    }

    private static void flood(final int port, final byte[] begin, final AtomicBoolean isOver) {
        final long beganNs = System.nanoTime();
        for (long made = 1; !isOver.get(); made++) {
            try (SocketChannel channel = SocketChannel.open()) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
                channel.bind(new InetSocketAddress(ATTACKER, 0)).configureBlocking(false);
                channel.connect(new InetSocketAddress("127.0.0.1", port));
                if (channel.finishConnect() && begin.length > 0) {
                    channel.write(ByteBuffer.wrap(begin));
                }
            } catch (final IOException refused) {
                // the server may do that to an attacker
            }
            final long dueNs = beganNs + made * TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
            LockSupport.parkNanos(dueNs - System.nanoTime());
        }
    }
}
