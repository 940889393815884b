package io.swabline.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.swabline.cli.SettingsLoader;
import io.swabline.journal.JournalSettings;
import io.swabline.journal.JournalTail;
import io.swabline.journal.RecordDescriptor;
import io.swabline.protocol.OperatorNote;
import io.swabline.protocol.SamplingKeys;
import io.swabline.protocol.ScanMethod;
import io.swabline.server.control.ControlAnswer;
import io.swabline.server.control.ControlClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a station with a valid token can take from the others, and what an operator does about it. */
class StationQuotaTest {
    private static final int PEOPLE_BURST = 20;
    private static final int SAMPLES_BURST = 5;
    private static final int REFUSED_BURST = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path directory;
    private IngestServer server;
    private long person;

    @AfterEach
    void stop() {
        if (server != null) {
            server.drainAndClose();
        }
    }

    private void start() throws Exception {
        server = IngestServer.start(SettingsLoader.of(Map.ofEntries(
            Map.entry("data.directory", directory.resolve("data").toString()), Map.entry("listen.port", 0),
            Map.entry("keys.file", directory.resolve("keys.properties").toString()), Map.entry("http.enabled", false),
            Map.entry("access.stations-file", directory.resolve("stations.conf").toString()),
            Map.entry("dedup.persons-max", 10_000), Map.entry("pool.samples-max", 1_000), Map.entry("streams.max", 100),
            Map.entry("streams.retry-after", "10 ms"), Map.entry("journal.disk-free-min", "0 B"),
            Map.entry("quotas.new-people-burst", PEOPLE_BURST), Map.entry("quotas.new-people-per-hour", 1),
            Map.entry("quotas.new-samples-burst", SAMPLES_BURST), Map.entry("quotas.new-samples-per-hour", 1),
            Map.entry("quotas.refused-scans-burst", REFUSED_BURST), Map.entry("quotas.refused-scans-per-hour", 1))));
    }

    private RawStation station(final long number) throws Exception {
        final RawStation station = new RawStation(server.port()).hello(number, number);
        assertThat(station.reply()).startsWith("welcome");
        return station;
    }

    private byte[] scan(final String sample) {
        return scan(sample, ++person);
    }

    private byte[] scan(final String sample, final long who) {
        final long nowMs = System.currentTimeMillis();
        return RawStation.scan(nowMs, ScanMethod.CODE, sample, RawStation.code(
            SamplingKeys.load(directory.resolve("keys.properties")).current(), who, nowMs / 1000 - 60));
    }

    /** Sends one after the other; returns the replies. */
    private static List<String> sendAll(final RawStation station, final long firstSequence, final byte[]... scans)
        throws IOException {
        final List<String> replies = new ArrayList<>();
        for (int i = 0; i < scans.length; i++) {
            station.send(station.scansFrame(firstSequence + i, scans[i]));
            replies.add(station.reply());
        }
        return replies;
    }

    private ControlAnswer ask(final String operation, final String name, final String value) throws Exception {
        return new ControlClient(directory.resolve("data"), Duration.ofSeconds(10)).ask(operation, Map.of(name, value));
    }

    @Test
    void shouldAnswerRetryToTheStationThatUsedUpItsNewPeopleAndToNoOther() throws Exception {
        start();
        try (RawStation greedy = station(18); RawStation honest = station(19)) {
            for (int i = 1; i <= PEOPLE_BURST; i++) {
                assertThat(sendAll(greedy, i, scan("T" + i % 4)).get(0)).isEqualTo("ack " + i + "-" + i);
            }
            assertThat(sendAll(greedy, PEOPLE_BURST + 1, scan("T0"))).containsExactly("retry 21 STATION_QUOTA");
            assertThat(sendAll(honest, 1, scan("H1"))).containsExactly("ack 1-1");
        }
    }

