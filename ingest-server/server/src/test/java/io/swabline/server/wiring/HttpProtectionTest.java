package io.swabline.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.ssl.OpenSsl;
import io.swabline.issuer.http.HttpSettings;
import io.swabline.protocol.Durability;
import io.swabline.server.ops.MachineMemory;
import io.swabline.server.tls.TlsFiles;
import io.swabline.server.tls.TlsProvider;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import org.awaitility.Awaitility;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where API and pages may listen, and their TLS in a whole server. */
class HttpProtectionTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void shouldServeHttpsAndFollowTheCertificate(final TlsProvider provider) throws Exception {
        final TlsFixture tls = new TlsFixture(directory);
        final IngestServer server = IngestServer.start(settings("127.0.0.1", tls.files, provider, false, false));
        try {
            server.startIssuing();
            assertThat(status(tls, server.httpPort())).isEqualTo(200);
            final X509Certificate first = tls.lastSeen;

            tls.renew();
            Awaitility.await().atMost(PATIENCE).until(() -> {
                assertThat(status(tls, server.httpPort())).isEqualTo(200);
                return !tls.lastSeen.equals(first);
            });
        } finally {
            assertThat(server.drainAndClose()).isEqualTo(StopCause.DRAINED);
        }
        assertThat(OpenSsl.isAvailable()).as("otherwise both were the JDK's").isTrue();
    }

    @Test
    void shouldNotStartOnAnOpenAddressWithoutTls() {
        for (final String open : new String[] {"0.0.0.0", "::", "192.0.2.1"}) {
            assertThatThrownBy(() -> IngestServer.start(settings(open, null, TlsProvider.AUTO, false, false)))
                .isInstanceOf(StartException.class)
                .hasMessageContainingAll("http.host = " + open, "tls.certificate-file", "access.unprotected-allowed");
        }
    }

    @Test
    void shouldStartOnAnOpenAddressWithoutTlsWhereThatIsAllowed() throws Exception {
        final IngestServer server = IngestServer.start(settings("0.0.0.0", null, TlsProvider.AUTO, true, false));
        try {
            server.startIssuing();
            assertThat(server.httpPort()).isPositive();
        } finally {
            assertThat(server.drainAndClose()).isEqualTo(StopCause.DRAINED);
        }
    }

    @Test
    void shouldNeverOfferTheDevelopmentLoginToOtherMachines() throws Exception {
        final TlsFiles tls = new TlsFixture(directory).files;

        assertThatThrownBy(() -> IngestServer.start(settings("0.0.0.0", tls, TlsProvider.AUTO, true, true)))
            .isInstanceOf(StartException.class).hasMessageContainingAll("pages.development-login", "http.host = 0.0.0.0");
        assertThat(mistakes(settings("0.0.0.0", tls, TlsProvider.AUTO, true, true))).hasSize(1);
        assertThat(mistakes(settings("127.0.0.1", null, TlsProvider.AUTO, false, true))).isEmpty();
    }

    @Test
    void shouldRefuseTheDevelopmentLoginWithTheSettingsOfAService() throws Exception {
        final TlsFiles tls = new TlsFixture(directory).files;
        assertRefused(settings("127.0.0.1", tls, TlsProvider.AUTO, true, true), "tls.certificate-file");
        assertRefused(settings("127.0.0.1", null, TlsProvider.AUTO, true, true,
            "jdbc:postgresql://db.example/swabline"), "registry.url");
    }

    private static void assertRefused(final ServerSettings settings, final String named) {
        assertThatThrownBy(() -> IngestServer.start(settings)).isInstanceOf(StartException.class)
            .hasMessageContainingAll("pages.development-login = false", named);
        assertThat(mistakes(settings)).singleElement().asString().contains("pages.development-login = false", named);
    }

    private ServerSettings settings(final String httpHost, final TlsFiles tls, final TlsProvider provider,
        final boolean isUnprotectedAllowed, final boolean developmentLogin) {
        return settings(httpHost, tls, provider, isUnprotectedAllowed, developmentLogin, "");
    }

    private ServerSettings settings(final String httpHost, final TlsFiles tls, final TlsProvider provider,
        final boolean isUnprotectedAllowed, final boolean developmentLogin, final String registryUrl) {
        final IssuingSettings defaults = SettingsFixture.issuing(directory, true);
        final HttpSettings http = defaults.http().listeningOn(httpHost, 0).withDevelopmentLogin(developmentLogin);
        final IssuingSettings issuing = new IssuingSettings(true, http, registryUrl, defaults.registryUser(),
            defaults.registryPasswordFile(), defaults.registryPoolSize(), defaults.validityDays(), defaults.renewBefore(),
            defaults.reissuesPerDayMax(), defaults.relations());
        final AccessSettings access = new AccessSettings(tls, provider, Authentication.NONE,
            directory.resolve("stations.conf"), isUnprotectedAllowed, 20_000);
        return SettingsFixture.settings(directory, Durability.OS, 2, access, issuing);
    }

    /** On a connection of its own. */
    private static int status(final TlsFixture tls, final int port) throws Exception {
        final HttpClient client = HttpClient.newBuilder().sslContext(tls.client()).build();
        return client.send(HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + "/pages/")).timeout(PATIENCE).build(),
            HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private static List<String> mistakes(final ServerSettings settings) {
        return StartCheck.mistakes(settings, 256L << 20, new MachineMemory(1L << 40, "the machine", 1L << 40, 1L << 40));
    }
}
