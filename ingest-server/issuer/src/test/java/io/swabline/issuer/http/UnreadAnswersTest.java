package io.swabline.issuer.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that ask and do not read: what they make the server hold has a bound. */
class UnreadAnswersTest {
    private static final String ASK_BUNDLE = "GET /v1/trust-bundle HTTP/1.1\r\nHost: x\r\n\r\n";

    @TempDir
    private Path dir;
    private HttpFixture http;
    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void stop() throws IOException {
        for (final Socket socket : sockets) {
            socket.close();
        }
        http.close();
    }

    @Test
    void shouldServeAFewRequestsSentAhead() throws IOException {
        http = HttpFixture.start(dir);
        final String ahead = "GET / HTTP/1.1\r\nHost: x\r\n\r\n".repeat(UnreadAnswers.REQUESTS_AHEAD_MAX - 1);
        assertThat(http.raw(ahead + "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").split("HTTP/1.1 303 ", -1))
            .hasSize(UnreadAnswers.REQUESTS_AHEAD_MAX + 1);
    }

    @Test
    void shouldCloseWhoSendsFarAheadOfTheAnswers() throws IOException {
        http = HttpFixture.start(dir);
        http.setTrustBundle(new byte[4 << 20]);
        final Socket socket = open();
        socket.getOutputStream().write(ASK_BUNDLE.repeat(200).getBytes(StandardCharsets.US_ASCII));
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> isClosed(socket));
        assertThat(http.get("/pages/").statusCode()).isEqualTo(200);
        assertThat(http.logged()).noneMatch(line -> line.contains("exception"));
    }

    @Test
    void shouldRefuseLargeAnswersWhileManyAreNotRead() throws IOException {
        http = HttpFixture.start(dir);
        http.setTrustBundle(new byte[16 << 20]);
        for (int i = 0; i < 12; i++) {
            open().getOutputStream().write(ASK_BUNDLE.getBytes(StandardCharsets.US_ASCII));
        }
        Awaitility.await().atMost(Duration.ofSeconds(60))
            .untilAsserted(() -> http.assertProblem(http.get("/v1/trust-bundle"), ProblemType.BUSY));
        assertThat(http.call("/v1/codes", HttpFixture.PERSON).statusCode()).isEqualTo(200);

        for (final Socket socket : sockets) {
            socket.close();
        }
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> http.get("/v1/trust-bundle").statusCode() == 200);
    }

    private Socket open() throws IOException {
        final Socket socket = new Socket();
        sockets.add(socket);
        socket.setReceiveBufferSize(4 << 10);
        socket.connect(new InetSocketAddress("127.0.0.1", http.http().port()));
        return socket;
    }

    /** Tells by writing, for reading would take the answer. */
    private static boolean isClosed(final Socket socket) {
        try {
            socket.getOutputStream().write('x');
            return false;
        } catch (final IOException closed) {
            return true;
        }
    }
}
