package io.swabline.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.protocol.access.AccessList;
import io.swabline.protocol.access.AccessToken;
import io.swabline.protocol.access.Right;
import io.swabline.protocol.access.StationsFile;
import io.swabline.server.access.StationAccess;
import io.swabline.server.edge.EdgeTls;
import io.swabline.server.tls.TlsProvider;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is let in as which station, by token and by certificate, and what becomes of those who are not any more. */
class StationAccessTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String REFUSED = "refused NOT_AUTHORIZED";

    @TempDir
    private Path directory;
    private final AtomicReference<AccessList> list = new AtomicReference<>(AccessList.EMPTY);
    private StationsFile file;
    private TestServer server;

    @BeforeEach
    void makeFile() {
        file = new StationsFile(directory.resolve("stations.conf"));
    }

    @AfterEach
    void close() {
        assertThat(server.failure).isNotDone();
        server.close();
    }

    private String add(final String name, final Right right, final Instant until) {
        final String token = file.add(List.of(name), right, until).get(name);
        list.set(file.load());
        return token;
    }

    private void serve() throws Exception {
        server = new TestServer(directory, LONG, null, new StationAccess(true, false, list::get));
    }

    private String answer(final long station, final String token) throws Exception {
        try (RawStation raw = server.station().hello(station, 50, token)) {
            return raw.reply().split(" credit")[0];
        }
    }

    @Test
    void shouldLetInAStationByItsOwnTokenOnly() throws Exception {
        serve();
        final String token = add("7", Right.SCAN, null);
        final String second = add("7", Right.SCAN, null);
        final String other = add("8", Right.SCAN, null);
        final String reader = add("lab", Right.SUBSCRIBE, null);

        assertThat(answer(7, token)).isEqualTo("welcome 0");
        assertThat(answer(7, second)).isEqualTo("welcome 0");
        final String unknown = AccessToken.make(new SecureRandom());
        for (final String wrong : List.of("", other, reader, unknown, token.substring(1), token.substring(0, 46), token + "A",
            "swb_" + token.substring(4), token.substring(0, 46) + (token.endsWith("A") ? "B" : "A"), "swt_")) {
            assertThat(answer(7, wrong)).as(wrong.length() + " characters").isEqualTo(REFUSED);
        }
        assertThat(answer(9, token)).isEqualTo(REFUSED);
        assertThat(server.edge.counters().notAuthorized.sum()).isEqualTo(11);
        assertThat(server.journal.verdictsOf(50)).isEmpty();
    }

    @Test
    void shouldUnderstandAHelloFromBeforeTokensAsOneWithout() throws Exception {
        serve();
        try (RawStation station = server.station()) {
            final byte[] hello = station.helloFrame(7, 50, 1);
            final byte[] old = Arrays.copyOf(hello, hello.length - 1);
            old[0]--;
            old[4 + 6] = 0;
            station.send(old);
            assertThat(station.reply()).isEqualTo(REFUSED);
        }
    }

    @Test
    void shouldEndAnAdmissionThatHasRunOut() throws Exception {
        serve();
        assertThat(answer(7, add("7", Right.SCAN, Instant.now().minusSeconds(1)))).isEqualTo(REFUSED);
        try (RawStation station = server.station().hello(8, 50, add("8", Right.SCAN, Instant.now().plusSeconds(2)))) {
            assertThat(station.reply()).startsWith("welcome");
            assertThat(station.reply()).isEqualTo("goodbye NOT_AUTHORIZED");
            assertThat(station.reply()).isEqualTo("closed");
        }
    }

    /** Whatever of them is in the journal is whole, and acknowledged if the station is still there to hear it. */
    @Test
    void shouldAnswerWhatWasTakenBeforeATokenWasRemoved() throws Exception {
        serve();
        final String token = add("7", Right.SCAN, null);
        final String staying = add("8", Right.SCAN, null);
        final int scans = TestServer.CREDIT;
        try (RawStation station = server.station().hello(7, 50, token);
            RawStation other = server.station().hello(8, 51, staying)) {
            assertThat(station.reply()).startsWith("welcome");
            assertThat(other.reply()).startsWith("welcome");
            final Conversation conversation = new Conversation(server);
            station.send(station.scansFrame(1, IntStream.range(0, scans)
                .mapToObj(i -> conversation.code(i, "S" + i / 10)).toArray(byte[][]::new)));
            file.remove(Set.of("7"), null);
            list.set(file.load());
            server.edge.checkAdmissions();
            final String last = station.repliesUntilClosed();
            final int journaled = server.journal.verdictsOf(50).size();
            assertThat(journaled).isIn(0, scans);
            assertThat(last).isEqualTo(journaled + " goodbye NOT_AUTHORIZED");
            other.send(other.scansFrame(1, conversation.code(987_654, "OTHER")));
            assertThat(other.repliesThrough(1)).containsExactly("ack 1-1");
        }
        assertThat(server.edge.counters().withdrawn.sum()).isEqualTo(1);
        assertThat(answer(7, token)).isEqualTo(REFUSED);
    }

    private TlsFixture serveCertificates(final TlsProvider provider, final boolean takesTokens) throws Exception {
        final TlsFixture fixture = new TlsFixture(directory);
        final EdgeTls tls = new EdgeTls(fixture.files.load(), provider, true, !takesTokens);
        server = new TestServer(directory, LONG, tls, new StationAccess(takesTokens, true, list::get));
        return fixture;
    }

    private static String reply(final TlsFixture fixture, final SSLContext client, final int port, final long station,
        final String token) throws Exception {
        try (RawStation raw = fixture.connect(client, port).hello(station, 100 + station, token)) {
            return raw.reply().split(" credit")[0];
        } catch (final SSLException refused) {
            return "alert";
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void shouldLetInAStationByItsCertificate(final TlsProvider provider) throws Exception {
        final TlsFixture fixture = serveCertificates(provider, false);
        final Instant now = Instant.now();
        final Path certificate = fixture.path("station.pem");
        final Path key = fixture.path("station.key");
        fixture.stationAuthority.issueStation(7, now.minusSeconds(60), now.plusSeconds(600), certificate, key);
        final SSLContext client = fixture.client(certificate, key);
        assertThat(reply(fixture, client, server.port, 7, "")).isEqualTo("welcome 0");
        assertThat(reply(fixture, client, server.port, 8, "")).isEqualTo(REFUSED);

        assertThat(reply(fixture, fixture.client(), server.port, 7, "")).as("no certificate").isIn("alert", "closed");
        fixture.stationAuthority.issueStation(7, now.minusSeconds(600), now.minusSeconds(60), certificate, key);
        assertThat(reply(fixture, fixture.client(certificate, key), server.port, 7, "")).as("expired").isIn("alert", "closed");
        new TestAuthority("another").issueStation(7, now.minusSeconds(60), now.plusSeconds(600), certificate, key);
        assertThat(reply(fixture, fixture.client(certificate, key), server.port, 7, "")).as("another CA").isIn("alert", "closed");

        fixture.stationAuthority.issue("somebody", new GeneralNames(new GeneralName[] {
            new GeneralName(GeneralName.dNSName, "station-9"), new GeneralName(GeneralName.dNSName, "station-7")}),
            now.minusSeconds(60), now.plusSeconds(600), certificate, key);
        assertThat(reply(fixture, fixture.client(certificate, key), server.port, 9, "")).isEqualTo("welcome 0");
        assertThat(reply(fixture, fixture.client(certificate, key), server.port, 7, "")).isEqualTo(REFUSED);
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void shouldEndAStationWhoseCertificateIsWithdrawnAndRefuseItsResumedSession(final TlsProvider provider) throws Exception {
        final TlsFixture fixture = serveCertificates(provider, true);
        final Instant now = Instant.now();
        fixture.stationAuthority.issueStation(
            7, now.minusSeconds(60), now.plusSeconds(600), fixture.path("7.pem"), fixture.path("7.key"));
        final SSLContext client = fixture.client(fixture.path("7.pem"), fixture.path("7.key"));
        try (RawStation station = fixture.connect(client, server.port).hello(7, 50)) {
            assertThat(station.reply()).startsWith("welcome");
            file.withdrawCertificates(Set.of("7"), now);
            list.set(file.load());
            server.edge.checkAdmissions();
            assertThat(station.reply()).isEqualTo("goodbye NOT_AUTHORIZED");
        }
        assertThat(reply(fixture, client, server.port, 7, "")).isEqualTo(REFUSED);
        assertThat(fixture.certificatesSeen).as("the second connection resumed the session of the first").hasValue(1);
        assertThat(reply(fixture, client, server.port, 7, add("7", Right.SCAN, null))).isEqualTo("welcome 0");
        assertThat(reply(fixture, fixture.client(), server.port, 8, add("8", Right.SCAN, null))).isEqualTo("welcome 0");
    }
}
