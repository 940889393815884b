package io.swabline.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.swabline.cli.SettingsLoader;
import io.swabline.protocol.access.Right;
import io.swabline.protocol.access.StationsFile;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole server with TLS and tokens: what stops its start, and files that change while it runs. */
class ProtectedServerTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    private Path directory;
    private IngestServer server;

    @AfterEach
    void stop() {
        if (server != null) {
            assertThat(server.drainAndClose()).isEqualTo(StopCause.DRAINED);
        }
    }

    private ServerSettings settings(final Map<String, String> more) {
        final Map<String, Object> settings = new HashMap<>(Map.of("data.directory", directory.resolve("data").toString(),
            "keys.file", directory.resolve("keys.properties").toString(), "listen.port", 0, "http.enabled", false,
            "access.stations-file", directory.resolve("stations.conf").toString(), "dedup.persons-max", 10_000,
            "pool.samples-max", 10_000, "streams.max", 64, "durability", "os"));
        settings.put("journal.disk-free-min", 0);
        settings.putAll(more);
        return SettingsLoader.of(settings);
    }

    private Map<String, String> tls() throws Exception {
        new TlsFixture(directory);
        return Map.of("tls.certificate-file", directory.resolve("server.pem").toString(), "tls.private-key-file",
            directory.resolve("server.key").toString(), "listen.authentication", "token");
    }

    private void assertNoStart(final Map<String, String> settings, final String... says) {
        assertThatThrownBy(() -> IngestServer.start(settings(settings)))
            .isInstanceOf(StartException.class).hasMessageContainingAll(says);
        assertThat(directory.resolve("data")).as("nothing was begun").doesNotExist();
    }

    @Test
    void shouldNotListenToOthersUnprotected() throws Exception {
        assertNoStart(Map.of("listen.host", "0.0.0.0"), "0.0.0.0", "without TLS and authentication", "tls.certificate-file",
            "listen.authentication", "access.unprotected-allowed");
        assertNoStart(Map.of("listen.host", "::", "listen.authentication", "token"), "without TLS:", "tls.certificate-file");
        assertNoStart(Map.of("http.enabled", "true", "http.host", "0.0.0.0"), "API and pages", "http.host");
        final Map<String, String> withoutTokens = new HashMap<>(tls());
        withoutTokens.put("listen.authentication", "none");
        withoutTokens.put("listen.host", "0.0.0.0");
        assertNoStart(withoutTokens, "without authentication:");

        server = IngestServer.start(settings(Map.of("listen.host", "0.0.0.0", "access.unprotected-allowed", "true")));
        assertThat(server.port()).isPositive();
    }

    @Test
    void shouldNotStartWithTlsFilesThatCannotBeUsed() throws Exception {
        final Map<String, String> tls = tls();
        final Path key = directory.resolve("server.key");
        final String pem = Files.readString(key);
        Files.writeString(key, pem.replace("PRIVATE KEY", "EC PRIVATE KEY"));
        assertNoStart(tls, "server.key", "openssl pkcs8 -topk8 -nocrypt");
        new TestAuthority("other").issueServer(directory.resolve("other.pem"), key);
        assertNoStart(tls, "is not that of the certificate");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
        assertNoStart(tls, "chmod 600");
        Files.delete(key);
        assertNoStart(tls, "server.key", "cannot be read");
    }

    @Test
    void shouldTakeInNewFilesWhileAStationIsConnected() throws Exception {
        final Map<String, String> tls = tls();
        final TlsFixture fixture = new TlsFixture(directory);
        final StationsFile stations = new StationsFile(directory.resolve("stations.conf"));
        final String token = stations.add(List.of("7"), Right.SCAN, null).get("7");
        server = IngestServer.start(settings(tls));
        try (RawStation station = fixture.connect(fixture.client(), server.port()).hello(7, 1, token)) {
            assertThat(station.reply()).startsWith("welcome");
            final BigInteger first = fixture.lastSeen.getSerialNumber();

            Files.writeString(fixture.files.certificate(), "half a file");
            final String second = stations.add(List.of("8"), Right.SCAN, null).get("8");
            await().atMost(LONG).until(() -> answer(fixture, 8, second).startsWith("welcome"));
            assertThat(fixture.lastSeen.getSerialNumber()).as("a bad file changes nothing").isEqualTo(first);
            fixture.renew();
            await().atMost(LONG).until(() -> {
                answer(fixture, 8, second);
                return !fixture.lastSeen.getSerialNumber().equals(first);
            });

            station.send(station.pingFrame(5));
            assertThat(station.reply()).isEqualTo("pong 5");
            stations.remove(Set.of("7"), null);
            assertThat(station.reply()).isEqualTo("goodbye NOT_AUTHORIZED");
        }
        assertThat(answer(fixture, 7, token)).isEqualTo("refused NOT_AUTHORIZED");
    }

    private String answer(final TlsFixture fixture, final long station, final String token) throws Exception {
        try (RawStation raw = fixture.connect(fixture.client(), server.port()).hello(station, station, token)) {
            return raw.reply();
        }
    }
}
