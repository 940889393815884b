package io.swabline.issuer.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that a proxy in front could read in another way than the server: refused, closed, and no word in the log. */
class SmugglingTest {
    private static final String GET = "GET /problems HTTP/1.1\r\nHost: x\r\n";
    private static final String POST =
        "POST /pages/api/login HTTP/1.1\r\nHost: x\r\nX-Swabline: page\r\nContent-Type: application/json\r\n";
    private static final String HIDDEN = "GET /pages/relatives HTTP/1.1\r\nHost: x\r\n\r\n";

    @TempDir
    private Path dir;
    private HttpFixture http;

    @BeforeEach
    void start() {
        http = HttpFixture.start(dir);
    }

    @AfterEach
    void stop() {
        assertThat(http.logged()).noneMatch(line -> line.contains("fault of this program"));
        http.close();
    }

    @Test
    void shouldRefuseBodiesOfTwoLengths() throws IOException {
        for (final String length : new String[] {
            "Content-Length: 5\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked\r\nContent-Length: 5",
            "Transfer-Encoding: xchunked", "Transfer-Encoding: chunked, identity",
            "Transfer-Encoding: identity\r\nContent-Length: 2",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", "Transfer-Encoding : chunked\r\nContent-Length: 2",
            "Transfer-Encoding: \u000bchunked\r\nContent-Length: 2", "Transfer-Encoding:\r\n chunked\r\nContent-Length: 2",
            "Content-Length: 2\r\nContent-Length: 3", "Content-Length: 2, 2", "Content-Length: +2", "Content-Length: 0x2",
            "Content-Length: ", "Content-Length: 99999999999999999999"}) {
            assertRefused(POST + length + "\r\n\r\n0\r\n\r\n" + HIDDEN);
        }
        assertRefused(POST.replace("1.1", "1.0") + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + HIDDEN);
    }

    /**
     * Whatever a request says of its transfer coding, except plain "chunked" on one line: refused before its body is read, as
     * proxies differ in what they make of it.
     */
    @Test
    void shouldRefuseTransferCodingsOtherThanChunkedAndFoldedLines() throws IOException {
        final String chunked = "2\r\n{}\r\n0\r\n\r\n";
        for (final String coding : new String[] {
            "Transfer-Encoding: gzip, chunked", "Transfer-Encoding: gzip,chunked", "Transfer-Encoding: deflate, chunked",
            "Transfer-Encoding: chunked, chunked", "Transfer-Encoding: chunked, gzip", "Transfer-Encoding: gzip",
            "Transfer-Encoding: , chunked", "Transfer-Encoding: chunked,", "Transfer-Encoding: chunked;q=1",
            "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: gzip\r\n , chunked", "Transfer-Encoding:\r\n chunked", "Transfer-Encoding:\r\n\tchunked",
            "Transfer-Encoding: chunked\r\n ", "Transfer-Encoding: gzip,\r\n chunked", "Transfer-Encoding: ",
            "Transfer-Encoding: \"chunked\"", "Transfer-Encoding: chunked x",
            "Content-Length:\r\n 2"}) {
            for (final String connection : new String[] {"", "Connection: keep-alive\r\n", "Connection: Transfer-Encoding\r\n"}) {
                assertRefused(POST + connection + coding + "\r\n\r\n" + chunked + HIDDEN);
                assertRefused(GET + connection + coding + "\r\n\r\n" + chunked + HIDDEN);
            }
        }
        assertThat(http.raw(POST.replace("Host: x", "Host: localhost")
            + "Connection: close\r\nTransfer-Encoding: Chunked\r\n\r\n" + chunked))
            .as("what HTTP/1.1 asks for").contains("/problems/missing-field");
    }

    @Test
    void shouldRefuseOtherLineEndsThanThoseOfHttp() throws IOException {
        assertRefused(GET.replace("\r\n", "\n") + "\n");
        assertRefused(POST + "X: a\nContent-Length: 44\r\n\r\n" + HIDDEN);
        assertRefused(GET + "X: a\rTransfer-Encoding: chunked\r\n\r\n");
        assertRefused(GET + "X: a\0b\r\n\r\n");
        assertRefused("GET /problems HTTP/1.1\r\n Host: x\r\n\r\n");
    }

    @Test
    void shouldCloseAtAChunkThatIsNone() throws IOException {
        for (final String chunks : new String[] {
            "2\n{}\n0\n\n", "2;\nxx\r\n{}\r\n0\r\n\r\n", "-2\r\n{}\r\n0\r\n\r\n", "fffffffffffffffff\r\n{}\r\n",
            "2\r\n{}XX0\r\n\r\n", "0x2\r\n{}\r\n0\r\n\r\n", "2\r\n{}\r\n0\r\n" + "X: y\r\n".repeat(4_000) + "\r\n"}) {
            assertThat(http.raw(POST + "Transfer-Encoding: chunked\r\n\r\n" + chunks + HIDDEN)).as(chunks)
                .doesNotContain("HTTP/1.1 200");
        }
    }

    @Test
    void shouldRefuseHostsAndTargetsThatAreNone() throws IOException {
        for (final String host : new String[] {
            "", "Host: x\r\nHost: y\r\n", "Host: a b\r\n", "Host: [::1\r\n", "Host: x:99999\r\n", "Host: x:y\r\n",
            "Host: a@b\r\n", "Host: \u00ff\r\n"}) {
            assertRefused("GET /problems HTTP/1.1\r\n" + host + "\r\n");
        }
        for (final String target : new String[] {"CONNECT 127.0.0.1:22", "OPTIONS *", "GET ?x", "GET problems"}) {
            assertRefused(target + " HTTP/1.1\r\nHost: x\r\n\r\n");
        }
        assertThat(http.raw("GET /problems HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.0 200");
    }

    @Test
    void shouldSpeakNothingButHttp1() throws IOException {
        assertThat(http.raw("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")).doesNotContain(" 200 ");
        try (Socket socket = http.socket()) {
            assertThat(HttpFixture.exchange(socket, GET + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
                + "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n")).startsWith("HTTP/1.1 200");
            assertThat(HttpFixture.exchange(socket, GET + "Connection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n")).startsWith("HTTP/1.1 200");
            assertThat(HttpFixture.exchange(socket, GET + "\r\n")).as("still HTTP/1.1").startsWith("HTTP/1.1 200");
        }
    }

    /** One answer, and nothing after it was taken for a request. */
    private void assertRefused(final String request) throws IOException {
        final String answer = http.raw(request);
        assertThat(answer).as(request).matches("(?s)HTTP/1\\.[01] 400 .*").contains("/problems/bad-request")
            .containsIgnoringCase("connection: close");
        assertThat(answer.split("HTTP/1\\.[01] ", -1)).as(request).hasSize(2);
    }
}
