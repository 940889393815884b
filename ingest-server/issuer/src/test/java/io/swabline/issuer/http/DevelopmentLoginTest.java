package io.swabline.issuer.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The development login is for a browser on this machine: not through a proxy, not under a name that leads here. */
class DevelopmentLoginTest {
    @TempDir
    private Path dir;
    private HttpFixture http;

    @BeforeEach
    void start() {
        http = HttpFixture.start(dir);
    }

    @AfterEach
    void stop() {
        http.close();
    }

    @Test
    void shouldLogInUnderTheNamesOfThisMachineOnly() throws IOException {
        for (final String host : new String[] {
            "localhost", "LOCALHOST:7222", "127.0.0.1", "127.0.0.1:7222", "127.1.2.3", "[::1]", "[::1]:7222"}) {
            assertThat(login("Host: " + host)).as(host).startsWith("HTTP/1.1 200");
        }
        for (final String host : new String[] {
            "codes.example", "codes.example:7222", "localhost.evil.example", "127.0.0.1.evil.example", "192.168.1.2", "0.0.0.0",
            "[::]", "[2001:db8::1]", "1270.0.1", "127.evil"}) {
            assertRefused(login("Host: " + host), host);
        }
    }

    @Test
    void shouldNotLogInThroughAProxy() throws IOException {
        for (final String header : new String[] {
            "Forwarded: for=192.0.2.1", "X-Forwarded-For: 192.0.2.1", "X-Forwarded-Host: codes.example",
            "X-Forwarded-Proto: https", "x-forwarded-anything: 1", "X-Real-IP: 192.0.2.1", "Via: 1.1 proxy",
            "X-Forwarded-For: 127.0.0.1"}) {
            assertRefused(login("Host: localhost\r\n" + header), header);
        }
    }

    private String login(final String headers) throws IOException {
        final String page = http.raw("GET /pages/login HTTP/1.1\r\n" + headers + "\r\nConnection: close\r\n\r\n");
        final String answer = http.raw("POST /pages/api/login HTTP/1.1\r\n" + headers + "\r\nX-Swabline: page\r\n"
            + "Content-Type: application/json\r\nConnection: close\r\nContent-Length: 51\r\n\r\n"
            + "{\"id_number\":\"110101198001010053\",\"name\":\"Li Ming\"}");
        assertThat(page.substring(0, 12)).as("the page, too").isEqualTo(answer.substring(0, 12));
        return answer;
    }

    private static void assertRefused(final String answer, final String why) {
        assertThat(answer).as(why).startsWith("HTTP/1.1 403").contains("/problems/foreign-request").doesNotContain("Set-Cookie");
    }
}
