package io.swabline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.journal.BatchDescriptor;
import io.swabline.journal.Journal;
import io.swabline.journal.JournalSettings;
import io.swabline.journal.JournalWriter;
import io.swabline.journal.RecordDescriptor;
import io.swabline.protocol.Durability;
import io.swabline.protocol.SampleId;
import io.swabline.protocol.SamplingKeys;
import io.swabline.protocol.Verdict;
import io.swabline.server.wiring.IngestServer;
import io.swabline.server.wiring.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code journal tail --connect} against a server in this process. */
class RemoteTailCommandTest {
    private static final int BATCHES = 20;
    private static final int RECORDS_A_BATCH = 100;
    private static final int RECORDS = BATCHES * RECORDS_A_BATCH;

    @TempDir
    private Path directory;
    private Path data;
    private Path stations;
    private IngestServer server;

    @BeforeEach
    void writeJournal() {
        data = directory.resolve("data");
        stations = directory.resolve("stations.conf");
        SamplingKeys.create(directory.resolve("keys.properties"));
        final long nowMs = System.currentTimeMillis();
        try (Journal journal = JournalWriter.open(JournalSettings.of(data)
            .withBlockSize(JournalSettings.BLOCK_SIZE_MIN).withDurability(Durability.OS).withClock(() -> nowMs))) {
            for (int batch = 0; batch < BATCHES; batch++) {
                for (int i = 0; i < RECORDS_A_BATCH; i++) {
                    final int offset = BatchDescriptor.recordOffset(i);
                    journal.batchBuffer().setMemory(offset, RecordDescriptor.LENGTH, (byte) 0);
                    RecordDescriptor.sequence(journal.batchBuffer(), offset, batch * RECORDS_A_BATCH + i + 1);
                    RecordDescriptor.stream(journal.batchBuffer(), offset, 9);
                    RecordDescriptor.scannedAtMs(journal.batchBuffer(), offset, nowMs);
                    SampleId.put("S" + batch, journal.batchBuffer(), offset + RecordDescriptor.SAMPLE_ID_OFFSET);
                    RecordDescriptor.verdict(journal.batchBuffer(), offset, Verdict.FORGED.code());
                    RecordDescriptor.flags(journal.batchBuffer(), offset, 1);
                }
                journal.append(RECORDS_A_BATCH, nowMs + batch);
            }
            journal.sync();
        }
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.drainAndClose();
        }
    }

    private String serve(final String authentication) throws InterruptedException {
        server = IngestServer.start(SettingsLoader.of(Map.ofEntries(Map.entry("data.directory", data.toString()),
            Map.entry("keys.file", directory.resolve("keys.properties").toString()),
            Map.entry("http.enabled", false), Map.entry("listen.port", 0), Map.entry("dedup.persons-max", 10_000),
            Map.entry("pool.samples-max", 10_000), Map.entry("streams.max", 100),
            Map.entry("listen.authentication", authentication), Map.entry("subscribers.enabled", true),
            Map.entry("access.stations-file", stations.toString()))));
        return "127.0.0.1:" + server.port();
    }

    @Test
    void shouldPrintWhatTheLocalTailPrints() throws Exception {
        final String address = serve("none");
        for (final String format : new String[] {"json", "csv"}) {
            final CommandRun local = CommandRun.of("journal", "tail", "--data", data, "--format", format);
            final CommandRun remote = CommandRun.of("journal", "tail", "--connect", address, "--format", format);
            assertThat(remote.err()).isEmpty();
            assertThat(remote.exitCode()).isZero();
            assertThat(remote.out()).isEqualTo(local.out());
        }
        assertThat(CommandRun.of("journal", "tail", "--connect", address, "--from", "1990", "--limit", "5").outLines())
            .hasSize(5).first().asString().startsWith("{\"position\":1990,");
        assertThat(CommandRun.of("journal", "tail", "--connect", address, "--from", "newest").outLines()).isEmpty();
        assertThat(CommandRun.of("journal", "tail", "--connect", address, "--from", "oldest").outLines()).hasSize(RECORDS);
    }

    @Test
    void shouldReadByTokenAndSayWhatIsMissingWithout() throws Exception {
        final String token = CommandRun.of("stations", "add", "--file", stations, "--right", "subscribe", "census").out().strip();
        final Path tokenFile = tokenFile(token, "rw-------");
        final String address = serve("token");
        final CommandRun without = CommandRun.of("journal", "tail", "--connect", address, "--name", "census");
        assertThat(without.exitCode()).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(without.err()).contains("swabline stations add --right subscribe census").doesNotContain("Exception");

        final CommandRun with = CommandRun.of(
            "journal", "tail", "--connect", address, "--name", "census", "--token-file", tokenFile);
        assertThat(with.err()).isEmpty();
        assertThat(with.outLines()).hasSize(RECORDS);
    }

    /** A certificate does not become trusted by trying. */
    @Test
    void shouldNotFollowForEverWithoutTlsInCommon() throws Exception {
        final Path authority = directory.resolve("ca.pem");
        new TestAuthority("authority").writeTo(authority);
        final CommandRun run = CommandRun.of("journal", "tail", "--connect", serve("none"), "--follow", "--tls-ca", authority);
        assertThat(run.exitCode()).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(run.err()).contains("TLS: ", "--tls-ca").hasLineCount(1);
    }

    @Test
    void shouldTellUsageFromFailure() throws Exception {
        for (final String wrong : new String[] {"here", "127.0.0.1", ":7221", "127.0.0.1:0", "127.0.0.1:70000"}) {
            final CommandRun run = CommandRun.of("journal", "tail", "--connect", wrong);
            assertThat(run.exitCode()).as(wrong).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).contains("HOST:PORT");
        }
        assertThat(CommandRun.of("journal", "tail", "--connect", "127.0.0.1:1", "--from-time", "2022-04-16T08:00:00Z").exitCode())
            .isEqualTo(ExitCode.USAGE);
        assertThat(CommandRun.of("journal", "tail", "--connect", "127.0.0.1:1", "--from", "-5").exitCode())
            .isEqualTo(ExitCode.USAGE);
        final CommandRun nobody = CommandRun.of("journal", "tail", "--connect", "127.0.0.1:1");
        assertThat(nobody.exitCode()).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(nobody.err()).contains("cannot read the journal of 127.0.0.1:1");

        assertThat(withTokenFile("rw-------").err()).contains("holds no token");
        assertThat(withTokenFile("rw-r--r--").err()).contains("chmod 600");
    }

    private CommandRun withTokenFile(final String permissions) throws IOException {
        return CommandRun.of(
            "journal", "tail", "--connect", "127.0.0.1:1", "--token-file", tokenFile("x", permissions));
    }

    private Path tokenFile(final String token, final String permissions) throws IOException {
        final Path file = Files.writeString(directory.resolve("token"), token + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }
}
