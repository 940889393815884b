package io.swabline.station;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Thousands of stations of one event loop that all want to connect. */
class ConnectQueueTest {
    private static final int STATIONS = 2_000;
    private static final long MS = 1_000_000;
    private static final Duration HELLO_TIMEOUT = Duration.ofSeconds(10);

    private final List<StationConnection> attempts = new ArrayList<>();
    private final List<Station> stations = new ArrayList<>();
    private final List<Station> disconnected = new ArrayList<>();
    private long nanoTime = 5;
    private final Lane lane = new Lane(new EmbeddedChannel().eventLoop(), () -> 1_649_000_000_000L, () -> nanoTime,
        (server, connection) -> attempts.add(connection));
    private final StationListener listener = new StationListener() {
        @Override
        public void onDisconnect(final Station station, final DisconnectCause cause, final String detail) {
            disconnected.add(station);
        }
    };

    private static void refuse(final StationConnection connection) {
        connection.onConnectFailed(new ConnectException("refused"));
    }

    private void startAll() {
        for (int i = 0; i < STATIONS; i++) {
            final StationSettings settings = StationSettings.of(FakeNetwork.address(), i + 1)
                .withPendingScansMax(1)
                .withReconnectDelays(Duration.ofMillis(50), Duration.ofSeconds(1))
                .withTimeouts(HELLO_TIMEOUT, Duration.ofSeconds(30), Duration.ofSeconds(10));
            stations.add(new Station(settings, listener, lane, PendingScans.SEQUENCE_MAX));
        }
        stations.forEach(Station::start);
    }

    private void sweep() {
        nanoTime += 10 * MS;
        lane.tick();
    }

    @AfterEach
    void close() {
        stations.forEach(Station::close);
    }

    @Test
    void shouldBeginSoManyConnectionsASweepAndKeepSoManyUnderWay() {
        startAll();
        assertThat(attempts).hasSize(ConnectQueue.BEGUN_IN_SWEEP_MAX);
        for (int i = 0; i < 100; i++) {
            final int before = attempts.size();
            sweep();
            assertThat(attempts.size() - before).isLessThanOrEqualTo(ConnectQueue.BEGUN_IN_SWEEP_MAX);
        }
        assertThat(attempts).hasSize(ConnectQueue.UNDER_WAY_MAX);
    }

    @Test
    void shouldGiveThePlaceOfOneThatFailsToTheOneThatWaitsForLongest() {
        startAll();
        while (attempts.size() < ConnectQueue.UNDER_WAY_MAX) {
            sweep();
        }
        for (int round = 0; round < 3; round++) {
            attempts.subList(round * 10, round * 10 + 10).forEach(ConnectQueueTest::refuse);
            sweep();
            assertThat(attempts).hasSize(ConnectQueue.UNDER_WAY_MAX + (round + 1) * 10);
        }
        nanoTime += HELLO_TIMEOUT.toNanos() / 2;
        stations.get(ConnectQueue.UNDER_WAY_MAX + 30).close();
        disconnected.clear();
        attempts.subList(30, 60).forEach(ConnectQueueTest::refuse);
        sweep();
        assertThat(disconnected).containsExactlyElementsOf(stations.subList(30, 60));
        attempts.subList(60, attempts.size()).forEach(ConnectQueueTest::refuse);
        assertThat(disconnected).as("in the order of start, but for the one that was closed").containsExactlyElementsOf(
            concat(stations.subList(30, ConnectQueue.UNDER_WAY_MAX + 30),
                stations.subList(ConnectQueue.UNDER_WAY_MAX + 31, ConnectQueue.UNDER_WAY_MAX + 61)));
    }

    @Test
    void shouldNotCountTheWaitForItsTurnAsTheServers() {
        startAll();
        while (attempts.size() < ConnectQueue.UNDER_WAY_MAX) {
            sweep();
        }
        nanoTime += HELLO_TIMEOUT.toNanos();
        for (int i = 0; i < 10; i++) {
            sweep();
        }
        assertThat(disconnected).hasSize(ConnectQueue.UNDER_WAY_MAX)
            .doesNotContainAnyElementsOf(stations.subList(ConnectQueue.UNDER_WAY_MAX, STATIONS));
    }

    @Test
    void shouldSpreadStationsThatLoseTheirConnectionsInOneLongTask() {
        startAll();
        final List<Station> connecting = stations.subList(0, ConnectQueue.BEGUN_IN_SWEEP_MAX);
        stations.subList(ConnectQueue.BEGUN_IN_SWEEP_MAX, STATIONS).forEach(Station::close);
        for (final Station station : connecting) {
            nanoTime += 10 * MS; // so that 640 ms go by, longer than each of their delays
            station.dropConnection();
        }
        lane.tick();
        assertThat(attempts.size() - connecting.size()).as("those whose delay is over").isLessThan(connecting.size());
        for (int i = 0; i < 6; i++) {
            sweep();
        }
        assertThat(attempts).hasSize(2 * connecting.size());
    }

    private static List<Station> concat(final List<Station> first, final List<Station> second) {
        final List<Station> both = new ArrayList<>(first);
        both.addAll(second);
        return both;
    }
}
