package io.swabline.server.wiring;

import io.swabline.protocol.CodeDescriptor;
import io.swabline.protocol.IdNumber;
import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.SamplingKeys;
import io.swabline.protocol.ScanMethod;
import io.swabline.protocol.trust.Cutoff;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** Codes that were re-issued, and keys that changed, as a station sees it. */
class SupersededScansTest {
    private static final long DAY_S = TimeUnit.DAYS.toSeconds(1);

    @TempDir
    private Path directory;
    private TestServer server;
    private Conversation conversation;
    private final long nowMs = System.currentTimeMillis();
    private final long issuedAtS = nowMs / 1000 - DAY_S;

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

    private byte[] scan(final Pseudonym person, final int issueNumber, final long scannedAtMs) {
        return scan(person, issueNumber, CodeDescriptor.FLAG_SELF, scannedAtMs);
    }

    private byte[] scan(final Pseudonym person, final int issueNumber, final int flags, final long scannedAtMs) {
        return RawStation.scan(scannedAtMs, ScanMethod.CODE, "A",
            RawStation.code(server.keys.current(), person, issueNumber, issuedAtS, flags));
    }

    private void supersede(final Pseudonym person, final long issueNumber, final long sinceMs) {
        server.cutoffs.set(server.cutoffs.get().with(
            List.of(new Cutoff(1, sinceMs, nowMs / 1000 + 30 * DAY_S, person, issueNumber, sinceMs ^ issueNumber))));
    }

    @Test
    void shouldRefuseOlderCodesFromTheReissueOnAndTakeTheNewOne() throws Exception {
        supersede(RawStation.person(1), 2, nowMs - 60_000);
        try (RawStation station = conversation.open(1)) {
            station.send(station.scansFrame(1,
                scan(RawStation.person(1), 1, nowMs), scan(RawStation.person(1), 2, nowMs),
                scan(RawStation.person(1), 2, CodeDescriptor.FLAG_RELATIVE, nowMs), scan(RawStation.person(1), 3, nowMs)));
            assertThat(station.reply()).isEqualTo("ack 1-4 1:SUPERSEDED 2:SUPERSEDED 3:SUPERSEDED");
        }
    }

    @Test
    void shouldJudgeAScanThatComesLateByTheTimeAtWhichItWasMade() throws Exception {
        supersede(RawStation.person(1), 2, nowMs - 60_000);
        try (RawStation station = conversation.open(1)) {
            station.send(station.scansFrame(1, scan(RawStation.person(1), 2, nowMs - 60_001)));
            assertThat(station.reply()).isEqualTo("ack 1-1");
        }
    }

    @Test
    void shouldGiveTheFirstVerdictAgainThoughTheCodeIsSupersededMeanwhile() throws Exception {
        final byte[] good = scan(RawStation.person(1), 1, nowMs);
        try (RawStation station = conversation.open(1)) {
            station.send(station.scansFrame(1, good));
            assertThat(station.reply()).isEqualTo("ack 1-1");
            supersede(RawStation.person(1), 1, nowMs - 60_000);
            station.send(station.scansFrame(1, good, scan(RawStation.person(1), 1, nowMs)));
            assertThat(station.reply()).isEqualTo("ack 1-2 1:ACCEPTED(again) 2:SUPERSEDED");
        }
        assertThat(server.journal.verdictsOf(1)).containsExactly("1 ACCEPTED", "2 SUPERSEDED");
    }

