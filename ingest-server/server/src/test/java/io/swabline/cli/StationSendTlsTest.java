package io.swabline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.swabline.protocol.access.Right;
import io.swabline.protocol.access.StationsFile;
import io.swabline.server.wiring.IngestServer;
import io.swabline.server.wiring.TestAuthority;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The small terminal against a whole server with TLS, by token and by certificate. */
@Tag("slow")
class StationSendTlsTest {
    private static final String ID = "11010519491231002X";

    @TempDir
    private Path dir;
    private IngestServer server;

    @BeforeEach
    void start() throws Exception {
        final TestAuthority authority = new TestAuthority("authority");
        authority.writeTo(dir.resolve("ca.pem"));
        authority.issueServer(dir.resolve("server.pem"), dir.resolve("server.key"));
        final TestAuthority stations = new TestAuthority("authority of stations");
        stations.writeTo(dir.resolve("stations-ca.pem"));
        stations.issueStation(9, Instant.now().minusSeconds(60), Instant.now().plusSeconds(3600), dir.resolve("9.pem"),
            dir.resolve("9.key"));
        final Map<String, Object> settings = new HashMap<>(Map.of("data.directory", file("data"), "keys.file",
            file("keys.properties"), "listen.port", 0, "http.enabled", false, "dedup.persons-max", 10_000,
            "pool.samples-max", 10_000, "streams.max", 64, "durability", "os", "listen.authentication", "either"));
        settings.putAll(Map.of("access.stations-file", file("stations.conf"), "tls.certificate-file", file("server.pem"),
            "tls.private-key-file", file("server.key"), "tls.client-ca-file", file("stations-ca.pem"),
            "journal.disk-free-min", 0));
        server = IngestServer.start(SettingsLoader.of(settings));
    }

    @AfterEach
    void stop() {
        server.drainAndClose();
    }

    private String file(final String name) {
        return dir.resolve(name).toString();
    }

    private CommandRun send(final String... more) {
        final String[] arguments = new String[more.length + 6];
        System.arraycopy(new String[] {"station", "send", "--port", Integer.toString(server.port()), "--timeout", "10m"}, 0,
            arguments, 0, 6);
        System.arraycopy(more, 0, arguments, 6, more.length);
        return CommandRun.withInput(ID + "\n", (Object[]) arguments);
    }

    private String tokenFile(final String station) throws Exception {
        final Path token = dir.resolve("token-" + station);
        Files.writeString(token, new StationsFile(dir.resolve("stations.conf")).add(List.of(station), Right.SCAN, null)
            .get(station) + "\n");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        return token.toString();
    }

    @Test
    void shouldSendByTokenOrCertificate() throws Exception {
        final String token = tokenFile("7");
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            final CommandRun run = send("--station", "7", "--tls-ca", file("ca.pem"), "--token-file", token);
            assertThat(run.out() + run.err()).containsAnyOf("ACCEPTED", "DOUBLE_SCAN").doesNotContain("swt_");
        });
        assertThat(send("--station", "9", "--tls-ca", file("ca.pem"), "--client-certificate", file("9.pem"), "--client-key",
            file("9.key")).out()).contains("DOUBLE_SCAN");
    }

    /** Does not try for the whole time what cannot work. */
    private void assertHopeless(final String reason, final String... options) {
        final CommandRun run = send(options);
        assertThat(run.exitCode()).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(run.err()).contains(reason, "trying again is of no use", "send them again");
    }

    @Test
    @Timeout(120)
    void shouldSayWhatIsWrong() throws Exception {
        final String token = tokenFile("7");
        assertHopeless("NOT_AUTHORIZED", "--station", "8", "--tls-ca", file("ca.pem"), "--token-file", token);
        assertHopeless("--client-certificate", "--station", "9", "--tls-ca", file("ca.pem"));
        assertHopeless("TLS_EXPECTED", "--station", "7", "--token-file", token);
        assertHopeless("TLS: ", "--station", "7", "--tls-ca", file("stations-ca.pem"), "--token-file", token);
        assertThat(send("--tls-ca", file("server.key")).exitCode()).isEqualTo(ExitCode.USAGE);
        Files.setPosixFilePermissions(Path.of(token), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(send("--station", "7", "--tls-ca", file("ca.pem"), "--token-file", token).err()).contains("chmod 600");
    }
}
