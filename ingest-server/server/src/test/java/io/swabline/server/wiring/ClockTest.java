package io.swabline.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.swabline.journal.JournalSettings;
import io.swabline.journal.JournalTail;
import io.swabline.journal.RecordDescriptor;
import io.swabline.protocol.Durability;
import io.swabline.protocol.SamplingKeys;
import io.swabline.protocol.ScanMethod;
import io.swabline.protocol.Verdict;
import io.swabline.server.ops.ClockAlarm;
import io.swabline.server.ops.LogLines;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.SystemNanoClock;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clocks that are wrong or are set: a server's own, and those of stations. */
class ClockTest {
    private static final long MINUTE_MS = TimeUnit.MINUTES.toMillis(1);
    private static final long HOUR_MS = 3_600_000L;
    private static final long DAY_S = TimeUnit.DAYS.toSeconds(1);
    /** For a busy machine: nothing here is decided by less. */
    private static final long SLACK_MS = 2 * MINUTE_MS;

    @TempDir
    private Path directory;
    private final AtomicLong setByMs = new AtomicLong();
    private final AtomicLong machineReads = new AtomicLong();
    private IngestServer server;
    private SamplingKeys keys;
    private long person;

    /** A record as far as it matters here. */
    private record Kept(long appendedAtMs, long scannedAtMs, long station, boolean isCorrected, boolean isAccepted) {
    }

    @BeforeEach
    void start() throws Exception {
        server = IngestServer.start(SettingsFixture.settings(directory, Durability.OS, 2), this::machineMs,
            SystemNanoClock.INSTANCE);
        keys = SamplingKeys.load(directory.resolve("keys.properties"));
    }

    private long machineMs() {
        machineReads.incrementAndGet();
        return System.currentTimeMillis() + setByMs.get();
    }

    @AfterEach
    void stop() {
        server.drainAndClose();
    }

    private void restart() throws Exception {
        server.drainAndClose();
        start();
    }

