package io.swabline.station;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A terminal whose clock is set while it is connected. */
class ClockStepTest {
    private static final long SCAN = 10_000;

    private final FakeNetwork network = new FakeNetwork(() -> new FakeServer(new FakeJournal(), 100));
    private long setByMs = -TimeUnit.HOURS.toMillis(3);
    private final Station station = new Station(StationSettings.of(FakeNetwork.address(), 1), new RecordingListener(),
        network.lane, () -> network.epochMs() + setByMs, PendingScans.SEQUENCE_MAX);

    @AfterEach
    void close() {
        station.close();
        network.release();
    }

    @Test
    void shouldTellTheServerBeforeTheNextScan() {
        station.start();
        network.open(station);
        assertThat(network.server().hello.sentAt()).isEqualTo(network.epochMs() + setByMs);
        Scans.send(station, SCAN, 2);
        network.deliver();
        setByMs = 0;
        Scans.send(station, SCAN + 2, 1);
        Scans.send(station, SCAN + 3, 1);
        network.deliver();
        assertThat(network.server().heard).startsWith("Hello").endsWith("Ping", "Scans 3+1", "Scans 4+1");
        assertThat(network.server().heard).filteredOn("Ping"::equals).hasSize(1);
    }

    @Test
    void shouldNotMindAClockThatDriftsALittle() {
        station.start();
        network.open(station);
        for (final long byMs : List.of(500L, -800L, 1_900L)) {
            setByMs = -TimeUnit.HOURS.toMillis(3) + byMs;
            Scans.send(station, SCAN, 1);
            network.deliver();
        }
        assertThat(network.server().heard).doesNotContain("Ping");
    }
}
