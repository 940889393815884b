package io.swabline.server.wiring;

import io.swabline.journal.RecordDescriptor;
import io.swabline.protocol.IdNumber;
import io.swabline.protocol.SampleId;
import io.swabline.protocol.ScanMethod;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** Whole conversations over a socket: what stations send and what they hear. */
class ConversationTest {
    private static final long DAY_S = TimeUnit.DAYS.toSeconds(1);

    @TempDir
    private Path directory;
    private TestServer server;
    private Conversation conversation;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(directory);
        conversation = new Conversation(server);
    }

    @AfterEach
    void otherStationsAreServedAsEver() throws Exception {
        try (TestServer closing = server) {
            conversation.assertServedAsEver();
            assertThat(closing.failure).isNotDone();
        }
    }

    @Test
    void shouldRegisterAPersonOnceHoweverIdentified() throws Exception {
        try (RawStation station = conversation.open(1)) {
            station.send(station.scansFrame(1, conversation.card("11010519491231002X", "A"),
                conversation.card("11010519491231002x", "A"), conversation.code(1, "A")));
            assertThat(station.reply()).isEqualTo("ack 1-3 2:DOUBLE_SCAN");
        }
        assertThat(server.journal.verdictsOf(1)).containsExactly("1 ACCEPTED", "2 DOUBLE_SCAN", "3 ACCEPTED");
    }

    @Test
    void shouldAnswerScansSentAgainWithTheFirstVerdictAndNoSecondRecord() throws Exception {
        final byte[] good = conversation.code(1, "A");
        final byte[] bad = conversation.card("110105194912310021", "A");
        try (RawStation station = conversation.open(1)) {
            station.send(station.scansFrame(1, good, bad));
            assertThat(station.reply()).isEqualTo("ack 1-2 2:BAD_ID_NUMBER");
        }
        try (RawStation station = server.station().hello(7, 1)) {
            assertThat(station.reply()).startsWith("welcome 2 ");
            station.send(station.scansFrame(1, good, bad, conversation.code(2, "A")));
            assertThat(station.reply()).isEqualTo("ack 1-3 1:ACCEPTED(again) 2:BAD_ID_NUMBER(again)");
        }
        assertThat(server.journal.verdictsOf(1)).containsExactly("1 ACCEPTED", "2 BAD_ID_NUMBER", "3 ACCEPTED");
    }

    @Test
    void shouldHandTheStreamToTheNewerConnection() throws Exception {
        try (RawStation old = conversation.open(1); RawStation young = server.station().hello(7, 1)) {
            assertThat(young.reply()).startsWith("welcome 0");
            assertThat(old.reply()).isEqualTo("goodbye REPLACED");
            assertThat(old.reply()).isEqualTo("closed");
            young.send(young.scansFrame(1, conversation.code(1, "A")));
            assertThat(young.reply()).isEqualTo("ack 1-1");
        }
    }

    @Test
    void shouldTakeNothingNewWhileTheDiskIsLowAndGoOnWhenThereIsRoom() throws Exception {
        try (RawStation station = conversation.open(1)) {
            station.send(station.scansFrame(1, conversation.code(1, "A")));
            assertThat(station.reply()).isEqualTo("ack 1-1");
            server.diskLow.set(true);
            station.send(station.scansFrame(2, conversation.code(2, "A"), conversation.code(3, "A")));
            assertThat(station.reply()).isEqualTo("retry 2 DISK_LOW");
            station.send(station.scansFrame(1, conversation.code(1, "A")));
            assertThat(station.reply()).as("known scans are still answered").isEqualTo("ack 1-1 1:ACCEPTED(again)");
            server.diskLow.set(false);
            station.send(station.scansFrame(2, conversation.code(2, "A"), conversation.code(3, "A")));
            assertThat(station.reply()).isEqualTo("ack 2-3");
        }
        assertThat(server.journal.verdictsOf(1)).containsExactly("1 ACCEPTED", "2 ACCEPTED", "3 ACCEPTED");
    }

    @Test
    void shouldAnswerPing() throws Exception {
        try (RawStation station = conversation.open(1)) {
            station.send(station.pingFrame(4711));
            assertThat(station.reply()).isEqualTo("pong 4711");
        }
    }

    @Test
    void shouldTakeAFrameCutAtEveryPoint() throws Exception {
        try (RawStation station = conversation.open(1)) {
            long sequence = 1;
            final int length = station.scansFrame(1, conversation.code(1, "A"), conversation.code(2, "A")).length;
            for (int cut = 1; cut < length; cut++) {
                final byte[] frame = station.scansFrame(sequence, conversation.code(2 * cut, "T" + cut),
                conversation.code(2 * cut + 1, "T" + cut));
                station.send(Arrays.copyOf(frame, cut));
                station.send(Arrays.copyOfRange(frame, cut, length));
                assertThat(station.repliesThrough(sequence + 1)).as("cut at %d", cut).doesNotContain("closed");
                sequence += 2;
            }
            assertThat(server.journal.verdictsOf(1)).hasSize(2 * (length - 1)).allMatch(v -> v.endsWith("ACCEPTED"));
        }
    }

    @Test
    void shouldHoldBackAFloodThatIsLargerThanTheRingAndAnswerAllOfIt() throws Exception {
        final List<RawStation> stations = new ArrayList<>();
        for (int stream = 100; stream < 120; stream++) {
            stations.add(conversation.open(stream));
        }
        for (final RawStation station : stations) {
            final byte[][] scans = new byte[TestServer.CREDIT][];
            for (int i = 0; i < scans.length; i++) {
                scans[i] = conversation.code(stations.indexOf(station) * 1_000L + i + 1,
                "S" + stations.indexOf(station) + "-" + i / 10);
            }
            station.send(station.scansFrame(1, scans));
        }
        for (final RawStation station : stations) {
            assertThat(station.repliesThrough(TestServer.CREDIT)).allMatch(reply -> reply.matches("ack \\d+-\\d+"));
            station.close();
        }
        assertThat(server.journal.records()).hasSize(20 * TestServer.CREDIT);
    }

    @Test
    void shouldRefuseForgedCode() throws Exception {
        final byte[] scan = conversation.code(1, "A");
        scan[60] ^= 1;
        conversation.assertVerdict("FORGED", scan);
    }

    @Test
    void shouldRefuseCodeOfAnUnknownKey() throws Exception {
        final byte[] scan = conversation.code(1, "A");
        scan[29] = 99;
        conversation.assertVerdict("FORGED", scan);
    }

    @Test
    void shouldRefuseExpiredCode() throws Exception {
        final long nowS = System.currentTimeMillis() / 1000;
        conversation.assertVerdict("EXPIRED", RawStation.scan(nowS * 1000, ScanMethod.CODE, "A",
            RawStation.code(server.keys.current(), 1, nowS - 30 * DAY_S)));
    }

    @Test
    void shouldRefuseCodeFromTheFuture() throws Exception {
        final long nowS = System.currentTimeMillis() / 1000;
        conversation.assertVerdict("NOT_YET_VALID", RawStation.scan(nowS * 1000, ScanMethod.CODE, "A",
            RawStation.code(server.keys.current(), 1, nowS + 3600)));
    }

    @Test
    void shouldRefuseIdNumberWithWrongChecksum() throws Exception {
        conversation.assertVerdict("BAD_ID_NUMBER", conversation.card("110105194912310021", "A"));
    }

    @Test
    void shouldRefuseIdNumberWithImpossibleDate() throws Exception {
        final byte[] id = "110105194902300020".getBytes(StandardCharsets.US_ASCII);
        id[17] = IdNumber.checkCharacter(id, 0);
        conversation.assertVerdict("BAD_ID_NUMBER", conversation.card(new String(id, StandardCharsets.US_ASCII), "A"));
    }

    @Test
    void shouldRefuseSampleIdThatIsNotPrintableAscii() throws Exception {
        final byte[] scan = conversation.code(1, "SAMPLE");
        scan[14] = 0x07;
        conversation.assertVerdict("BAD_SAMPLE_ID", scan);
    }

    @Test
    void shouldJournalNoSampleIdThatIsNone() throws Exception {
        final byte[] forged = conversation.code(1, "A");
        forged[29] = 99;
        forged[13] = 0x07;
        final byte[] malformed = conversation.code(2, "ABC");
        malformed[8] = 0;
        malformed[13] = ' ';
        final byte[] refused = conversation.code(3, "GOOD-1");
        refused[29] = 99;
        try (RawStation station = conversation.open(1)) {
            station.send(station.scansFrame(1, forged, malformed, refused));
            assertThat(station.reply()).isEqualTo("ack 1-3 1:FORGED 2:MALFORMED 3:FORGED");
        }
        final List<String> samples = server.journal.records().stream()
            .map(record -> SampleId.text(new UnsafeBuffer(record), RecordDescriptor.SAMPLE_ID_OFFSET)).toList();
        assertThat(samples).containsExactly("", "", "GOOD-1");
    }

    @Test
    void shouldRefuseEmptySampleId() throws Exception {
        final byte[] scan = conversation.code(1, "A");
        scan[12] = 0;
        conversation.assertVerdict("BAD_SAMPLE_ID", scan);
    }

    @Test
    void shouldRefuseUnknownMethodAndReservedBytes() throws Exception {
        final byte[] method = conversation.code(1, "A");
        method[8] = 9;
        final byte[] reserved = conversation.code(2, "A");
        reserved[11] = 1;
        try (RawStation station = conversation.open(1)) {
            station.send(station.scansFrame(1, method, reserved, conversation.code(3, "A")));
            assertThat(station.reply()).isEqualTo("ack 1-3 1:MALFORMED 2:MALFORMED");
        }
    }

    @Test
    void shouldJournalAnUnknownMethodAsNone() throws Exception {
        final byte[][] scans = new byte[7][];
        final int[] methods = {0, 5, 6, 9, 254, 255, ScanMethod.ID_CARD.code()};
        for (int i = 0; i < methods.length; i++) {
            scans[i] = conversation.code(i, "A");
            scans[i][8] = (byte) methods[i];
        }
        scans[6][11] = 1;
        try (RawStation station = conversation.open(1)) {
            station.send(station.scansFrame(1, scans));
            assertThat(station.repliesThrough(7)).last().asString().endsWith(" 7:MALFORMED");
        }
        assertThat(server.journal.records()).extracting(record -> RecordDescriptor.method(new UnsafeBuffer(record), 0))
            .containsExactly(0, 0, 0, 0, 0, 0, (int) ScanMethod.ID_CARD.code());
    }

    @Test
    void shouldRefuseScanWithAClockYearsOff() throws Exception {
        final long year = 365 * DAY_S * 1000;
        final byte[] future = RawStation.scan(System.currentTimeMillis() + 3 * year, ScanMethod.CODE, "A", server.code(1));
        final byte[] past = RawStation.scan(System.currentTimeMillis() - 3 * year, ScanMethod.ID_CARD, "A",
            RawStation.idNumber("11010519491231002X"));
        final byte[] least = RawStation.scan(Long.MIN_VALUE, ScanMethod.CODE, "A", server.code(3));
        final byte[] most = RawStation.scan(Long.MAX_VALUE, ScanMethod.CODE, "A", server.code(4));
        try (RawStation station = conversation.open(1)) {
            station.send(station.scansFrame(1, future, past, least, most));
            assertThat(station.reply())
                .isEqualTo("ack 1-4 1:CLOCK_IMPOSSIBLE 2:CLOCK_IMPOSSIBLE 3:CLOCK_IMPOSSIBLE 4:CLOCK_IMPOSSIBLE");
        }
    }

    @Test
    void shouldCorrectAStationClockThatIsHoursOff() throws Exception {
        final long hours = TimeUnit.HOURS.toMillis(5);
        final long stationClock = System.currentTimeMillis() + hours;
        try (RawStation station = server.station()) {
            station.send(station.helloFrame(7, 1, stationClock));
            assertThat(station.reply()).startsWith("welcome");
            station.send(station.scansFrame(1, RawStation.scan(stationClock, ScanMethod.CODE, "A", server.code(1))));
            assertThat(station.reply()).isEqualTo("ack 1-1");
        }
        final UnsafeBuffer record = new UnsafeBuffer(server.journal.records().get(0));
        assertThat(RecordDescriptor.scannedAtMs(record, 0)).isBetween(stationClock - hours - 60_000,
            stationClock - hours + 60_000);
    }
}