    @Test
    void shouldBoundTheTubesThatAStationBeginsAndTheRefusedScansThatItJournals() throws Exception {
        start();
        try (RawStation greedy = station(18); RawStation refused = station(19)) {
            for (int i = 1; i <= SAMPLES_BURST; i++) {
                assertThat(sendAll(greedy, i, scan("T" + i)).get(0)).startsWith("ack");
            }
            assertThat(sendAll(greedy, SAMPLES_BURST + 1, scan("T9"))).containsExactly("retry 6 STATION_QUOTA");
            assertThat(sendAll(greedy, SAMPLES_BURST + 1, scan("T1"))).as("in a tube that it has").containsExactly("ack 6-6");
            for (int i = 1; i <= REFUSED_BURST; i++) {
                assertThat(sendAll(refused, i, scan("R", 1)).get(0)).contains("DOUBLE_SCAN");
            }
            assertThat(sendAll(refused, REFUSED_BURST + 1, scan("R", 1))).containsExactly("retry 9 STATION_QUOTA");
            assertThat(sendAll(refused, REFUSED_BURST + 1, scan("R"))).containsExactly("ack 9-9");
        }
    }

    @Test
    void shouldBlockAStationAtOnceAndAfterARestart() throws Exception {
        start();
        try (RawStation hostile = station(18); RawStation honest = station(19)) {
            assertThat(ask("block", "station", "18").isDone()).isTrue();
            assertThat(hostile.repliesUntilClosed()).isEqualTo("0 goodbye STATION_BLOCKED");
            assertThat(sendAll(honest, 1, scan("H1"))).containsExactly("ack 1-1");
        }
        assertThat(ask("block", "station", "18")).satisfies(again -> {
            assertThat(again.isDone()).isTrue();
            assertThat(again.isChanged()).as("it was blocked already").isFalse();
        });
        assertThat(ask("block", "station", "-1").isDone()).isFalse();
        assertThat(new RawStation(server.port()).hello(18, 3).reply()).isEqualTo("refused STATION_BLOCKED");
        server.drainAndClose();
        start();
        assertThat(new RawStation(server.port()).hello(18, 3).reply()).isEqualTo("refused STATION_BLOCKED");
        assertThat(ask("unblock", "station", "18").isDone()).isTrue();
        station(18).close();
    }

    @Test
    void shouldReleaseASampleAndJournalIt() throws Exception {
        start();
        try (RawStation thief = station(18); RawStation owner = station(19)) {
            assertThat(sendAll(thief, 1, scan("TUBE"))).containsExactly("ack 1-1");
            assertThat(sendAll(owner, 1, scan("TUBE"))).containsExactly("ack 1-1 1:SAMPLE_ELSEWHERE");
            assertThat(ask("release", "sample", "TUBE").isDone()).isTrue();
            assertThat(ask("release", "sample", "TUBE").reason()).contains("nothing to release");
            assertThat(ask("release", "sample", "no sample").isDone()).isFalse();
            assertThat(sendAll(owner, 2, scan("TUBE"))).containsExactly("ack 2-2");
            assertThat(sendAll(thief, 2, scan("TUBE"))).containsExactly("ack 2-2 2:SAMPLE_ELSEWHERE");
        }
        server.drainAndClose();
        assertThat(codes()).containsExactly("1 18", "11 19", OperatorNote.SAMPLE_RELEASED.code() + " 0", "1 19", "11 18");
        start();
        try (RawStation thief = station(18); RawStation owner = station(19)) {
            assertThat(sendAll(thief, 3, scan("TUBE"))).as("replayed").containsExactly("ack 3-3 3:SAMPLE_ELSEWHERE");
            for (int i = 3; i <= 11; i++) {
                assertThat(sendAll(owner, i, scan("TUBE")).get(0)).as("counted from the release").isEqualTo("ack " + i + "-" + i);
            }
            assertThat(sendAll(owner, 12, scan("TUBE"))).containsExactly("ack 12-12 12:SAMPLE_FULL");
        }
    }

    private List<String> codes() {
        final List<String> codes = new ArrayList<>();
        try (JournalTail tail = JournalTail.open(JournalSettings.directoryIn(directory.resolve("data")))) {
            await().atMost(PATIENCE).until(() -> tail.poll((position, appendedAtMs, buffer, offset) -> codes.add(
                RecordDescriptor.verdict(buffer, offset) + " " + RecordDescriptor.station(buffer, offset)), 100) == 0);
        }
        return codes;
    }
}