    /** What makes a code worthless by itself comes first, then the clock, which every time depends on; the tube comes last. */
    @Test
    void shouldSayWhatStaffShouldHearFirst() throws Exception {
        supersede(RawStation.person(1), 9, 1);
        final byte[] expired = RawStation.scan(nowMs, ScanMethod.CODE, "A",
            RawStation.code(server.keys.current(), RawStation.person(1), 1, issuedAtS - 30 * DAY_S, CodeDescriptor.FLAG_SELF));
        final byte[] forged = scan(RawStation.person(1), 1, nowMs);
        forged[60] ^= 1;
        final byte[] badTube = scan(RawStation.person(1), 1, nowMs);
        badTube[12] = 0;
        try (RawStation station = conversation.open(1)) {
            station.send(station.scansFrame(1, expired, forged, badTube,
                scan(RawStation.person(1), 1, nowMs + TimeUnit.HOURS.toMillis(1)), scan(RawStation.person(1), 1, nowMs)));
            assertThat(station.reply())
                .isEqualTo("ack 1-5 1:EXPIRED 2:FORGED 3:SUPERSEDED 4:CLOCK_IMPOSSIBLE 5:SUPERSEDED");
            server.currentKeys.set(SamplingKeys.withdraw(directory.resolve("keys.properties"), 1));
            station.send(station.scansFrame(6, scan(RawStation.person(1), 1, nowMs)));
            assertThat(station.reply()).isEqualTo("ack 6-6 6:KEY_WITHDRAWN");
            server.currentKeys.set(server.keys);
        }
    }

    @Test
    void shouldTakeCodesOfANewKeyAndRefuseThoseOfAWithdrawnOne() throws Exception {
        final byte[] old = conversation.code(1, "A");
        try (RawStation station = conversation.open(1)) {
            final SamplingKeys rotated = SamplingKeys.rotate(directory.resolve("keys.properties"));
            final byte[] young = RawStation.scan(nowMs, ScanMethod.CODE, "A", RawStation.code(rotated.current(), 2, issuedAtS));
            station.send(station.scansFrame(1, young));
            assertThat(station.reply()).isEqualTo("ack 1-1 1:FORGED");
            server.currentKeys.set(rotated);
            station.send(station.scansFrame(2, old, young));
            assertThat(station.reply()).isEqualTo("ack 2-3");
            server.currentKeys.set(SamplingKeys.withdraw(directory.resolve("keys.properties"), 1));
            station.send(station.scansFrame(4, old, young));
            assertThat(station.reply()).isEqualTo("ack 4-5 4:KEY_WITHDRAWN 5:DOUBLE_SCAN");
            server.currentKeys.set(server.keys);
        }
    }

    /** Each way comes first once, then all of them; a person a way. */
    @Test
    void shouldRegisterAPersonOnceByOldCodeNewCodeRelativesCodeAndIdNumber() throws Exception {
        final int ways = 6;
        for (int first = 0; first < ways; first++) {
            final String id = idNumber(first);
            final Pseudonym person = server.keys.pseudonyms().of(id);
            supersede(person, 2, nowMs - 500);
            final byte[][] scans = {
                scan(person, 1, nowMs - 1_000),
                scan(person, 2, CodeDescriptor.FLAG_RELATIVE, nowMs - 900),
                scan(person, 3, nowMs),
                scan(person, 4, CodeDescriptor.FLAG_RELATIVE, nowMs),
                conversation.card(id, "A"),
                RawStation.scan(nowMs, ScanMethod.ID_SPOKEN, "B", RawStation.idNumber(id)),
            };
            try (RawStation station = conversation.open(100 + first)) {
                station.send(station.scansFrame(1, scans[first]));
                assertThat(station.reply()).as("way %d first", first).isEqualTo("ack 1-1");
                station.send(station.scansFrame(2, scans));
                assertThat(station.reply()).as("way %d first", first).isEqualTo("ack 2-7 2:DOUBLE_SCAN 3:DOUBLE_SCAN "
                    + "4:DOUBLE_SCAN 5:DOUBLE_SCAN 6:DOUBLE_SCAN 7:DOUBLE_SCAN");
            }
        }
    }

    private static String idNumber(final int number) {
        final byte[] id = String.format("11010519491231%03d0", number).getBytes(StandardCharsets.US_ASCII);
        id[17] = IdNumber.checkCharacter(id, 0);
        return new String(id, StandardCharsets.US_ASCII);
    }
}
