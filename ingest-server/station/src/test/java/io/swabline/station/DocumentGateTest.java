package io.swabline.station;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.protocol.ScanMethod;
import io.swabline.protocol.Verdict;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Scans by document, and servers that do not know them. */
final class DocumentGateTest {
    private static final int BEFORE_DOCUMENTS = 2;
    private static final int VERDICT_OFFSET = 4 + 8 + 17 + 4 + 8;

    private final FakeJournal journal = new FakeJournal();
    private int serverVersion = BEFORE_DOCUMENTS;
    private final FakeNetwork network = new FakeNetwork(() -> new FakeServer(journal, 64).ofVersion(serverVersion));
    private final RecordingListener listener = new RecordingListener();
    private final Station station = new Station(StationSettings.of(FakeNetwork.address(), 1), listener, network.lane,
        PendingScans.SEQUENCE_MAX);

    @AfterEach
    void close() {
        station.close();
        network.release();
    }

    @Test
    void shouldServeAnOlderServerAsEver() {
        station.start();
        network.open(station);
        Scans.send(station, 1, 3);
        network.deliver();
        network.server().answerAll();
        network.deliver();

        assertThat(listener.verdicts).containsOnlyKeys(1L, 2L, 3L);
        assertThat(listener.events).noneMatch(event -> event.startsWith("disconnect"));
    }

    @Test
    void shouldRefuseADocumentWhereTheServerIsTooOld() {
        station.start();
        network.open(station);

        assertThat(Scans.offer(station, 1, ScanMethod.DOCUMENT)).isEqualTo(Station.SERVER_TOO_OLD);
        assertThat(station.pendingScans()).isZero();
        assertThat(Scans.offer(station, 2, ScanMethod.ID_CARD)).isEqualTo(1);
        station.dropConnection();
        assertThat(Scans.offer(station, 3, ScanMethod.DOCUMENT)).as("known from before").isEqualTo(Station.SERVER_TOO_OLD);
    }

    @Test
    void shouldKeepADocumentAndWhatFollowsItUntilANewerServerComes() {
        Scans.offer(station, 1);
        assertThat(Scans.offer(station, 2, ScanMethod.DOCUMENT)).as("no server was met yet").isEqualTo(2);
        Scans.offer(station, 3);
        station.start();
        network.open(station);
        network.deliver();
        network.server().answerAll();
        network.deliver();
        station.flush();
        network.deliver();

        assertThat(network.server().heard).containsExactly("Hello", "Scans 1+1");
        assertThat(listener.events.stream().filter(event -> event.startsWith("held")))
            .containsExactly("held 2, server version 2");
        assertThat(station.pendingScans()).isEqualTo(2);

        serverVersion = 3;
        station.dropConnection();
        network.open(station);
        network.deliver();
        network.server().answerAll();
        network.deliver();
        assertThat(station.pendingScans()).isZero();
        assertThat(listener.verdicts).containsOnlyKeys(1L, 2L, 3L);
        assertThat(Scans.offer(station, 4, ScanMethod.DOCUMENT)).isEqualTo(4);
    }

    @Test
    void shouldNotSendADocumentAgainToAServerThatIsTooOld() {
        serverVersion = 3;
        station.start();
        network.open(station);
        Scans.offer(station, 1, ScanMethod.DOCUMENT);
        station.flush();
        network.deliver();
        network.server().answerAll();
        network.deliver();
        serverVersion = BEFORE_DOCUMENTS;
        station.dropConnection();
        network.open(station);
        final UnsafeBuffer scan = new UnsafeBuffer(new byte[64]);
        Scans.put(scan, 0, 1);
        scan.putByte(8, ScanMethod.DOCUMENT.code());

        assertThat(station.sendAgain(scan, 0, 1, 1)).isFalse();
        network.deliver();
        assertThat(network.server().heard).containsExactly("Hello");
    }

    /** What a newer server says of a scan is final, and not ACCEPTED. */
    @Test
    void shouldTakeAnUnknownVerdictForFinalAndNotAccepted() {
        station.start();
        network.open(station);
        Scans.send(station, 1, 2);
        network.deliver();
        final int start = network.server().out().writerIndex();
        ServerFrames.ack(network.server().out(), 1, 2, 64, new long[] {2, Verdict.FORGED.code(), 0, 0});
        network.server().out().setByte(start + VERDICT_OFFSET, 77);
        network.deliverToStation(Integer.MAX_VALUE);

        assertThat(station.pendingScans()).isZero();
        assertThat(listener.verdicts).containsEntry(1L, Verdict.ACCEPTED).containsEntry(2L, Verdict.MALFORMED);
        assertThat(listener.events).noneMatch(event -> event.startsWith("disconnect"));
    }
}
