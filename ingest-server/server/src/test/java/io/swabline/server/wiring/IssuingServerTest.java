package io.swabline.server.wiring;

import io.swabline.issuer.RelationSettings;
import io.swabline.protocol.Durability;
import io.swabline.protocol.SamplingCode;
import io.swabline.protocol.SamplingKeys;
import io.swabline.protocol.ScanMethod;
import io.swabline.protocol.trust.CutoffLog;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.CookieManager;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Issuing side and edge in one server: what a resident does on the pages, and what a station hears. */
class IssuingServerTest {
    private static final Pattern TEXT = Pattern.compile("\"text\":\"([^\"]*)\"");
    private static final String ID_NUMBER = "11010519491231002X";
    private static final String LOGIN = "{\"id_number\":\"" + ID_NUMBER + "\",\"name\":\"张三\"}";
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @TempDir
    private Path directory;
    private final HttpClient client = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    private IngestServer server;
    private int streams;

    @AfterEach
    void stop() {
        if (server != null) {
            assertThat(server.drainAndClose()).isEqualTo(StopCause.DRAINED);
        }
    }

    private void start(final boolean isIssuing) throws Exception {
        server = IngestServer.start(
            SettingsFixture.settings(directory, Durability.OS, 2, SettingsFixture.issuing(directory, isIssuing)));
        server.startIssuing();
    }

    private void restart(final boolean isIssuing) throws Exception {
        assertThat(server.drainAndClose()).isEqualTo(StopCause.DRAINED);
        start(isIssuing);
    }

    private String request(final String method, final String path, final String body) throws Exception {
        final HttpResponse<String> response = send(method, path, body);
        assertThat(response.statusCode()).as(path + ": " + response.body()).isBetween(200, 299);
        return response.body();
    }

    private HttpResponse<String> send(final String method, final String path, final String body) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.httpPort() + path))
            .header("X-Swabline", "page").header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body)).timeout(TIMEOUT).build(),
            HttpResponse.BodyHandlers.ofString());
    }

    private byte[] code(final String method, final String path, final String body) throws Exception {
        final Matcher text = TEXT.matcher(request(method, path, body));
        assertThat(text.find()).isTrue();
        return SamplingCode.parse(text.group(1)).core();
    }

    private void login() throws Exception {
        request("POST", "/pages/api/login", LOGIN);
    }

    private String verdictOf(final byte[] core) throws Exception {
        return verdictOf(ScanMethod.CODE, core);
    }

    private String verdictOf(final ScanMethod method, final byte[] credential) throws Exception {
        try (RawStation station = new RawStation(server.port()).hello(7, 1_000 + ++streams)) {
            assertThat(station.reply()).startsWith("welcome 0");
            station.send(station.scansFrame(1, RawStation.scan(System.currentTimeMillis(), method, "T" + streams, credential)));
            return station.reply();
        }
    }

    /** A pepper of its own would make strangers of all who are in the journal. */
    @Test
    void shouldMakeNoNewKeysForAJournalWithRecords() throws Exception {
        start(false);
        restart(false);
        final Path keys = directory.resolve("keys.properties");
        Files.delete(keys);
        assertThat(server.drainAndClose()).isEqualTo(StopCause.DRAINED);
        start(false);
        assertThat(verdictOf(ScanMethod.ID_CARD, RawStation.idNumber(ID_NUMBER))).isEqualTo("ack 1-1");

        assertThat(server.drainAndClose()).isEqualTo(StopCause.DRAINED);
        final Path away = Files.move(keys, directory.resolve("keys.away"));
        assertThatThrownBy(() -> start(false)).isInstanceOf(StartException.class)
            .hasMessageContaining("there is no key file " + keys).hasMessageContaining("restore it");
        assertThat(keys).doesNotExist();
        Files.move(away, keys);
        start(false);
        assertThat(verdictOf(ScanMethod.ID_CARD, RawStation.idNumber(ID_NUMBER))).isEqualTo("ack 1-1 1:DOUBLE_SCAN");
    }

    @Test
    void shouldRefuseAReissuedCodeAsSoonAsTheReissueIsAnswered() throws Exception {
        start(true);
        login();
        final byte[] old = code("GET", "/pages/api/code", "");
        final byte[] young = code("POST", "/pages/api/code/reissue", "");
        assertThat(verdictOf(old)).isEqualTo("ack 1-1 1:SUPERSEDED");
        assertThat(verdictOf(young)).isEqualTo("ack 1-1");
        assertThat(verdictOf(ScanMethod.ID_CARD, RawStation.idNumber(ID_NUMBER))).isEqualTo("ack 1-1 1:DOUBLE_SCAN");

        restart(false);
        assertThat(server.httpPort()).isZero();
        assertThat(verdictOf(old)).as("without a registry").isEqualTo("ack 1-1 1:SUPERSEDED");

        server.drainAndClose();
        Files.delete(directory.resolve("data").resolve(CutoffLog.FILE_NAME));
        start(true);
        Awaitility.await("committed and not logged").atMost(TIMEOUT)
            .until(() -> verdictOf(old).equals("ack 1-1 1:SUPERSEDED"));
    }

    @Test
    void shouldIssueUnderANewKeyWithinSeconds() throws Exception {
        start(true);
        login();
        assertThat(code("GET", "/pages/api/code", "")[1]).isEqualTo((byte) 1);
        SamplingKeys.withdraw(directory.resolve("keys.properties"), 1);
        Awaitility.await().atMost(TIMEOUT).until(() -> code("GET", "/pages/api/code", "")[1] == 2);
        assertThat(verdictOf(code("GET", "/pages/api/code", ""))).isEqualTo("ack 1-1");
    }

    @Test
    void shouldTakeScansThoughTheHttpPortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            final IssuingSettings free = SettingsFixture.issuing(directory, true);
            server = IngestServer.start(SettingsFixture.settings(directory, Durability.OS, 2, new IssuingSettings(true,
                free.http().listeningOn("127.0.0.1", taken.getLocalPort()), "", "", null, 2, 30, Duration.ofDays(5), 5,
                RelationSettings.defaults())));
            assertThatThrownBy(server::startIssuing).isInstanceOf(StartException.class)
                .hasMessageContainingAll("in use", "--http-port");
            assertThat(verdictOf(ScanMethod.ID_CARD, RawStation.idNumber(ID_NUMBER))).isEqualTo("ack 1-1");
        }
    }

    @Test
    void shouldTakeScansThoughTheRegistryIsAway() throws Exception {
        final Path registry = Files.createDirectories(directory.resolve("data").resolve("registry"));
        Files.writeString(registry.resolve("registry.mv.db"), "not a database, but long enough for one. ".repeat(1000));
        server = IngestServer.start(
            SettingsFixture.settings(directory, Durability.OS, 2, SettingsFixture.issuing(directory, true)));
        server.startIssuing();
        final HttpResponse<String> answer = send("POST", "/pages/api/login", LOGIN);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(verdictOf(ScanMethod.ID_CARD, RawStation.idNumber(ID_NUMBER))).isEqualTo("ack 1-1");
    }
}
