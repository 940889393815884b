package io.swabline.server.wiring;

import io.swabline.protocol.ScanMethod;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

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

    private static byte[] scan(final TestServer server, final long person) {
        return RawStation.scan(System.currentTimeMillis(), ScanMethod.CODE, "S", server.code(person));
    }
}
