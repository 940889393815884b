package io.swabline.issuer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.swabline.protocol.SamplingKeys;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.SystemEpochClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IssuerHttpStartTest {
    @TempDir
    private Path dir;
    private SamplingKeys keys;

    @BeforeEach
    void makeKeys() {
        keys = SamplingKeys.create(dir.resolve("keys.properties"));
    }

    @Test
    void shouldListenOnAFreePortAndStopListening() throws IOException {
        final int port;
        try (IssuerHttp http = start("127.0.0.1", 0)) {
            port = http.port();
            new Socket("127.0.0.1", port).close();
        }

        assertThatThrownBy(() -> new Socket("127.0.0.1", port)).isInstanceOf(ConnectException.class);
    }

    @Test
    void shouldSayThatTheAddressIsInUse() throws IOException {
        try (ServerSocket other = new ServerSocket()) {
            other.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

            assertThatThrownBy(() -> start("127.0.0.1", other.getLocalPort()))
                .isInstanceOf(HttpStartException.class)
                .hasMessageContaining("127.0.0.1:" + other.getLocalPort() + ": the address is in use");
        }
    }

    @Test
    void shouldSayThatThereIsNoSuchAddress() {
        assertThatThrownBy(() -> start("no.such.host.invalid", 0))
            .isInstanceOf(HttpStartException.class).hasMessageContaining("there is no such host");
        assertThatThrownBy(() -> start("192.0.2.1", 0))
            .isInstanceOf(HttpStartException.class).hasMessageContaining("this machine has no such address");
    }

    @Test
    void shouldAnswerWhatIsUnderWayBeforeItEnds() throws Exception {
        final HttpFixture http = HttpFixture.start(Files.createDirectory(dir.resolve("http")));
        try {
            http.desk().beSilent();
            final CompletableFuture<HttpResponse<String>> asked = CompletableFuture.supplyAsync(
                () -> http.call("/v1/codes", HttpFixture.PERSON));
            await().atMost(Duration.ofSeconds(60)).until(() -> http.desk().unanswered() == 1);

            final CompletableFuture<Void> closed = CompletableFuture.runAsync(() -> http.http().close());
            await().atMost(Duration.ofSeconds(60)).until(() -> refuses(http.http().port()));
            http.desk().answerLate();

            assertThat(asked.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            closed.get(60, TimeUnit.SECONDS);
        } finally {
            http.close();
        }
    }

    private static boolean refuses(final int port) throws IOException {
        try {
            new Socket("127.0.0.1", port).close();
            return false;
        } catch (final ConnectException e) {
            return true;
        }
    }

    private IssuerHttp start(final String host, final int port) {
        return IssuerHttp.start(
            HttpSettings.defaults(dir.resolve("callers.conf")).listeningOn(host, port),
            null, () -> null, () -> keys, () -> null, SystemEpochClock.INSTANCE);
    }
}
