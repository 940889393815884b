package io.swabline.station;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The connection breaks behind every single byte, in either direction; and frames arrive in two pieces, cut everywhere. */
final class SplitPointTest {
    private static final int SCANS = 7;
    private static final long SCAN = 35_001;

    private final FakeJournal journal = new FakeJournal();
    private final FakeNetwork network = new FakeNetwork(() -> new FakeServer(journal, 64));
    private final RecordingListener listener = new RecordingListener();
    private final Station station = new Station(
        StationSettings.of(FakeNetwork.address(), 1).withScansPerFrameMax(3).withPendingScansMax(8),
        listener, network.lane, PendingScans.SEQUENCE_MAX);

    @Test
    void shouldResumeWhereverScansAreCutOff() {
        int length = 1;
        for (int cut = 0; cut <= length; cut++) {
            final SplitPointTest test = new SplitPointTest();
            test.openWith();
            length = test.network.toServerLength();
            test.network.deliverToServer(cut);
            test.network.server().answerAll();
            test.network.breakConnection();
            test.finish(cut);
        }
        assertThat(length).isEqualTo(3 * 20 + SCANS * 64);
    }

    @Test
    void shouldResumeWhereverAcksAreCutOff() {
        int length = 1;
        for (int cut = 0; cut <= length; cut++) {
            final SplitPointTest test = new SplitPointTest();
            test.openWith();
            test.answerInTwo();
            length = test.network.toStationLength();
            test.network.deliverToStation(cut);
            test.network.breakConnection();
            test.finish(cut);
        }
        assertThat(length).isEqualTo(2 * (4 + 8 + 17 + 4) + 2 * 10);
    }

    @Test
    void shouldReadFramesThatArriveInTwoPieces() {
        int length = 1;
        for (int cut = 0; cut <= length; cut++) {
            final SplitPointTest test = new SplitPointTest();
            test.openWith();
            test.answerInTwo();
            length = test.network.toStationLength();
            test.network.deliverToStation(cut);
            test.network.deliverToStation(length - cut);
            assertThat(test.station.acknowledgedSequence()).as("cut %d", cut).isEqualTo(SCANS);
            assertThat(test.network.attempts).isEqualTo(1);
            test.finish(cut);
        }
    }

    @Test
    void shouldResumeWhereverHelloIsCutOff() {
        int length = 1;
        for (int cut = 0; cut <= length; cut++) {
            final SplitPointTest test = new SplitPointTest();
            test.station.start();
            Scans.send(test.station, SCAN, SCANS);
            length = test.network.toServerLength();
            test.network.deliverToServer(cut);
            test.network.breakConnection();
            test.finish(cut);
        }
    }

    private void openWith() {
        station.start();
        network.open(station);
        Scans.send(station, SCAN, SCANS);
    }

    private void answerInTwo() {
        network.deliverToServer(Integer.MAX_VALUE);
        network.server().answer(2);
        network.server().answerAll();
    }

    private void finish(final int cut) {
        for (int i = 0; i < 100 && station.pendingScans() > 0; i++) {
            network.open(station);
            network.deliver();
            network.server().answerAll();
            network.deliver();
        }
        final Long[] scans = LongStream.range(SCAN, SCAN + SCANS).boxed().toArray(Long[]::new);
        assertThat(journal.all()).as("cut %d", cut).containsExactly(scans);
        assertThat(listener.verdicts.keySet()).as("cut %d", cut).containsExactly(scans);
        listener.verdicts.forEach(
            (scan, verdict) -> assertThat(verdict).as("cut %d, scan %d", cut, scan).isEqualTo(FakeJournal.verdict(scan)));
        station.close();
        network.release();
    }
}
