package io.swabline.station;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.util.ResourceLeakDetector;
import io.swabline.protocol.Durability;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Stations over real sockets. */
final class StationLoopTest {
    private static final long LIMIT_S = 60;

    /** Keeps a station busy until it has so many verdicts. */
    private static final class Source implements StationListener {
        private final long firstScan;
        private final long scansMax;
        private final CountDownLatch done;
        private long offered;

        Source(final long firstScan, final long scansMax, final CountDownLatch done) {
            this.firstScan = firstScan;
            this.scansMax = scansMax;
            this.done = done;
        }

        @Override
        public void onOpen(final Station station) {
            offer(station);
        }

        @Override
        public void onAck(
            final Station station, final long first, final long through, final long residenceUs, final Durability durability) {
            if (through == scansMax) {
                done.countDown();
            }
            offer(station);
        }

        private void offer(final Station station) {
            while (offered < scansMax && Scans.offer(station, firstScan + offered) > 0) {
                offered++;
            }
            station.flush();
        }
    }

    @Test
    void shouldCarryManyStationsOverBreakingConnections() throws Exception {
        final long seed = Seeds.seed();
        final int stationCount = 40;
        final int scansEach = 1000;
        final CountDownLatch done = new CountDownLatch(stationCount);
        try (LoopbackServer server = new LoopbackServer(0, 64, 0.02, seed); StationLoop loop = StationLoop.launch(2)) {
            final List<Station> stations = new ArrayList<>();
            for (int i = 0; i < stationCount; i++) {
                final StationSettings settings = StationSettings.of(server.address(), i + 1)
                    .withPendingScansMax(128)
                    .withScansPerFrameMax(16)
                    .withReconnectDelays(Duration.ofMillis(1), Duration.ofMillis(50));
                stations.add(loop.station(settings, new Source(i * 1_000_000L + 1, scansEach, done)));
            }
            stations.forEach(Station::start);
            assertThat(done.await(LIMIT_S, TimeUnit.SECONDS)).as("-Dseed=%d, %s", seed, server.failure.get()).isTrue();
            assertThat(server.failure.get()).as("-Dseed=%d", seed).isNull();
            for (int i = 0; i < stationCount; i++) {
                final long firstScan = i * 1_000_000L + 1;
                assertThat(server.journal.stream(stations.get(i).stream())).containsExactlyElementsOf(
                    LongStream.range(firstScan, firstScan + scansEach).boxed().toList());
            }
        }
    }

    @Test
    void shouldWaitForAServerThatIsNotThereYet() throws Exception {
        final int port = freePort();
        final CountDownLatch failed = new CountDownLatch(3);
        final CountDownLatch opened = new CountDownLatch(1);
        try (StationLoop loop = StationLoop.launch(1)) {
            final StationListener listener = new StationListener() {
                @Override
                public void onDisconnect(final Station station, final DisconnectCause cause, final String detail) {
                    if (cause == DisconnectCause.CONNECT_FAILED) {
                        failed.countDown();
                    }
                }

                @Override
                public void onOpen(final Station station) {
                    opened.countDown();
                }
            };
            loop.station(StationSettings.of(new InetSocketAddress("127.0.0.1", port), 1)
                .withReconnectDelays(Duration.ofMillis(1), Duration.ofMillis(50)), listener).start();
            assertThat(failed.await(LIMIT_S, TimeUnit.SECONDS)).isTrue();
            try (LoopbackServer server = new LoopbackServer(port, 64, 0, 1)) {
                assertThat(opened.await(LIMIT_S, TimeUnit.SECONDS)).isTrue();
                assertThat(server.failure.get()).isNull();
            }
        }
    }

    /** Netty's pools, the compiler and the listener have warmed up after the first half. */
    @Test
    void shouldAllocateNothingPerScan() throws Exception {
        final ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final long half = 400_000;
        final CountDownLatch done = new CountDownLatch(1);
        final AtomicLong allocatedAtHalf = new AtomicLong();
        final AtomicLong allocatedAtEnd = new AtomicLong();
        try (LoopbackServer server = new LoopbackServer(0, 1024, 0, 1); StationLoop loop = StationLoop.launch(1)) {
            final Source source = new Source(1, 2 * half, done);
            final StationListener measuring = new StationListener() {
                @Override
                public void onOpen(final Station station) {
                    source.onOpen(station);
                }

                @Override
                public void onAck(final Station station, final long first, final long through, final long residenceUs,
                    final Durability durability) {
                    if (first <= half && through >= half) {
                        allocatedAtHalf.set(threads.getThreadAllocatedBytes(Thread.currentThread().getId()));
                    } else if (through == 2 * half) {
                        allocatedAtEnd.set(threads.getThreadAllocatedBytes(Thread.currentThread().getId()));
                    }
                    source.onAck(station, first, through, residenceUs, durability);
                }
            };
            loop.station(StationSettings.of(server.address(), 1).withPendingScansMax(2048), measuring).start();
            assertThat(done.await(LIMIT_S, TimeUnit.SECONDS)).as("%s", server.failure.get()).isTrue();
        } finally {
            ResourceLeakDetector.setLevel(level);
        }
        assertThat((double) (allocatedAtEnd.get() - allocatedAtHalf.get()) / half).as("bytes a scan").isLessThan(0.05);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
