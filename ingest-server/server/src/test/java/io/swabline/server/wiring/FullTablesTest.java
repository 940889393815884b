package io.swabline.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swabline.cli.SettingsLoader;
import io.swabline.journal.JournalSettings;
import io.swabline.journal.JournalTail;
import io.swabline.protocol.SamplingKeys;
import io.swabline.protocol.ScanMethod;
import io.swabline.server.ops.LimitAlarm;
import io.swabline.server.ops.LogLines;
import io.swabline.server.ops.TurnedAwayAlarm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole server with the smallest tables runs full: what stations hear, what the log says, and that nothing is lost. */
class FullTablesTest {
    private static final int ENTRIES = 1_000;
    private static final int FRAME = 100;
    private static final long LIMIT_SECONDS = 60;

    @TempDir
    private Path directory;
    private final AtomicLong aheadMs = new AtomicLong();
    private final LogLines log = new LogLines(LimitAlarm.class, TurnedAwayAlarm.class, IngestServer.class);
    private IngestServer server;
    private SamplingKeys keys;
    private long sent;

    private void start(final Map<String, ?> more) throws Exception {
        final Map<String, Object> settings = new HashMap<>(Map.of("data.directory", directory.resolve("data"), "keys.file",
            directory.resolve("keys.properties"), "listen.port", 0, "durability", "os", "dedup.persons-max", ENTRIES,
            "pool.samples-max", ENTRIES, "streams.max", 64, "http.enabled", false, "streams.retry-after", "10ms",
            "journal.block-size", "1MiB"));
        settings.putAll(more);
        server = IngestServer.start(SettingsLoader.of(settings), () -> System.currentTimeMillis() + aheadMs.get(),
            () -> System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(aheadMs.get()));
        keys = SamplingKeys.load(directory.resolve("keys.properties"));
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.drainAndClose();
        }
        log.close();
    }

    private long nowMs() {
        return System.currentTimeMillis() + aheadMs.get();
    }

    private RawStation station(final long number, final long stream) throws Exception {
        final RawStation station = new RawStation(server.port());
        station.send(station.helloFrame(number, stream, nowMs()));
        return station;
    }

    private byte[] scan(final long person, final String sample) {
        return RawStation.scan(nowMs(), ScanMethod.CODE, sample, RawStation.code(keys.current(), person, nowMs() / 1_000 - 60));
    }

    /** New people, up to ten a tube, or each in a tube of its own; all must be accepted. */
    private void accept(final RawStation station, final int count, final int people) throws Exception {
        for (long end = sent + count; sent < end;) {
            final byte[][] scans = new byte[(int) Math.min(FRAME, end - sent)][];
            for (int i = 0; i < scans.length; i++) {
                scans[i] = scan(sent + i + 1, "T" + (sent + i) / people);
            }
            station.send(station.scansFrame(sent + 1, scans));
            assertThat(station.repliesThrough(sent + scans.length)).allMatch(reply -> reply.matches("ack \\d+-\\d+"));
            sent += scans.length;
        }
    }

    private void awaitLine(final String beginning) {
        Awaitility.await().atMost(LIMIT_SECONDS, TimeUnit.SECONDS)
            .until(() -> log.all().stream().anyMatch(line -> line.startsWith(beginning)));
    }

    private List<String> alarms() {
        return log.all().stream().filter(line -> line.contains("full: ") || line.contains("has room again")).toList();
    }

    private long records() {
        final List<Long> positions = new ArrayList<>();
        try (JournalTail tail = JournalTail.open(JournalSettings.directoryIn(directory.resolve("data"))).oldest()) {
            while (tail.poll((position, appendedAtMs, buffer, offset) -> positions.add(position), 1_000) > 0) {
                continue;
            }
        }
        return positions.size();
    }

    @Test
    void shouldTellOfFullPeopleAtEachLevelAndTakeThemWhenTheWindowHasPassed() throws Exception {
        start(Map.of());
        try (RawStation station = station(7, 1)) {
            assertThat(station.reply()).startsWith("welcome 0");
            accept(station, 799, 10);
            accept(station, 1, 10);
            awaitLine("WARN 80 % full: 800 of 1,000 people (dedup.persons-max). When it is full, scans of new people are "
                + "answered RETRY");
            accept(station, 150, 10);
            awaitLine("WARN 95 % full: 950 of 1,000 people");
            accept(station, 50, 10);
            station.send(station.scansFrame(sent + 1, scan(sent + 1, "NEW")));
            assertThat(station.reply()).isEqualTo("retry 1001 PERSONS_FULL");
            awaitLine("ERROR full: 1,000 of 1,000 people (dedup.persons-max): scans of new people are answered RETRY "
                + "PERSONS_FULL");
            assertThat(alarms()).as("each level once").hasSize(3);
            assertThat(alarms().get(2)).contains("Set city.people-per-day", "dedup.persons-max to 2,000 or more", "84 h after "
                + "the scan");
            station.send(station.scansFrame(sent + 1, scan(sent + 1, "NEW")));
            assertThat(station.reply()).isEqualTo("retry 1001 PERSONS_FULL");
        }
        aheadMs.addAndGet(TimeUnit.HOURS.toMillis(85));
        try (RawStation station = station(7, 1)) {
            assertThat(station.reply()).startsWith("welcome 1000");
            station.send(station.scansFrame(sent + 1, scan(sent + 1, "NEW")));
            assertThat(station.reply()).isEqualTo("ack 1001-1001");
        }
        Awaitility.await().atMost(LIMIT_SECONDS, TimeUnit.SECONDS).until(() -> {
            aheadMs.addAndGet(TimeUnit.SECONDS.toMillis(5));
            return log.all().stream().anyMatch(line -> line.startsWith("INFO has room again: "));
        });
        server.drainAndClose();
        assertThat(records()).as("no scan is lost, none is there twice").isEqualTo(1_001);
        assertThat(log.all()).anyMatch(line -> line.startsWith("INFO stopped, ") && line.contains("RETRY PERSONS_FULL 2"));
    }

    /** A restart with a smaller city than the one that the journal is of. */
    @Test
    void shouldSayWhatToRaiseWhereTheWindowHoldsMoreThanATable() throws Exception {
        start(Map.of("dedup.persons-max", 5_000, "pool.samples-max", 5_000));
        try (RawStation station = station(7, 1)) {
            assertThat(station.reply()).startsWith("welcome 0");
            accept(station, 1_200, 1);
        }
        server.drainAndClose();

        assertThatThrownBy(() -> start(Map.of("pool.samples-max", 5_000))).isInstanceOf(StartException.class)
            .hasMessage("the last 84 h of the journal, which the server must remember, hold 1,200 people, more than the table "
                + "takes (dedup.persons-max = 1,000): raise dedup.persons-max from 1,000 to at least 1,600, and start again; "
                + "the journal keeps everything meanwhile");
        assertThatThrownBy(() -> start(Map.of("dedup.persons-max", "auto", "pool.samples-max", 5_000,
            "city.people-per-day", 150))).hasMessageContaining("raise city.people-per-day from 150 to at least 300, and");
        assertThatThrownBy(() -> start(Map.of("dedup.persons-max", "auto", "pool.samples-max", "auto",
            "city.people-per-day", 150))).hasMessageContaining("1,200 people, more than the table takes (dedup.persons-max = "
                + "1,000) and 1,200 tubes, more than the table takes (pool.samples-max = 1,000): raise city.people-per-day from "
                + "150 to at least 1,500, and");
        assertThatThrownBy(() -> start(Map.of("dedup.persons-max", 5_000)))
            .hasMessageContaining("raise pool.samples-max from 1,000 to at least 1,600, and");
        start(Map.of("dedup.persons-max", "auto", "pool.samples-max", "auto", "city.people-per-day", 1_500));
    }

    @Test
    void shouldSayHowManyStreamsThereAreWhereTheTableIsTooSmall() throws Exception {
        start(Map.of());
        for (int stream = 1; stream <= 5; stream++) {
            try (RawStation station = station(stream, stream)) {
                assertThat(station.reply()).startsWith("welcome 0");
                station.send(station.scansFrame(1, scan(stream, "T" + stream)));
                assertThat(station.reply()).isEqualTo("ack 1-1");
            }
        }
        server.drainAndClose();

        assertThatThrownBy(() -> start(Map.of("streams.max", 3))).hasMessageContaining("hold 5 streams of stations, more than "
            + "the table takes (streams.max = 3): raise streams.max from 3 to at least 7, and");
        assertThatThrownBy(() -> start(Map.of("streams.max", "auto", "city.stations", 1, "clock.backlog-max", "1h",
            "dedup.window", "12h"))).as("two days at most, one stream before").hasMessageContaining("city.stations from 1 to");
    }

    @Test
    void shouldTellOfFullTubesAndFillThoseThatAreBegun() throws Exception {
        start(Map.of("dedup.persons-max", 5_000));
        try (RawStation station = station(7, 1)) {
            assertThat(station.reply()).startsWith("welcome 0");
            accept(station, ENTRIES, 1);
            station.send(station.scansFrame(sent + 1, scan(sent + 1, "NEW")));
            assertThat(station.reply()).isEqualTo("retry 1001 SAMPLES_FULL");
            awaitLine("ERROR full: 1,000 of 1,000 tubes (pool.samples-max): scans into new tubes are answered RETRY "
                + "SAMPLES_FULL; turned away so far: 1");
            station.send(station.scansFrame(sent + 1, scan(sent + 1, "T0")));
            assertThat(station.reply()).isEqualTo("ack 1001-1001");
        }
        server.drainAndClose();
        assertThat(records()).isEqualTo(1_001);
        assertThat(log.all()).anyMatch(line -> line.startsWith("INFO stopped, ") && line.contains("RETRY SAMPLES_FULL 1"));
    }

    @Test
    void shouldTellOfFullStreamsAndOfAStationThatHasItsPart() throws Exception {
        start(Map.of("streams.max", 65));
        for (int stream = 1; stream <= 64; stream++) {
            try (RawStation station = station(7, stream)) {
                assertThat(station.reply()).startsWith("welcome");
            }
        }
        try (RawStation station = station(7, 65)) {
            assertThat(station.reply()).isEqualTo("refused STREAMS_FULL");
        }
        awaitLine("WARN station 7 has as many streams as one station may have, a 64th of streams.max (65), and was refused");
        awaitLine("WARN 95 % full: 64 of 65 streams (streams.max)");
        try (RawStation ninth = station(9, 65); RawStation refused = station(10, 66)) {
            assertThat(ninth.reply()).startsWith("welcome");
            assertThat(refused.reply()).isEqualTo("refused STREAMS_FULL");
        }
        awaitLine("ERROR full: 65 of 65 streams (streams.max): stations with a new stream are refused with STREAMS_FULL; "
            + "turned away so far: 1");
        aheadMs.addAndGet(TimeUnit.MINUTES.toMillis(2));
        awaitLine("INFO has room again: 0 of 65 streams");
        try (RawStation station = station(10, 66)) {
            assertThat(station.reply()).startsWith("welcome");
        }
        server.drainAndClose();
        assertThat(log.all()).anyMatch(line -> line.startsWith("INFO stopped, ") && line.contains("refused STREAMS_FULL 2"));
    }

    /** After a restart the alarm does not wait for the next scan. */
    @Test
    void shouldTellOfAFullTableThatItFindsAtTheStart() throws Exception {
        start(Map.of());
        try (RawStation station = station(7, 1)) {
            assertThat(station.reply()).startsWith("welcome 0");
            accept(station, ENTRIES, 10);
        }
        server.drainAndClose();
        log.take();
        start(Map.of());
        awaitLine("ERROR full: 1,000 of 1,000 people");
    }
}
