package io.swabline.loadgen.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CuttingProxyTest {
    private static final byte[] SENT = new byte[100_000];

    static {
        new Random(5).nextBytes(SENT);
    }

    private static Thread echo(final ServerSocket server, final AtomicLong bytes) {
        final Thread thread = new Thread(() -> {
            while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                    final byte[] buffer = new byte[4_096];
                    int read;
                    while ((read = socket.getInputStream().read(buffer)) > 0) {
                        bytes.addAndGet(read);
                        socket.getOutputStream().write(buffer, 0, read);
                    }
                } catch (final IOException cut) {
                    // the next connection is awaited
                }
            }
        }, "echo");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** What comes back of what is sent, until the connection ends. */
    private static byte[] echoed(final int port) throws IOException {
        final byte[] received = new byte[SENT.length];
        int length = 0;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            for (int offset = 0; offset < SENT.length; offset += 1_000) {
                socket.getOutputStream().write(SENT, offset, 1_000);
                int read = 0;
                while (length < offset + 1_000 && read >= 0) {
                    read = socket.getInputStream().read(received, length, offset + 1_000 - length);
                    length += Math.max(0, read);
                }
                if (read < 0) {
                    break;
                }
            }
        } catch (final IOException reset) {
            return Arrays.copyOf(received, length);
        }
        return Arrays.copyOf(received, length);
    }

    @Test
    void shouldHandOnEveryByteUntilItCuts() throws IOException {
        final AtomicLong bytes = new AtomicLong();
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            CuttingProxy proxy = new CuttingProxy(server.getLocalPort(), Duration.ofMillis(1), 3)) {
            echo(server, bytes);
            assertThat(echoed(proxy.port())).isEqualTo(SENT);
            proxy.calm(false);
            byte[] cut;
            do {
                cut = echoed(proxy.port());
            } while (cut.length == SENT.length);
            assertThat(cut).isEqualTo(Arrays.copyOf(SENT, cut.length));
            assertThat(proxy.cuts()).isPositive();
            proxy.calm(true);
        }
    }

    @Test
    void shouldCloseTheStationWhenThereIsNoServer() throws IOException {
        final int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        try (CuttingProxy proxy = new CuttingProxy(port, Duration.ofSeconds(1), 3)) {
            assertThat(echoed(proxy.port())).isEmpty();
        }
    }
}