    /** Sets the machine's clock and waits until the server has seen it. */
    private void set(final long byMs) {
        setByMs.set(byMs);
        final long before = machineReads.get();
        Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> machineReads.get() >= before + 3);
    }

    private RawStation station(final long number, final long clockOffMs) throws Exception {
        final RawStation station = new RawStation(server.port());
        station.send(station.helloFrame(number, number, System.currentTimeMillis() + clockOffMs));
        assertThat(station.reply()).startsWith("welcome");
        return station;
    }

    private byte[] code(final long who, final long issuedAgoSeconds) {
        return RawStation.code(keys.current(), who, System.currentTimeMillis() / 1_000 - issuedAgoSeconds);
    }

    /** A scan of somebody new by a clock that is off. */
    private byte[] scan(final long agoMs, final long clockOffMs, final byte[] code) {
        return RawStation.scan(System.currentTimeMillis() - agoMs + clockOffMs, ScanMethod.CODE, "T" + ++person, code);
    }

    private byte[] fresh(final long agoMs, final long clockOffMs) {
        return scan(agoMs, clockOffMs, code(++person, 10 * DAY_S));
    }

    private static String answer(final RawStation station, final long sequence, final byte[]... scans) throws Exception {
        station.send(station.scansFrame(sequence, scans));
        return String.join(" ", station.repliesThrough(sequence + scans.length - 1));
    }

    private List<Kept> kept() {
        final List<Kept> records = new ArrayList<>();
        try (JournalTail tail = JournalTail.open(JournalSettings.directoryIn(directory.resolve("data"))).oldest()) {
            while (tail.poll((position, appendedAtMs, buffer, offset) -> records.add(new Kept(appendedAtMs,
                RecordDescriptor.scannedAtMs(buffer, offset), RecordDescriptor.station(buffer, offset),
                (RecordDescriptor.flags(buffer, offset) & RecordDescriptor.CLOCK_CORRECTED_FLAG) != 0,
                RecordDescriptor.verdict(buffer, offset) == Verdict.ACCEPTED.code())), 1_000) > 0) {
                continue;
            }
        }
        return records;
    }

    @ParameterizedTest
    @ValueSource(longs = {HOUR_MS, -HOUR_MS})
    void shouldGoOnAsBeforeWhenItsOwnClockIsSet(final long byMs) throws Exception {
        final byte[] somebody = code(1_000_000, DAY_S);
        try (RawStation before = station(1, 0)) {
            assertThat(answer(before, 1, fresh(0, 0), scan(0, 0, somebody))).isEqualTo("ack 1-2");
            set(byMs);
            assertThat(answer(before, 3, fresh(0, 0), fresh(0, 0))).isEqualTo("ack 3-4");
            try (RawStation after = station(2, 0)) {
                assertThat(answer(after, 1, fresh(0, 0), scan(0, 0, somebody), scan(0, 0, code(++person, 30 * DAY_S - 900)),
                    scan(0, 0, code(++person, 30 * DAY_S + 900)), scan(0, 0, code(++person, 60))))
                    .isEqualTo("ack 1-5 2:DOUBLE_SCAN 4:EXPIRED");
            }
            set(0);
            assertThat(answer(before, 5, fresh(0, 0), scan(0, 0, somebody))).isEqualTo("ack 5-6 6:DOUBLE_SCAN");
        }
        long lastMs = 0;
        for (final Kept record : kept()) {
            assertThat(record.appendedAtMs()).isGreaterThanOrEqualTo(lastMs)
                .isCloseTo(System.currentTimeMillis(), within(SLACK_MS));
            assertThat(record.scannedAtMs()).isCloseTo(record.appendedAtMs(), within(SLACK_MS));
            assertThat(record.isCorrected()).as("%s", record).isFalse();
            lastMs = record.appendedAtMs();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {HOUR_MS, -HOUR_MS})
    void shouldKnowEverybodyWhenItIsStartedByAnotherClock(final long byMs) throws Exception {
        final byte[] somebody = code(1_000_000, DAY_S);
        setByMs.set(byMs);
        restart();
        try (RawStation wrongly = station(1, 0)) {
            assertThat(answer(wrongly, 1, fresh(0, 0), scan(0, 0, somebody))).isEqualTo("ack 1-2");
        }
        setByMs.set(0);
        restart();
        try (RawStation again = new RawStation(server.port()); RawStation other = station(2, 0)) {
            again.send(again.helloFrame(1, 1, System.currentTimeMillis()));
            assertThat(again.reply()).startsWith("welcome 2 ");
            assertThat(answer(again, 3, fresh(0, 0), scan(0, 0, somebody))).isEqualTo("ack 3-4 4:DOUBLE_SCAN");
            assertThat(answer(other, 1, fresh(0, 0), scan(0, 0, somebody), scan(0, 0, code(++person, 31 * DAY_S))))
                .isEqualTo("ack 1-3 2:DOUBLE_SCAN 3:EXPIRED");
        }
        final List<Kept> records = kept();
        assertThat(records).hasSize(7);
        for (int i = 1; i < records.size(); i++) {
            assertThat(records.get(i).appendedAtMs()).isGreaterThanOrEqualTo(records.get(i - 1).appendedAtMs());
        }
        assertThat(records.subList(2, 7)).allMatch(record -> !record.isCorrected()
            && Math.abs(record.scannedAtMs() - System.currentTimeMillis()) < SLACK_MS);
    }

    /** By the set-back clock everybody would be registered again, and stations that are right be corrected by as much. */
    @Test
    void shouldNotStartByAClockThatWasSetBack() throws Exception {
        final byte[] somebody = code(1_000_000, DAY_S);
        try (RawStation station = station(1, 0)) {
            assertThat(answer(station, 1, scan(0, 0, somebody))).isEqualTo("ack 1-1");
        }
        server.drainAndClose();
        setByMs.set(-13 * HOUR_MS);
        assertThatThrownBy(this::start).isInstanceOf(StartException.class).hasMessageContaining("Set the clock and start again")
            .hasMessageContaining("clock.behind-journal-max=1");
        setByMs.set(0);
        start();
        try (RawStation station = station(2, 0)) {
            assertThat(answer(station, 1, scan(0, 0, somebody))).isEqualTo("ack 1-1 1:DOUBLE_SCAN");
        }
    }

    /** Nothing in the journal says that a clock is fast; the stations do. */
    @Test
    void shouldTellThatMostStationsContradictTheServersClock() throws Exception {
        setByMs.set(13 * HOUR_MS);
        try (LogLines log = new LogLines(ClockAlarm.class)) {
            restart();
            for (int station = 1; station <= 6; station++) {
                station(station, 0).close();
            }
            Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> !log.all().isEmpty());
            assertThat(log.all().get(0)).startsWith("ERROR the server's clock is probably wrong").contains("fast");
        }
    }

    @Test
    void shouldCorrectScansOfAClockThatIsOffAndMarkThem() throws Exception {
        final long[] offs = {-20 * HOUR_MS, -10 * MINUTE_MS, 0, 10 * MINUTE_MS, 20 * HOUR_MS};
        for (int i = 0; i < offs.length; i++) {
            try (RawStation station = station(i + 1, offs[i])) {
                assertThat(answer(station, 1, fresh(0, offs[i]), fresh(3 * HOUR_MS, offs[i]))).isEqualTo("ack 1-2");
            }
        }
        final List<Kept> records = kept();
        for (int i = 0; i < records.size(); i++) {
            final long rightMs = System.currentTimeMillis() - (i % 2 == 0 ? 0 : 3 * HOUR_MS);
            assertThat(records.get(i).scannedAtMs()).isCloseTo(rightMs, within(SLACK_MS));
            assertThat(records.get(i).isCorrected()).isEqualTo(offs[i / 2] != 0);
        }
    }

    @Test
    void shouldTellAStationWhoseClockIsTooFarOff() throws Exception {
        try (RawStation ahead = station(1, 25 * HOUR_MS); RawStation behind = station(2, -100 * HOUR_MS)) {
            assertThat(answer(ahead, 1, fresh(0, 25 * HOUR_MS))).isEqualTo("ack 1-1 1:CLOCK_IMPOSSIBLE");
            assertThat(answer(behind, 1, fresh(0, -100 * HOUR_MS))).isEqualTo("ack 1-1 1:CLOCK_IMPOSSIBLE");
        }
    }

    /** Whatever time its scans bear: of its own clock, of the right one, or a little before either. */
    private void assertNothingIsTaken(final RawStation station, final long sequence, final long clockOffMs) throws Exception {
        assertThat(answer(station, sequence, fresh(0, clockOffMs), fresh(0, 0), fresh(HOUR_MS, clockOffMs), fresh(HOUR_MS, 0),
            fresh(0, 3 * HOUR_MS), fresh(0, -3 * HOUR_MS)))
            .as("%d ms off", clockOffMs).isEqualTo("ack " + sequence + "-" + (sequence + 5) + impossible(sequence, 6));
    }

    private static String impossible(final long first, final int count) {
        final StringBuilder verdicts = new StringBuilder();
        for (long sequence = first; sequence < first + count; sequence++) {
            verdicts.append(' ').append(sequence).append(":CLOCK_IMPOSSIBLE");
        }
        return verdicts.toString();
    }

    private static void ping(final RawStation station, final long clockOffMs) throws Exception {
        station.send(station.pingFrame(System.currentTimeMillis() + clockOffMs));
        assertThat(station.reply()).startsWith("pong");
    }

    /** Offs a little within the bound, and beyond it in both directions. */
    private static final long[] OFFS_MS = {24 * HOUR_MS - SLACK_MS, SLACK_MS - 24 * HOUR_MS, 24 * HOUR_MS + SLACK_MS,
        -24 * HOUR_MS - SLACK_MS, 30 * HOUR_MS, -30 * HOUR_MS, 71 * HOUR_MS, -71 * HOUR_MS};
    private static final int BELIEVED = 2;

    @Test
    void shouldTakeNoScanOfAClockThatIsBeyondTheBoundAtHello() throws Exception {
        for (int i = 0; i < OFFS_MS.length; i++) {
            try (RawStation station = station(i + 1, OFFS_MS[i])) {
                if (i < BELIEVED) {
                    assertThat(answer(station, 1, fresh(0, OFFS_MS[i]))).isEqualTo("ack 1-1");
                } else {
                    assertNothingIsTaken(station, 1, OFFS_MS[i]);
                    ping(station, 0);
                    assertThat(answer(station, 7, fresh(0, 0))).as("it was set right").isEqualTo("ack 7-7");
                }
            }
        }
        assertThat(kept()).filteredOn(Kept::isAccepted)
            .allMatch(record -> Math.abs(record.scannedAtMs() - System.currentTimeMillis()) < 2 * SLACK_MS)
            .hasSize(OFFS_MS.length);
    }

    @Test
    void shouldTakeNoScanOfAClockThatIsSetBeyondTheBound() throws Exception {
        final long[] wasOffs = {0, 3 * HOUR_MS, -3 * HOUR_MS};
        for (final long wasOff : wasOffs) {
            for (int i = 0; i < OFFS_MS.length; i++) {
                try (RawStation station = station(++person, wasOff)) {
                    assertThat(answer(station, 1, fresh(0, wasOff))).isEqualTo("ack 1-1");
                    ping(station, OFFS_MS[i]);
                    if (i < BELIEVED) {
                        assertThat(answer(station, 2, fresh(0, OFFS_MS[i]))).isEqualTo("ack 2-2");
                    } else {
                        assertNothingIsTaken(station, 2, OFFS_MS[i]);
                        ping(station, wasOff);
                        assertThat(answer(station, 8, fresh(0, wasOff))).isEqualTo("ack 8-8");
                    }
                }
            }
        }
        assertThat(kept()).filteredOn(Kept::isAccepted)
            .allMatch(record -> Math.abs(record.scannedAtMs() - System.currentTimeMillis()) < 2 * SLACK_MS)
            .hasSize(2 * wasOffs.length * OFFS_MS.length);
    }

    @Test
    void shouldRegisterNobodyTwiceByAClockBeyondTheBoundAlsoAfterARestart() throws Exception {
        final byte[] somebody = code(1_000_000, 10 * DAY_S);
        try (RawStation slow = station(1, -30 * HOUR_MS)) {
            assertThat(answer(slow, 1, scan(0, -30 * HOUR_MS, somebody))).isEqualTo("ack 1-1 1:CLOCK_IMPOSSIBLE");
        }
        restart();
        try (RawStation slow = new RawStation(server.port()); RawStation right = station(2, 0)) {
            assertThat(answer(right, 1, scan(0, 0, somebody))).isEqualTo("ack 1-1");
            slow.send(slow.helloFrame(1, 1, System.currentTimeMillis() - 30 * HOUR_MS));
            assertThat(slow.reply()).startsWith("welcome 1 ");
            assertThat(answer(slow, 1, scan(0, -30 * HOUR_MS, somebody), scan(0, -30 * HOUR_MS, somebody)))
                .isEqualTo("ack 1-2 1:CLOCK_IMPOSSIBLE(again) 2:CLOCK_IMPOSSIBLE");
        }
        assertThat(kept()).extracting(Kept::isAccepted).containsExactly(false, true, false);
    }

    /** The order in which faults are told is that of the documentation, also where the clock is beyond the bound. */
    @Test
    void shouldTellFalseCredentialsBeforeAnImpossibleClock() throws Exception {
        final long off = 30 * HOUR_MS;
        final byte[] malformed = fresh(0, 0);
        malformed[8] = 9;
        final byte[] forged = fresh(0, 0);
        forged[40] ^= 1;
        final byte[] badId = RawStation.scan(System.currentTimeMillis(), ScanMethod.ID_CARD, "A",
            RawStation.idNumber("110105194912310021"));
        final byte[] expired = scan(0, 0, code(++person, 31 * DAY_S));
        final byte[] badSample = fresh(0, 0);
        badSample[12] = 0;
        try (RawStation station = station(1, off)) {
            assertThat(answer(station, 1, malformed, forged, badId, expired, badSample)).isEqualTo(
                "ack 1-5 1:MALFORMED 2:FORGED 3:BAD_ID_NUMBER 4:CLOCK_IMPOSSIBLE 5:CLOCK_IMPOSSIBLE");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {HOUR_MS, -HOUR_MS})
    void shouldJudgeClocksAlikeWhenItsOwnIsSet(final long byMs) throws Exception {
        try (RawStation slow = station(1, -24 * HOUR_MS + SLACK_MS); RawStation fast = station(2, 24 * HOUR_MS + SLACK_MS)) {
            set(byMs);
            assertThat(answer(slow, 1, fresh(0, -24 * HOUR_MS + SLACK_MS))).isEqualTo("ack 1-1");
            assertNothingIsTaken(fast, 1, 24 * HOUR_MS + SLACK_MS);
            ping(fast, 0);
            ping(slow, -24 * HOUR_MS - SLACK_MS);
            assertThat(answer(fast, 7, fresh(0, 0))).isEqualTo("ack 7-7");
            assertNothingIsTaken(slow, 2, -24 * HOUR_MS - SLACK_MS);
        }
    }

    @Test
    void shouldTakeABacklogOfThreeDaysAndJudgeCodesByTheTimeOfTheScan() throws Exception {
        final long off = -5 * HOUR_MS;
        final long expiredSince = 30 * DAY_S + 2 * DAY_S;
        try (RawStation right = station(1, 0); RawStation late = station(2, off)) {
            assertThat(answer(right, 1, fresh(72 * HOUR_MS - SLACK_MS, 0), fresh(72 * HOUR_MS + SLACK_MS, 0)))
                .isEqualTo("ack 1-2 2:CLOCK_IMPOSSIBLE");
            assertThat(answer(late, 1, fresh(72 * HOUR_MS - SLACK_MS, off), fresh(72 * HOUR_MS + SLACK_MS, off)))
                .isEqualTo("ack 1-2 2:CLOCK_IMPOSSIBLE");
            final byte[] expiredCode = code(++person, expiredSince);
            assertThat(answer(right, 3, scan(48 * HOUR_MS + SLACK_MS, 0, expiredCode)))
                .as("it was valid when it was scanned").isEqualTo("ack 3-3");
            assertThat(answer(right, 4, scan(48 * HOUR_MS - SLACK_MS, 0, code(++person, expiredSince))))
                .isEqualTo("ack 4-4 4:EXPIRED");
            assertThat(answer(late, 3, scan(48 * HOUR_MS + SLACK_MS, off, code(++person, expiredSince)),
                scan(48 * HOUR_MS - SLACK_MS, off, code(++person, expiredSince)))).isEqualTo("ack 3-4 4:EXPIRED");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {3 * HOUR_MS, -3 * HOUR_MS})
    void shouldNoticeByAPingThatAStationsClockWasSet(final long wasOffMs) throws Exception {
        try (RawStation station = station(1, wasOffMs)) {
            assertThat(answer(station, 1, fresh(0, wasOffMs))).isEqualTo("ack 1-1");
            station.send(station.pingFrame(System.currentTimeMillis()));
            assertThat(station.reply()).startsWith("pong");
            assertThat(answer(station, 2, fresh(0, 0))).isEqualTo("ack 2-2");
        }
        assertThat(kept()).extracting(Kept::isCorrected).containsExactly(true, false);
        assertThat(kept()).allMatch(record -> Math.abs(record.scannedAtMs() - System.currentTimeMillis()) < SLACK_MS);
    }
}
