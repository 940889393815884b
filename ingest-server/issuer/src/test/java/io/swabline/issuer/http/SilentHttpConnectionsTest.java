package io.swabline.issuer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections that hold places and ask nothing: they make room for those that ask. */
class SilentHttpConnectionsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ASK = "GET /pages/ HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final int CONNECTIONS_MAX = 40;
    private static final int PER_ADDRESS_MAX = 10;
    private static final int NETWORKS = 6;

    @TempDir
    private Path dir;
    private HttpFixture http;

    @AfterEach
    void stop() {
        if (http != null) {
            http.close();
        }
    }

    @Test
    void shouldServeVisitorsWhileSilentConnectionsHoldAllPlaces() throws IOException {
        start();
        flood("");
        assertVisitorsAreServed();
        assertThat(http.logged()).anyMatch(line -> line.contains("127.2.") && line.contains(".0/24") && line.contains("firewall"))
            .noneMatch(line -> line.matches(".*127\\.2\\.\\d\\.1[^0-9].*"));
    }

    @Test
    void shouldServeVisitorsWhileHeadsThatNeverEndHoldAllPlaces() throws IOException {
        start();
        flood(ASK.substring(0, ASK.length() - 2));
        assertVisitorsAreServed();
    }

    @Test
    void shouldServeVisitorsWhileConnectionsThatHaveAskedHoldAllPlaces() throws IOException {
        start();
        flood(ASK);
        assertVisitorsAreServed();
    }

    @Test
    void shouldKeepTheConnectionOfACallerDuringAFlood() throws IOException {
        start();
        final Socket app = http.connectFrom("127.2.1.1");
        final String ask = "POST /v1/codes HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: Bearer "
            + http.key() + "\r\nContent-Length: 2\r\n\r\n{}";
        assertThat(HttpFixture.exchange(app, ask)).startsWith("HTTP/1.1 400 ");
        flood("");
        assertThat(HttpFixture.exchange(app, ask)).as("on the same connection").startsWith("HTTP/1.1 400 ");
    }

    /** All come from its address, and it keeps connections that wait for the next request. */
    @Test
    void shouldServeAllThroughAProxyThatMayHaveAllConnections() throws IOException {
        http = HttpFixture.start(dir, settings -> settings.limitedTo(
            new HttpLimits(1_000, 20, 100, CONNECTIONS_MAX, CONNECTIONS_MAX, 100, 16_384, PATIENCE)));
        final String session = http.login(HttpFixture.PERSON);
        final String ask = "GET /pages/api/code HTTP/1.1\r\nHost: x\r\nX-Swabline: page\r\nCookie: " + session + "\r\n\r\n";
        assertThat(http.page(session, "/pages/api/code", null).statusCode()).as("its address is known").isEqualTo(200);
        final List<Socket> ofProxy = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS_MAX - 2; i++) {
            ofProxy.add(http.connectFrom("127.0.0.1"));
        }
        for (final Socket socket : ofProxy) {
            HttpFixture.exchange(socket, ask);
        }
        assertThat(HttpFixture.exchange(ofProxy.get(0), ASK)).startsWith("HTTP/1.1 200 ");
        assertThat(http.logged()).noneMatch(line -> line.contains("closed"));
    }

    /** Such as with too many open files. */
    @Test
    void shouldRestASecondWhenAcceptingFails() {
        final EmbeddedChannel listener = new EmbeddedChannel(
            new Acceptance(HttpLimits.defaults(), false, new HttpCounters(), () -> 0));
        listener.freezeTime();
        listener.pipeline().fireExceptionCaught(new IOException("Too many open files"));
        listener.pipeline().fireExceptionCaught(new IOException("Too many open files"));
        listener.checkException();
        assertThat(listener.config().isAutoRead()).isFalse();
        listener.advanceTimeBy(1, TimeUnit.SECONDS);
        listener.runScheduledPendingTasks();
        assertThat(listener.config().isAutoRead()).isTrue();
        listener.pipeline().fireExceptionCaught(new IllegalStateException("a fault"));
        assertThatIllegalStateException().isThrownBy(listener::checkException);
    }

    private void start() {
        http = HttpFixture.start(dir, settings -> settings.limitedTo(
            new HttpLimits(1_000, 20, 100, CONNECTIONS_MAX, PER_ADDRESS_MAX, 100, 16_384, PATIENCE)));
    }

    /** All places may be just taken, and a silent connection is left alone for 25 ms. */
    private void assertVisitorsAreServed() {
        Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(30)).ignoreExceptions()
            .until(() -> http.get("/pages/").statusCode() == 200);
    }

    /** From more addresses of as many networks than there are places; returns when all that can be held is. */
    private void flood(final String begin) throws IOException {
        final long refusedBefore = http.http().counters().connectionsRefused();
        Awaitility.await().atMost(PATIENCE).until(() -> {
            for (int network = 1; network <= NETWORKS; network++) {
                for (int i = 0; i < PER_ADDRESS_MAX; i++) {
                    try {
                        http.connectFrom("127.2." + network + ".1").getOutputStream()
                            .write(begin.getBytes(StandardCharsets.US_ASCII));
                    } catch (final IOException refused) {
                        // the server may do that to an attacker
                    }
                }
            }
            return http.http().counters().connectionsRefused() - refusedBefore >= NETWORKS;
        });
    }
}
