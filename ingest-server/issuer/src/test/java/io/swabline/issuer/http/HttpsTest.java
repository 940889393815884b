package io.swabline.issuer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** API and pages over TLS. */
@Tag("slow")
class HttpsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path dir;
    private TestCertificate certificate;

    @BeforeEach
    void makeCertificate() {
        certificate = TestCertificate.make(dir, "first");
    }

    @Test
    void shouldSpeakTls13Only() throws IOException {
        try (HttpFixture http = start(); SSLSocket socket = (SSLSocket) http.socket()) {
            socket.startHandshake();
            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
            assertThat(socket.getApplicationProtocol()).isEmpty();

            try (SSLSocket old = (SSLSocket) http.socket()) {
                old.setEnabledProtocols(new String[] {"TLSv1.2"});
                assertThatThrownBy(old::startHandshake).isInstanceOf(IOException.class);
            }
            assertThat(http.call("/v1/codes", HttpFixture.PERSON).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void shouldBindSessionsToTlsAndThisHost() {
        try (HttpFixture http = start()) {
            final HttpResponse<String> answer = http.page(null, "/pages/api/login", HttpFixture.PERSON);
            assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow())
                .startsWith("__Host-swabline_session=").contains("; Secure", "; HttpOnly", "; SameSite=Strict", "; Path=/;")
                .doesNotContain("Domain");
            assertThat(answer.headers().firstValue("Strict-Transport-Security")).hasValue("max-age=15552000");
            final String session = HttpFixture.cookie(answer);
            assertThat(http.page(session, "/pages/api/code", null).statusCode()).isEqualTo(200);
            http.assertProblem(
                http.page(session.replace("__Host-", ""), "/pages/api/code", null), ProblemType.NO_SESSION);
        }
    }

    @Test
    void shouldTakeANewCertificateWithoutLosingARequest() throws IOException {
        final TestCertificate next = TestCertificate.make(dir, "second");
        try (HttpFixture http = start(); SSLSocket open = (SSLSocket) http.socket()) {
            assertThat(peer(open)).isEqualTo(certificate.certificate());
            http.http().changeTls(next.tls());

            assertThat(exchange(open)).startsWith("HTTP/1.1 200 ");
            try (SSLSocket fresh = (SSLSocket) next.trusted().getSocketFactory()
                .createSocket("127.0.0.1", http.http().port())) {
                assertThat(peer(fresh)).isEqualTo(next.certificate());
            }
            assertThatThrownBy(() -> http.http().changeTls(new HttpTls(new byte[1], new byte[1], false)))
                .isInstanceOf(IllegalStateException.class);
            try (SSLSocket still = (SSLSocket) next.trusted().getSocketFactory()
                .createSocket("127.0.0.1", http.http().port())) {
                assertThat(peer(still)).isEqualTo(next.certificate());
            }
        }
    }

    @Test
    void shouldCloseWhoSpeaksWithoutTls() throws IOException {
        try (HttpFixture http = start(); Socket plain = new Socket("127.0.0.1", http.http().port())) {
            plain.setSoTimeout((int) PATIENCE.toMillis());
            plain.getOutputStream().write("GET /pages/ HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(plain.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1)).doesNotContain("HTTP");
            assertThat(http.get("/pages/").statusCode()).isEqualTo(200);
            assertThat(http.logged()).noneMatch(line -> line.contains("xception"));
        }
    }

    @Test
    void shouldCountAndCloseHandshakesThatStopHalfWay() throws IOException {
        try (HttpFixture http = start(settings -> settings.limitedTo(
            new HttpLimits(100, 20, 10, 100, 3, 1_000, 16_384, Duration.ofSeconds(2))))) {
            final List<Socket> silent = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                final Socket socket = new Socket("127.0.0.1", http.http().port());
                silent.add(socket);
                final OutputStream out = socket.getOutputStream();
                out.write(new byte[] {0x16, 3, 1, 2, 0, 1});
            }
            Awaitility.await().atMost(PATIENCE).until(() -> !isRefused(http));
            assertThat(http.http().counters().connectionsRefused()).as("one made room").isPositive();
            for (final Socket socket : silent) {
                socket.setSoTimeout((int) PATIENCE.toMillis());
                assertThat(isEnded(socket)).isTrue();
                socket.close();
            }
        }
    }

    @Test
    void shouldServeEverybodyWhenMoreComeThanHandshakesAreMade() throws IOException {
        try (HttpFixture http = start(settings -> settings.limitedTo(
            new HttpLimits(1_000, 20, 100, 100, 100, 20, 16_384, Duration.ofSeconds(10))))) {
            final List<Socket> waiting = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                waiting.add(new Socket("127.0.0.1", http.http().port()));
            }
            try (SSLSocket last = (SSLSocket) http.socket()) {
                assertThat(exchange(last)).startsWith("HTTP/1.1 200 ");
            }
            for (final Socket socket : waiting) {
                socket.close();
            }
        }
    }

    private HttpFixture start() {
        return start(UnaryOperator.identity());
    }

    private HttpFixture start(final UnaryOperator<HttpSettings> settings) {
        return HttpFixture.start(dir, certificate, settings);
    }

    private static Certificate peer(final SSLSocket socket) throws SSLException {
        return socket.getSession().getPeerCertificates()[0];
    }

    private static boolean isEnded(final Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() == -1;
        } catch (final SocketException reset) {
            return true;
        }
    }

    private static boolean isRefused(final HttpFixture http) {
        try (SSLSocket further = (SSLSocket) http.socket()) {
            further.setSoTimeout((int) PATIENCE.toMillis());
            further.startHandshake();
            return false;
        } catch (final IOException closed) {
            return true;
        }
    }

    private static String exchange(final SSLSocket socket) throws IOException {
        return HttpFixture.exchange(socket, "GET /problems HTTP/1.1\r\nHost: x\r\n\r\n");
    }
}
