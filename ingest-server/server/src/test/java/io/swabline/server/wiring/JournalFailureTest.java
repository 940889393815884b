package io.swabline.server.wiring;

import io.swabline.protocol.Durability;
import io.swabline.protocol.SamplingKeys;
import io.swabline.protocol.ScanMethod;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class JournalFailureTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"append, 1", "append, 2", "sync, 1", "sync, 2"})
    void shouldAcknowledgeNothingOnceTheJournalFailed(final String call, final int pipelineThreads) throws Exception {
        try (TestServer server = new TestServer(directory, pipelineThreads, Duration.ofSeconds(60), 100);
            RawStation station = server.station().hello(7, 1)) {
            assertThat(station.reply()).startsWith("welcome");
            station.send(station.scansFrame(1, scan(server, 1)));
            assertThat(station.reply()).isEqualTo("ack 1-1");
            if ("append".equals(call)) {
                server.journal.failAppend();
            } else {
                server.journal.failSync();
            }
            station.send(station.scansFrame(2, scan(server, 2)));
            assertThat(server.failure.get(60, TimeUnit.SECONDS)).hasMessageContaining(call + " failed");
            station.send(station.scansFrame(3, scan(server, 3)), station.pingFrame(42));
            assertThat(station.reply()).as("no acknowledgement before the pong").isEqualTo("pong 42");
        }
    }

    /** A drain must not wait for what no thread is there to handle. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    @Timeout(60)
    void shouldNotWaitForAPipelineThatFailed(final int pipelineThreads) throws Exception {
        try (TestServer server = new TestServer(directory, pipelineThreads, Duration.ofSeconds(60), 100);
            RawStation station = server.station().hello(7, 1)) {
            assertThat(station.reply()).startsWith("welcome");
            assertThat(server.pipeline.hasFailed()).isFalse();
            server.journal.failSync();
            station.send(station.scansFrame(1, scan(server, 1)));
            assertThat(server.failure.get(60, TimeUnit.SECONDS)).hasMessageContaining("sync failed");
            assertThat(server.pipeline.awaitEmpty(TimeUnit.HOURS.toNanos(1))).isFalse();
            assertThat(server.pipeline.hasFailed()).isTrue();
        }
    }

    /** The issuing side hangs, here in the opening of a pipe that nobody writes to, as it may on its database. */
    @Test
    @Timeout(60)
    void shouldLetStationsGoBeforeTheIssuingSide() throws Exception {
        final Path pipe = directory.resolve("callers.conf");
        assumeTrue(new ProcessBuilder("mkfifo", "-m", "600", pipe.toString()).start().waitFor() == 0, "mkfifo is missing");
        final IngestServer server = IngestServer.start(
            SettingsFixture.settings(directory, Durability.DISK, 2, SettingsFixture.issuing(directory, true)));
        final Thread starter = new Thread(() -> catchThrowable(server::startIssuing), "starter");
        starter.setDaemon(true);
        starter.start();
        Awaitility.await().until(() -> Arrays.stream(starter.getStackTrace())
            .anyMatch(frame -> frame.getClassName().endsWith("CallersFile")));
        try (RawStation station = new RawStation(server.port()).hello(7, 1)) {
            assertThat(station.reply()).startsWith("welcome");
            final byte[] code = RawStation.code(
                SamplingKeys.load(directory.resolve("keys.properties")).current(), 1, System.currentTimeMillis() / 1000 - 60);
            final byte[] scan = RawStation.scan(System.currentTimeMillis(), ScanMethod.CODE, "S", code);
            int sequence = 1;
            station.send(station.scansFrame(sequence, scan));
            String reply = station.reply();
            assertThat(reply).isEqualTo("ack 1-1");
            removeGenerations(directory.resolve("data/journal"));
            do { // until the server has seen that the directory is gone
                station.send(station.scansFrame(++sequence, scan));
                reply = station.reply();
            } while (reply.startsWith("ack"));
            assertThat(reply).isEqualTo("closed");
            assertThat(starter.isAlive()).isTrue();
        }
        try (OutputStream written = Files.newOutputStream(pipe)) {
            written.flush();
        }
        assertThat(server.awaitStopped()).isEqualTo(StopCause.JOURNAL_FAILED);
    }

    /** As an operator's mistake would: what is written then has no name any more. */
    private static void removeGenerations(final Path journal) throws IOException {
        try (Stream<Path> paths = Files.walk(journal)) {
            for (final Path path : paths.sorted(Comparator.reverseOrder()).filter(
                path -> journal.relativize(path).toString().startsWith("generation-")).toList()) {
                Files.delete(path);
            }
        }
    }

    private static byte[] scan(final TestServer server, final long person) {
        return RawStation.scan(System.currentTimeMillis(), ScanMethod.CODE, "S", server.code(person));
    }
}
