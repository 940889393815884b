package io.swabline.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.swabline.protocol.access.AccessList;
import io.swabline.server.access.StationAccess;
import io.swabline.server.edge.EdgeTls;
import io.swabline.server.tls.TlsProvider;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Stations behind TLS, by OpenSSL and by the JDK: sessions resumed, certificates replaced, and those who break it. */
@Tag("slow")
class TlsStationTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(300);
    /** For a handshake on a busy machine. */
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(3);

    @TempDir
    private Path directory;
    private TlsFixture fixture;
    private EdgeTls tls;
    private TestServer server;

    @BeforeEach
    void makeCertificates() throws Exception {
        fixture = new TlsFixture(directory);
    }

    @AfterEach
    void close() {
        if (server != null) {
            assertThat(server.failure).isNotDone();
            server.close();
        }
    }

    private void serve(final TlsProvider provider, final Duration deadline) throws Exception {
        tls = fixture.edge(provider);
        server = new TestServer(directory, deadline, tls, StationAccess.ofAnybody());
    }

    private void scanOnce(final RawStation station, final long stream) throws Exception {
        station.hello(7, stream);
        assertThat(station.reply()).startsWith("welcome");
        station.send(station.scansFrame(1, new Conversation(server).code(stream, "S" + stream)));
        assertThat(station.repliesThrough(1)).containsExactly("ack 1-1");
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void shouldResumeTheSessionOfAStationThatComesBack(final TlsProvider provider) throws Exception {
        serve(provider, LONG);
        final SSLContext client = fixture.client();
        for (int stream = 1; stream <= 5; stream++) {
            try (RawStation station = fixture.connect(client, server.port)) {
                scanOnce(station, stream);
            }
        }

        assertThat(fixture.certificatesSeen).as("full handshakes, where the server shows its certificate").hasValue(1);
        assertThat(tls.resumedSessions()).isEqualTo(provider == TlsProvider.OPENSSL ? 4 : 0);
        assertThat(server.edge.counters().handshakes.sum()).isEqualTo(5);
    }

    @Test
    void shouldResumeAcrossTwoChangesOfTheTicketKeyAndNotAThird() throws Exception {
        serve(TlsProvider.OPENSSL, LONG);
        final SSLContext client = fixture.client();
        connectOnce(client, 1);
        tls.replaceTicketKey();
        tls.replaceTicketKey();
        connectOnce(client, 2);
        assertThat(fixture.certificatesSeen).hasValue(1);
        tls.replaceTicketKey();
        tls.replaceTicketKey();
        tls.replaceTicketKey();
        connectOnce(client, 3);
        assertThat(fixture.certificatesSeen).hasValue(2);
    }

    private void connectOnce(final SSLContext client, final int stream) throws Exception {
        try (RawStation station = fixture.connect(client, server.port)) {
            scanOnce(station, stream);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void shouldShowANewCertificateToNewConnectionsAndKeepThoseThatAreOpen(final TlsProvider provider) throws Exception {
        serve(provider, LONG);
        final SSLContext client = fixture.client();
        try (RawStation before = fixture.connect(client, server.port)) {
            scanOnce(before, 1);
            final var first = fixture.lastSeen;
            fixture.renew();
            tls.replace(fixture.files.load());
            try (RawStation after = fixture.connect(client, server.port)) {
                scanOnce(after, 2);
            }
            assertThat(fixture.certificatesSeen).as("the session under the former certificate is not resumed").hasValue(2);
            assertThat(fixture.lastSeen.getSerialNumber()).isNotEqualTo(first.getSerialNumber());
            before.send(before.scansFrame(2, new Conversation(server).code(77, "LATER")));
            assertThat(before.repliesThrough(2)).containsExactly("ack 2-2");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void shouldTellAStationWithoutTlsWhatIsExpected(final TlsProvider provider) throws Exception {
        serve(provider, LONG);
        try (RawStation station = server.station().hello(7, 1)) {
            assertThat(station.reply()).isEqualTo("goodbye TLS_EXPECTED");
            assertThat(station.reply()).isEqualTo("closed");
        }
        assertThat(server.edge.counters().handshakesFailed.sum()).isEqualTo(1);
        connectOnce(fixture.client(), 2);
    }

    @Test
    void shouldAnswerTlsInItsLanguageWhereNoneIsSpoken() throws Exception {
        server = new TestServer(directory);
        assertThatThrownBy(() -> fixture.connect(fixture.client(), server.port))
            .isInstanceOf(SSLException.class).hasMessageContaining("handshake_failure");
        new Conversation(server).assertServedAsEver();
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void shouldRefuseOlderTls(final TlsProvider provider) throws Exception {
        serve(provider, LONG);
        assertThatThrownBy(() -> fixture.connect(fixture.client(), server.port, "TLSv1.2"))
            .isInstanceOf(SSLException.class);
        connectOnce(fixture.client(), 1);
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void shouldCloseAHandshakeThatDoesNotComeToItsEnd(final TlsProvider provider) throws Exception {
        serve(provider, SHORT);
        try (Socket silent = new Socket("127.0.0.1", server.port); Socket half = new Socket("127.0.0.1", server.port)) {
            half.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1, 0});
            assertEnds(silent);
            assertEnds(half);
        }
        await().atMost(LONG).until(() -> server.edge.counters().open() == 0);
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void shouldEndWhoeverStopsWithinARecord(final TlsProvider provider) throws Exception {
        serve(provider, LONG_ENOUGH);
        final SSLContext client = fixture.client();
        // The bytes of a record's head reach the server outside of the client's TLS, as if it had stopped there.
        try (Socket socket = new Socket("127.0.0.1", server.port);
            Socket tlsSocket = client.getSocketFactory().createSocket(socket, "127.0.0.1", server.port, false)) {
            final RawStation station = new RawStation(tlsSocket);
            scanOnce(station, 1);
            socket.getOutputStream().write(new byte[] {23, 3, 3, 0x10, 0});
            socket.getOutputStream().flush();
            assertThat(station.reply()).isEqualTo("goodbye MALFORMED_FRAME");
            assertThat(station.reply()).isEqualTo("closed");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void shouldSurviveRubbishInPlaceOfAHandshake(final TlsProvider provider) throws Exception {
        serve(provider, LONG);
        final byte[] giant = new byte[200_000];
        Arrays.fill(giant, (byte) 1);
        final byte[] head = {22, 3, 1, 0x40, 0, 1, 0x7f, (byte) 0xff, (byte) 0xff};
        for (final byte[] rubbish : List.of(new byte[] {22, 3, 1, 0, 5, 1, 2, 3, 4, 5}, new byte[] {22, 22, 22, 22, 22, 22, 22},
            new byte[] {22, 3, 3, (byte) 0xff, (byte) 0xff}, concat(head, giant))) {
            try (Socket socket = new Socket("127.0.0.1", server.port)) {
                writeAll(socket.getOutputStream(), rubbish);
                socket.shutdownOutput();
                assertEnds(socket);
            }
        }
        await().atMost(LONG).until(() -> server.edge.counters().open() == 0);
        connectOnce(fixture.client(), 1);
    }

    private static void writeAll(final OutputStream out, final byte[] bytes) {
        try {
            out.write(bytes);
        } catch (final IOException refused) {
            assertThat(refused).isInstanceOf(SocketException.class); // closed before all of it was taken
        }
    }

    private static byte[] concat(final byte[] first, final byte[] second) {
        final byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static void assertEnds(final Socket socket) throws Exception {
        socket.setSoTimeout((int) LONG.toMillis());
        final InputStream in = socket.getInputStream();
        try {
            while (in.read() >= 0) {
                continue;
            }
        } catch (final SocketException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void shouldKeepAStationsCertificateOverAResumedSession(final TlsProvider provider) throws Exception {
        final var list = new AtomicReference<>(AccessList.EMPTY);
        tls = new EdgeTls(fixture.files.load(), provider, true, true);
        server = new TestServer(directory, LONG, tls, new StationAccess(false, true, list::get));
        final Instant now = Instant.now();
        fixture.stationAuthority.issueStation(
            7, now.minusSeconds(60), now.plusSeconds(600), fixture.path("7.pem"), fixture.path("7.key"));
        final SSLContext client = fixture.client(fixture.path("7.pem"), fixture.path("7.key"));
        for (int stream = 1; stream <= 3; stream++) {
            connectOnce(client, stream);
        }
        assertThat(fixture.certificatesSeen).hasValue(1);
        try (RawStation other = fixture.connect(client, server.port).hello(8, 9)) {
            assertThat(other.reply()).isEqualTo("refused NOT_AUTHORIZED");
        }
    }
}
