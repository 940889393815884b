package io.swabline.issuer.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that no proper client sends: each is refused, and the next proper one is served. */
class HostileRequestsTest {
    @TempDir
    private Path dir;
    private HttpFixture http;

    @AfterEach
    void stop() {
        Awaitility.await().atMost(Duration.ofSeconds(60))
            .until(() -> http.call("/v1/codes", HttpFixture.PERSON).statusCode() == 200);
        http.close();
    }

    @Test
    void shouldFindNothingByTricksInThePath() throws IOException {
        http = HttpFixture.start(dir);
        for (final String path : new String[] {
            "/pages/../v1/openapi.yaml", "/pages/assets/../index.html", "/pages/assets/..%2findex.html",
            "/pages/assets/%2e%2e/index.html", "/pages/assets/style.css%00", "/pages/assets/style.css%00.js",
            "/pages//assets/style.css", "//pages/", "/pages/assets/", "/pages/assets", "/pages/assets/.hidden",
            "/pages/assets/a..b", "/pages/assets\\style.css", "/pages/assets/%c0%ae", "/pages/assets/style.css/",
            "/pages/index.html", "/pages/./assets/style.css", "/META-INF/MANIFEST.MF", "/pages/assets/style.css;x=1",
            "/%70ages/", "/v1/codes/", "/pages/assets/" + "a".repeat(500)}) {
            assertThat(http.raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .as(path).startsWith("HTTP/1.1 404 ").contains("/problems/not-found");
        }
        assertThat(http.raw("GET http://elsewhere/pages/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
            .startsWith("HTTP/1.1 200 ");
    }

    @Test
    void shouldRefuseTooLongLinesAndHeaders() throws IOException {
        http = HttpFixture.start(dir);
        assertThat(http.raw("GET /" + "a".repeat(5_000) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
            .startsWith("HTTP/1.0 414 ").contains("/problems/uri-too-long");
        assertThat(http.raw("GET / HTTP/1.1\r\nHost: x\r\n" + "X-Flood: 1\r\n".repeat(2_000) + "\r\n"))
            .startsWith("HTTP/1.1 431 ").contains("/problems/headers-too-large");
        assertThat(http.raw("GET / HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(9_000) + "\r\n\r\n")).startsWith("HTTP/1.1 431 ");
    }

    @Test
    void shouldRefuseWhatIsNoHttp() throws IOException {
        http = HttpFixture.start(dir);
        for (final String request : new String[] {
            "\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\nNo colon here\r\n\r\n",
            "POST /v1/codes HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
            "POST /v1/codes HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n"}) {
            assertThat(http.raw(request)).as(request).matches("(?s)HTTP/1\\.[01] 400 .*").contains("/problems/bad-request");
        }
    }

    @Test
    void shouldRefuseALargeBodyBeforeItHasArrived() throws IOException {
        http = HttpFixture.start(dir);
        final String head = "POST /v1/codes HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n"
            + "Authorization: Bearer " + http.key() + "\r\n";
        final String announced = http.raw(head + "Content-Length: 16385\r\n\r\n", " ".repeat(16_385));
        final String chunk = "1000\r\n" + " ".repeat(0x1000) + "\r\n";
        final String chunked =
            http.raw(head + "Transfer-Encoding: chunked\r\n\r\n", chunk, chunk, chunk, chunk, chunk, "0\r\n\r\n");

        assertThat(announced).startsWith("HTTP/1.1 413 ").contains("/problems/body-too-large", "at most 16384 bytes");
        assertThat(chunked).startsWith("HTTP/1.1 413 ").contains("/problems/body-too-large");
    }

    @Test
    void shouldRefuseANumberLongerThanTheParserTakes() throws IOException {
        http = HttpFixture.start(dir);
        for (final String number : new String[] {"1".repeat(1_200), "0." + "1".repeat(1_200), "1e" + "1".repeat(1_200)}) {
            final HttpResponse<String> answer = http.call("/v1/codes", "{\"name\":" + number + "}");

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("/problems/");
        }
    }

    @Test
    void shouldTakeABodyInPiecesAndUpToTheLimit() throws IOException {
        http = HttpFixture.start(dir);
        final String body = HttpFixture.PERSON + " ".repeat(16_384 - HttpFixture.PERSON.getBytes(StandardCharsets.UTF_8).length);
        assertThat(http.call("/v1/codes", body).statusCode()).isEqualTo(200);
        final byte[] bytes = HttpFixture.PERSON.getBytes(StandardCharsets.UTF_8);
        final HttpRequest.Builder chunked = http.request("/v1/codes").header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + http.key()).expectContinue(true)
            .POST(HttpRequest.BodyPublishers.fromPublisher(HttpRequest.BodyPublishers.ofByteArrays(
                List.of(Arrays.copyOf(bytes, 30), Arrays.copyOfRange(bytes, 30, bytes.length)))));
        assertThat(http.send(chunked).statusCode()).isEqualTo(200);
    }

    @Test
    void shouldNotWaitForEverForABody() throws IOException {
        http = HttpFixture.start(dir, settings -> withTimeout(settings, Duration.ofSeconds(1)));
        final String answer = http.raw("POST /v1/codes HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            + "Authorization: Bearer " + http.key() + "\r\nContent-Length: 100\r\n\r\n{");

        assertThat(answer).startsWith("HTTP/1.1 408 ").contains("/problems/request-timeout");
    }

    @Test
    void shouldNotWaitForEverForABodyThatDrips() throws IOException {
        http = HttpFixture.start(dir, settings -> withTimeout(settings, Duration.ofSeconds(1)));
        try (Socket socket = http.socket()) {
            final OutputStream out = socket.getOutputStream();
            out.write(("POST /v1/codes HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: Bearer "
                + http.key() + "\r\nContent-Length: 16000\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(20)).until(() -> {
                if (socket.getInputStream().available() == 0) {
                    out.write(' ');
                    return false;
                }
                return true;
            });
            socket.setSoTimeout(30_000);
            assertThat(new String(socket.getInputStream().readNBytes(13), StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 408 ");
        }
    }

    @Test
    void shouldNotWaitForEverForARequestThatDrips() throws Exception {
        http = HttpFixture.start(dir, settings -> withTimeout(settings, Duration.ofSeconds(1)));
        try (Socket socket = new Socket("127.0.0.1", http.http().port())) {
            final OutputStream out = socket.getOutputStream();
            out.write("GET / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
            Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20)).until(() -> {
                try {
                    out.write('X');
                    return false;
                } catch (final IOException e) {
                    return true;
                }
            });
        }
    }

    @Test
    void shouldAnswerThatItIsBusyWhenTheDeskIsSilent() {
        http = HttpFixture.start(dir, settings -> withTimeout(settings, Duration.ofSeconds(1)));
        http.desk().beSilent();
        final HttpResponse<String> answer = http.call("/v1/codes", HttpFixture.PERSON);
        http.desk().forget();

        http.assertProblem(answer, ProblemType.BUSY);
        assertThat(answer.headers().firstValue("Retry-After").orElseThrow()).isIn("1", "2");
    }

    @Test
    void shouldRefuseMoreRequestsThanMayBeUnderWay() throws IOException {
        http = HttpFixture.start(dir, settings -> settings.limitedTo(limits(100, 1, 10, Duration.ofSeconds(60))));
        http.desk().beSilent();
        try (Socket waiting = new Socket("127.0.0.1", http.http().port())) {
            ask(waiting);
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> http.get("/").statusCode() == 503);
            http.assertProblem(http.call("/v1/codes", HttpFixture.PERSON), ProblemType.BUSY);
            http.desk().forget();
        }
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> http.get("/").statusCode() == 303);
    }

    @Test
    void shouldCloseMoreConnectionsThanAreAllowed() throws IOException {
        http = HttpFixture.start(dir, settings -> settings.limitedTo(limits(100, 10, 2, Duration.ofSeconds(60))));
        final List<Socket> open = new ArrayList<>();
        http.desk().beSilent();
        for (int i = 0; i < 2; i++) {
            open.add(new Socket("127.0.0.1", http.http().port()));
            ask(open.get(i));
        }
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> http.desk().unanswered() == 2);
        try (Socket further = new Socket("127.0.0.1", http.http().port())) {
            further.setSoTimeout(60_000);
            assertThat(further.getInputStream().read()).isEqualTo(-1);
        }
        for (final Socket socket : open) {
            socket.close();
        }
        http.desk().forget();
        Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreExceptions()
            .until(() -> http.get("/").statusCode() == 303);
        assertThat(http.http().counters().connectionsRefused()).isPositive();
    }

    @Test
    void shouldCloseMoreConnectionsOfOneAddressThanAreAllowed() throws IOException {
        http = HttpFixture.start(dir, settings -> settings.limitedTo(
            new HttpLimits(100, 20, 10, 10, 2, 100, 16_384, Duration.ofSeconds(10))));
        http.desk().beSilent();
        for (int i = 0; i < 2; i++) {
            ask(http.connectFrom("127.0.0.2"));
        }
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> http.desk().unanswered() == 2);
        try (Socket further = http.connectFrom("127.0.0.2")) {
            further.setSoTimeout(30_000);
            assertThat(further.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(http.get("/").statusCode()).as("from another address").isEqualTo(303);
        assertThat(http.http().counters().connectionsRefused()).isEqualTo(1);
        assertThat(http.logged()).anyMatch(line -> line.contains("127.0.0.0/24") && line.contains("http.connections-max"));
        http.desk().forget();
    }

    @Test
    void shouldLimitTheRateOfACaller() {
        http = HttpFixture.start(dir, settings -> settings.limitedTo(limits(1, 10, 10, Duration.ofSeconds(60))));
        HttpResponse<String> answer = http.call("/v1/codes", HttpFixture.PERSON);
        for (int i = 0; i < 50 && answer.statusCode() == 200; i++) {
            answer = http.call("/v1/codes", HttpFixture.PERSON);
        }

        http.assertProblem(answer, ProblemType.TOO_MANY_REQUESTS);
        assertThat(answer.headers().firstValue("Retry-After").orElseThrow()).isIn("1", "2");
        Awaitility.await().atMost(Duration.ofSeconds(60))
            .until(() -> http.call("/v1/codes", HttpFixture.PERSON).statusCode() == 200);
    }

    @Test
    void shouldLimitTheRateOfWrongKeysWithoutShuttingOutRightOnes() {
        http = HttpFixture.start(dir, settings -> settings.limitedTo(
            new HttpLimits(100, 1, 10, 10, 10, 100, 16_384, Duration.ofSeconds(10))));
        HttpResponse<String> answer = null;
        for (int i = 0; i < 200 && (answer == null || answer.statusCode() == 401); i++) {
            answer = http.send(http.json("/v1/codes", HttpFixture.PERSON).header("Authorization", "Bearer swb_wrong"));
        }

        http.assertProblem(answer, ProblemType.TOO_MANY_REQUESTS);
        assertThat(http.call("/v1/codes", HttpFixture.PERSON).statusCode()).isEqualTo(200);
    }

    /** As when a district comes through one address: wrong keys and tickets, ended sessions and logouts shut nobody else out. */
    @Test
    void shouldLetInARightTicketWhateverOthersOfTheAddressDo() {
        http = HttpFixture.start(dir, settings -> settings.limitedTo(
            new HttpLimits(100, 1, 10, 10, 10, 100, 16_384, Duration.ofSeconds(10))));
        final String url = http.call("/v1/page-tickets", HttpFixture.PERSON).body()
            .replaceAll(".*\"url\":\"([^\"]*)\".*", "$1");
        HttpResponse<String> wrong = http.get("/pages/enter?ticket=none");
        for (int i = 0; i < 50 && wrong.statusCode() == 303; i++) {
            http.send(http.json("/v1/codes", HttpFixture.PERSON).header("Authorization", "Bearer swb_wrong"));
            http.assertProblem(http.page(null, "/pages/api/code", null), ProblemType.NO_SESSION);
            assertThat(http.page(null, "/pages/api/logout", "").statusCode()).isEqualTo(204);
            wrong = http.get("/pages/enter?ticket=none");
        }
        http.assertProblem(wrong, ProblemType.TOO_MANY_REQUESTS);

        final HttpResponse<String> entered = http.enter(url);
        assertThat(entered.headers().firstValue("Location")).contains("/pages/");
        assertThat(http.page(HttpFixture.cookie(entered), "/pages/api/code", null).statusCode()).isEqualTo(200);
    }

    private void ask(final Socket socket) throws IOException {
        final byte[] body = HttpFixture.PERSON.getBytes(StandardCharsets.UTF_8);
        socket.getOutputStream().write(("POST /v1/codes HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            + "Authorization: Bearer " + http.key() + "\r\nContent-Length: " + body.length + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(body);
    }

    private static HttpLimits limits(
        final int perSecondMax, final int underWayMax, final int connectionsMax, final Duration timeout) {
        return new HttpLimits(perSecondMax, 20, underWayMax, connectionsMax, connectionsMax, 100, 16_384, timeout);
    }

    private static HttpSettings withTimeout(final HttpSettings settings, final Duration timeout) {
        return settings.limitedTo(limits(100, 10, 10, timeout));
    }
}
