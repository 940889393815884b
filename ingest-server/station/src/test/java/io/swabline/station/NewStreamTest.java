package io.swabline.station;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.protocol.codec.GoodbyeReason;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A stream that the server does not know as the station does is given up for a new one; no scan is lost with it. */
final class NewStreamTest {
    private static final int CREDIT = 8;
    /** Not a multiple of 5 or 7 up to +2: accepted. */
    private static final long SCAN = 35_001;

    private final FakeJournal journal = new FakeJournal();
    private final FakeNetwork network = new FakeNetwork(() -> new FakeServer(journal, CREDIT));
    private final RecordingListener listener = new RecordingListener();
    private final StationSettings settings = StationSettings.of(FakeNetwork.address(), 4711)
        .withPendingScansMax(16)
        .withScansPerFrameMax(3)
        .withReconnectDelays(Duration.ofMillis(100), Duration.ofSeconds(10))
        .withTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofSeconds(4))
        .withSoftware("test 1.0");
    private Station station = new Station(settings, listener, network.lane, PendingScans.SEQUENCE_MAX);

    @AfterEach
    void close() {
        station.close();
        network.release();
    }

    private void open() {
        station.start();
        network.open(station);
        listener.events.clear();
    }

    @Test
    void shouldOpenANewStreamWhenTheServerForgotTheOldOne() {
        open();
        final long oldStream = station.stream();
        Scans.send(station, SCAN, 8);
        network.deliver();
        network.server().answer(6);
        network.deliver();
        journal.forget();
        network.breakConnection();
        listener.events.clear();
        network.open(station);
        assertThat(listener.events).element(1).isEqualTo("replaced, first pending 7, server 0");
        assertThat(station.stream()).isNotEqualTo(oldStream).isEqualTo(network.server().stream);
        network.deliver();
        network.server().answerAll();
        network.deliver();
        assertThat(journal.stream(station.stream())).containsExactly(SCAN + 6, SCAN + 7);
        assertThat(station.acknowledgedSequence()).isEqualTo(2);
        assertThat(Scans.offer(station, SCAN + 8)).isEqualTo(3);
    }

    @Test
    void shouldOpenANewStreamWhenTheServerLostWhatItHadAcknowledged() {
        open();
        Scans.send(station, SCAN, 8);
        network.deliver();
        network.server().answer(6);
        network.deliver();
        journal.forgetBehind(station.stream(), 4);
        network.breakConnection();
        network.open(station);
        assertThat(listener.events).contains("replaced, first pending 7, server 4");
        network.deliver();
        assertThat(journal.stream(station.stream())).containsExactly(SCAN + 6, SCAN + 7);
    }

    @Test
    void shouldOpenANewStreamWhenItsNumbersAreTakenByAnother() {
        station = new Station(settings.withStream(99), listener, network.lane, PendingScans.SEQUENCE_MAX);
        journal.append(99, 1);
        Scans.send(station, SCAN, 1);
        station.start();
        network.open(station);
        network.deliver();
        assertThat(listener.events).contains("replaced, first pending 1, server 1");
        assertThat(station.stream()).isNotEqualTo(99);
        assertThat(journal.stream(99)).containsExactly(1L);
        assertThat(journal.stream(station.stream())).containsExactly(SCAN);
    }

    @Test
    void shouldOpenANewStreamWhenTheServerNoLongerKeepsItsVerdicts() {
        open();
        Scans.send(station, SCAN, 1);
        ServerFrames.goodbye(network.server().out(), 0, GoodbyeReason.SEQUENCE_TOO_OLD);
        network.deliverToStation(Integer.MAX_VALUE);
        assertThat(listener.events).contains("replaced, first pending 1, server 0");
    }

    @Test
    void shouldOpenANewStreamWhenItsNumbersAreUsedUp() {
        station = new Station(settings, listener, network.lane, 3);
        Scans.send(station, SCAN, 3);
        assertThat(Scans.offer(station, SCAN + 3)).isEqualTo(Station.BACK_PRESSURED);
        open();
        final long oldStream = station.stream();
        network.deliver();
        network.server().answerAll();
        network.deliver();
        assertThat(listener.events).contains("ack 1..3 77 DISK", "replaced, first pending 4, server 3");
        assertThat(Scans.offer(station, SCAN + 3)).isEqualTo(1);
        network.open(station);
        network.deliver();
        assertThat(journal.stream(oldStream)).hasSize(3);
        assertThat(journal.stream(station.stream())).containsExactly(SCAN + 3);
    }
}
