package io.swabline.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One address opens many connections and says nothing on any. Loopback has many addresses, so a test can have several. */
class SilentConnectionsTest {
    private static final String ATTACKER = "127.2.0.1";
    private static final String NEIGHBOUR = "127.2.0.2";
    private static final String STRANGER = "127.1.0.1";
    private static final int GREETINGS_MAX = 128;
    private static final int SILENT = 600;
    private static final int STATIONS = 20;
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    /** What a station may wait for its Welcome; an idle machine takes a millisecond. */
    private static final long WAIT_MAX_NS = TimeUnit.SECONDS.toNanos(1);

    @TempDir
    private Path directory;

    private final List<SocketChannel> silent = new ArrayList<>();

    @Test
    void shouldWelcomeStationsOfOtherAddressesDuringAFlood() throws Exception {
        try (TestServer server = server()) {
            flood(server.port);
            assertThat(longestWaitNs(server.port, STRANGER)).isLessThan(WAIT_MAX_NS);
            assertThat(longestWaitNs(server.port, NEIGHBOUR)).as("of the same network").isLessThan(WAIT_MAX_NS);
            await().atMost(DEADLINE).until(() -> server.edge.counters().crowdedOut.sum() >= SILENT - GREETINGS_MAX);
        } finally {
            closeSilent();
        }
    }

    @Test
    void shouldWelcomeStationsOfTheFloodsOwnAddress() throws Exception {
        try (TestServer server = server()) {
            assertThat(longestWaitNs(server.port, ATTACKER)).isLessThan(WAIT_MAX_NS);
            flood(server.port);
            assertThat(longestWaitNs(server.port, ATTACKER)).isLessThan(WAIT_MAX_NS);
        } finally {
            closeSilent();
        }
    }

    /** A byte makes each of them one that may be on its way to say Hello, so none is closed before its deadline. */
    @Test
    void shouldKeepPlacesForOtherAddressesWhenTheFloodSaysABit() throws Exception {
        try (TestServer server = server()) {
            for (int i = 0; i < 2 * GREETINGS_MAX; i++) {
                final SocketChannel channel = connect(server.port, ATTACKER);
                channel.write(ByteBuffer.wrap(new byte[] {70}));
                silent.add(channel);
            }
            assertThat(longestWaitNs(server.port, STRANGER)).isLessThan(WAIT_MAX_NS);
            assertThat(server.edge.counters().crowdedOut.sum()).isZero();
        } finally {
            closeSilent();
        }
    }

    private TestServer server() throws Exception {
        return new TestServer(directory, 2, DEADLINE, 2 * SILENT, SettingsFixture.admission(GREETINGS_MAX, 1 << 24, 1 << 24, 64));
    }

    private void flood(final int port) throws IOException {
        for (int i = 0; i < SILENT; i++) {
            silent.add(connect(port, ATTACKER));
        }
    }

    private void closeSilent() throws IOException {
        for (final SocketChannel channel : silent) {
            channel.close();
        }
    }

    private static SocketChannel connect(final int port, final String from) throws IOException {
        final SocketChannel channel = SocketChannel.open().bind(new InetSocketAddress(from, 0));
        channel.connect(new InetSocketAddress("127.0.0.1", port));
        return channel;
    }

    private static long longestWaitNs(final int port, final String from) throws IOException {
        long longestNs = 0;
        for (int i = 1; i <= STATIONS; i++) {
            final long beganNs = System.nanoTime();
            try (RawStation station = new RawStation(new Socket("127.0.0.1", port, InetAddress.getByName(from), 0))) {
                assertThat(station.hello(i, i).reply()).startsWith("welcome");
            }
            longestNs = Math.max(longestNs, System.nanoTime() - beganNs);
        }
        return longestNs;
    }
}
