package io.swabline.station;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.protocol.codec.GoodbyeReason;
import io.swabline.protocol.codec.RetryReason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reasons that this library does not know: docs/protocol.md says what a station does. */
final class NewerServerTest {
    private static final int RETRY_REASON_OFFSET = 4 + 8 + 8;
    private static final int GOODBYE_REASON_OFFSET = 4 + 8 + 4;

    private final FakeJournal journal = new FakeJournal();
    private final FakeNetwork network = new FakeNetwork(() -> new FakeServer(journal, 64));
    private final RecordingListener listener = new RecordingListener();
    private final Station station = new Station(StationSettings.of(FakeNetwork.address(), 1), listener, network.lane,
        PendingScans.SEQUENCE_MAX);

    @BeforeEach
    void open() {
        station.start();
        network.open(station);
        Scans.send(station, 1, 2);
        network.deliver();
    }

    @AfterEach
    void close() {
        station.close();
        network.release();
    }

    @Test
    void shouldWaitAndSendAgainAfterARetryOfAnUnknownReason() {
        final int start = network.server().out().writerIndex();
        ServerFrames.retry(network.server().out(), 1, 50, RetryReason.DISK_LOW);
        network.server().out().setByte(start + RETRY_REASON_OFFSET, 200);
        network.deliverToStation(Integer.MAX_VALUE);

        assertThat(listener.events).contains("retry 1 50 NULL_VAL").noneMatch(event -> event.startsWith("disconnect"));
        assertThat(station.pendingScans()).isEqualTo(2);
    }

    @Test
    void shouldComeBackAfterAGoodbyeOfAnUnknownReason() {
        final int start = network.server().out().writerIndex();
        ServerFrames.goodbye(network.server().out(), 70, GoodbyeReason.DRAINING);
        network.server().out().setByte(start + GOODBYE_REASON_OFFSET, 200);
        network.deliverToStation(Integer.MAX_VALUE);

        assertThat(listener.events).contains("goodbye 70 NULL_VAL").noneMatch(event -> event.contains("PROTOCOL_ERROR"));
        network.open(station);
        network.deliver();
        network.server().answerAll();
        network.deliver();
        assertThat(station.pendingScans()).isZero();
    }
}
