package io.swabline.issuer.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests whose bodies are announced and do not come: they keep nobody else from being served. */
class MissingBodiesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int UNDER_WAY_MAX = 8;
    private static final String ANNOUNCED = "Content-Type: application/json\r\nContent-Length: 10\r\n\r\n";

    @TempDir
    private Path dir;
    private HttpFixture http;

    @AfterEach
    void stop() {
        http.close();
    }

    @Test
    void shouldRefuseABodyAtOnceWhereNoneBelongs() throws IOException {
        start(10);
        final String session = http.login(HttpFixture.PERSON);
        for (final String head : new String[] {
            "POST /pages/enter HTTP/1.1\r\nHost: x\r\n", "POST /pages/api/logout HTTP/1.1\r\nHost: x\r\nX-Swabline: page\r\n",
            "POST /pages/api/code/reissue HTTP/1.1\r\nHost: x\r\nX-Swabline: page\r\nCookie: " + session + "\r\n"}) {
            for (final String body : new String[] {
                ANNOUNCED, "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"}) {
                assertThat(HttpFixture.exchange(http.connectFrom("127.2.0.1"), head + body)).as(head)
                    .startsWith("HTTP/1.1 413 ").contains("/problems/body-too-large");
            }
        }
    }

    @Test
    void shouldServeEverybodyWhileBodiesWithRightKeysDoNotCome() throws IOException {
        start(10);
        final String waiting = "POST /v1/codes HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + http.key() + "\r\n" + ANNOUNCED;
        final Socket first = send("127.2.0.1", waiting);
        for (int i = 1; i < UNDER_WAY_MAX; i++) {
            send("127.2.0.1", waiting);
        }
        final Socket further = http.connectFrom("127.2.0.2");
        Awaitility.await().atMost(PATIENCE).until(() -> HttpFixture.exchange(further, "POST /v1/codes HTTP/1.1\r\nHost: x\r\n"
            + "Content-Type: application/json\r\nAuthorization: Bearer " + http.key() + "\r\nContent-Length: 2\r\n\r\n{}")
            .startsWith("HTTP/1.1 503 "));
        assertThat(http.get("/").statusCode()).as("a request without a body").isEqualTo(303);
        assertThat(http.logged()).anyMatch(line -> line.contains("127.2.0.0/24") && line.contains("http.requests-under-way-max"))
            .noneMatch(line -> line.contains("127.2.0.1") || line.contains("127.2.0.2"));

        first.close();
        Awaitility.await().atMost(PATIENCE).until(() -> http.call("/v1/codes", HttpFixture.PERSON).statusCode() == 200);
    }

    /** A resident's session shows a right to be here, but not to all places. */
    @Test
    void shouldKeepPlacesForOtherAddressesAndForCallers() throws IOException {
        start(20); // of 8 waiting bodies an address may have 2, all without a caller's key 6
        final String session = http.login(HttpFixture.PERSON);
        final String head = "POST /pages/api/relatives HTTP/1.1\r\nHost: x\r\nX-Swabline: page\r\nCookie: " + session + "\r\n";
        for (int address = 1; address <= 3; address++) {
            for (int i = 0; i < 2; i++) {
                send("127.2." + address + ".1", head + ANNOUNCED);
            }
            final Socket further = http.connectFrom("127.2." + address + ".1");
            final String wrong = head + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
            Awaitility.await().atMost(PATIENCE).until(() -> HttpFixture.exchange(further, wrong).startsWith("HTTP/1.1 503 "));
        }
        Awaitility.await("the seventh").atMost(PATIENCE)
            .until(() -> http.page(session, "/pages/api/relatives", "{}").statusCode() == 503);
        assertThat(http.call("/v1/codes", HttpFixture.PERSON).statusCode()).as("a caller").isEqualTo(200);
        Awaitility.await("no body").atMost(PATIENCE)
            .until(() -> http.page(session, "/pages/api/code", null).statusCode() == 200);
        assertThat(http.logged()).anyMatch(line -> line.contains("127.2.1.0/24"));
    }

    /** @param connectionsPerAddressMax of 80 */
    private void start(final int connectionsPerAddressMax) {
        http = HttpFixture.start(dir, settings -> settings.limitedTo(
            new HttpLimits(1_000, 20, UNDER_WAY_MAX, 80, connectionsPerAddressMax, 100, 16_384, PATIENCE)));
    }

    private Socket send(final String address, final String request) throws IOException {
        final Socket socket = http.connectFrom(address);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }
}
