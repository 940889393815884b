package io.swabline.server.wiring;

import io.swabline.protocol.Durability;
import io.swabline.protocol.SamplingKeys;
import io.swabline.protocol.ScanMethod;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** The key file changes under a server while a station sends scan after scan: each one is answered, by the keys of the moment. */
@Tag("slow")
class KeyChangeTest {
    private static final long CHANGE_S_MAX = 60;
    private static final int SCANS_PER_FRAME = 8;

    @TempDir
    private Path directory;
    private Path file;
    private IngestServer server;
    private RawStation station;
    private SamplingKeys first;
    private long sequence = 1;
    private long person = 1;

    @BeforeEach
    void start() throws Exception {
        file = directory.resolve("keys.properties");
        server = IngestServer.start(SettingsFixture.settings(directory, Durability.OS, 2));
        first = SamplingKeys.load(file);
        station = new RawStation(server.port()).hello(7, 1);
        assertThat(station.reply()).startsWith("welcome");
    }

    @AfterEach
    void stop() throws Exception {
        station.close();
        assertThat(server.drainAndClose()).isEqualTo(StopCause.DRAINED);
    }

    /** A frame of new people's codes, half of them under each of two keys; returns what became of both halves. */
    private List<String> scan(final SamplingKeys one, final SamplingKeys other) throws Exception {
        final byte[][] scans = new byte[SCANS_PER_FRAME][];
        final long nowMs = System.currentTimeMillis();
        for (int i = 0; i < SCANS_PER_FRAME; i++) {
            scans[i] = RawStation.scan(nowMs, ScanMethod.CODE, "S" + (sequence + i),
                RawStation.code((i % 2 == 0 ? one : other).current(), person++, nowMs / 1000 - 60));
        }
        station.send(station.scansFrame(sequence, scans));
        final List<String> replies = station.repliesThrough(sequence + SCANS_PER_FRAME - 1);
        final List<String> verdicts = new ArrayList<>();
        for (int key = 0; key < 2; key++) {
            final long at = sequence + key;
            verdicts.add(String.join(" ", replies).replaceFirst("(?:.* |^)" + at + ":([A-Z_]+).*", "$1"));
            if (verdicts.get(key).startsWith("ack")) {
                verdicts.set(key, "ACCEPTED");
            }
        }
        sequence += SCANS_PER_FRAME;
        return verdicts;
    }

    /** Scans until both verdicts are as expected; until then the first key's stay as they were, the other's may. */
    private void awaitVerdicts(final SamplingKeys one, final SamplingKeys other, final String... expected) throws Exception {
        final List<String> before = scan(one, other);
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(CHANGE_S_MAX);
        List<String> verdicts = before;
        while (!verdicts.equals(List.of(expected))) {
            assertThat(verdicts).as("nothing between before and after").isEqualTo(before);
            assertThat(System.nanoTime()).as("%s, not yet %s", verdicts, List.of(expected)).isLessThan(deadlineNs);
            verdicts = scan(one, other);
        }
    }

    private void scanFor(final long seconds, final SamplingKeys one, final SamplingKeys other, final String... expected)
        throws Exception {
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (System.nanoTime() < deadlineNs) {
            assertThat(scan(one, other)).containsExactly(expected);
        }
    }

    @Test
    void shouldJudgeByTheKeysOfTheMomentAndDropNoScan() throws Exception {
        scanFor(1, first, first, "ACCEPTED", "ACCEPTED");
        final SamplingKeys second = SamplingKeys.rotate(file);
        awaitVerdicts(first, second, "ACCEPTED", "ACCEPTED");
        SamplingKeys.withdraw(file, 1);
        awaitVerdicts(first, second, "KEY_WITHDRAWN", "ACCEPTED");
        final byte[] good = Files.readAllBytes(file);
        Files.writeString(file, "nonsense");
        scanFor(3, first, second, "KEY_WITHDRAWN", "ACCEPTED");
        Files.write(file, good);
        final SamplingKeys third = SamplingKeys.rotate(file);
        awaitVerdicts(first, third, "KEY_WITHDRAWN", "ACCEPTED");
        awaitVerdicts(second, third, "ACCEPTED", "ACCEPTED");
        assertThat(sequence).as("scans").isGreaterThan(1_000);
    }
}
