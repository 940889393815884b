package io.swabline.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages in a real browser over TLS, on a name that is not this machine's own: there, no TLS means no service worker. */
@Tag("slow")
class PagesTlsTest {
    private static final String HOST = "codes.example";
    private static final char[] PASSWORD = "password".toCharArray();

    @TempDir
    private Path directory;

    private Certificate certificate;
    private int port;
    private int httpPort;

    @BeforeEach
    void prepare() throws Exception {
        Browser.assumeInstalled();
        makeCertificate();
        try (ServerSocket first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            ServerSocket second = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = first.getLocalPort();
            httpPort = second.getLocalPort();
        }
    }

    @Test
    void shouldShowACodeWithoutANetworkToAPhoneThatCameOverTls() throws Exception {
        final CityApp app = CityApp.registeredIn(directory.resolve("callers.conf"));
        try (ServerProcess server = server(); Browser browser = browser()) {
            server.startWithPages();
            final String address = "https://" + HOST + ":" + httpPort;
            browser.open(address + "/pages/");
            browser.awaitText("Open this page from the city's app");
            final String ticket = app.ticket(browser, "张小明", Residents.bornOn(Residents.today().minusYears(35), 1));
            browser.open(address + ticket);
            enterIfAsked(browser);
            assertThat(browser.run("return isSecureContext")).isEqualTo(true);
            assertThat(browser.run("return document.cookie")).as("for no script to read").isEqualTo("");
            browser.awaitKept();

            server.kill();
            browser.reload();
            browser.awaitText("The code on this phone works as usual");
            browser.awaitElement("#code .qr");
        }
    }

    /** A kept page asks whose code is opened where this browser has kept nobody's; a page of the server enters at once. */
    private static void enterIfAsked(final Browser browser) {
        browser.awaitElement("#code .qr, #code .welcome .primary");
        assertThat(browser.run("return document.body.innerText")).asString().doesNotContain("was used before");
        browser.run("document.querySelector('#code .welcome .primary')?.click()");
        browser.awaitElement("#code .qr");
    }

    /** Without JavaScript of the page, under its policy, in a browser that says who led there. */
    @Test
    void shouldAskForAClickWhenAnotherSiteLeadsIntoASession() throws Exception {
        final CityApp app = CityApp.registeredIn(directory.resolve("callers.conf"));
        try (ServerProcess server = server(); Browser browser = browser()) {
            server.startWithPages();
            final String address = "https://" + HOST + ":" + httpPort;
            browser.open(address + "/pages/");
            browser.awaitText("Open this page from the city's app");
            final String ticket = app.ticket(browser, "张小明", Residents.bornOn(Residents.today().minusYears(35), 1));
            browser.open(
                "data:text/html,<form method=post action='" + address + ticket + "'><button>Win a prize</button></form>");
            browser.press("Win a prize");
            browser.awaitText("Not you?");
            assertThat(browser.run("return document.body.innerText").toString()).contains("张**");
            browser.open("data:text/html,<a href='" + address + ticket + "'>Win a prize</a>");
            browser.press("Win a prize");
            browser.awaitText("Not you?");
            browser.press("This is me: open my code");
            browser.awaitElement("#code .qr");
        }
    }

    private ServerProcess server() {
        return new ServerProcess(directory, port, httpPort, List.of(),
            "http.callers-file=" + directory.resolve("callers.conf"), "tls.certificate-file=" + directory.resolve("cert.pem"),
            "tls.private-key-file=" + directory.resolve("key.pem"), "dedup.persons-max=1000", "pool.samples-max=1000",
            "streams.max=100");
    }

    /** It knows the certificate by its key alone; with all errors of certificates ignored it would refuse service workers. */
    private Browser browser() throws IOException, GeneralSecurityException {
        final byte[] key = MessageDigest.getInstance("SHA-256").digest(certificate.getPublicKey().getEncoded());
        return Browser.start(directory, "--host-resolver-rules=MAP " + HOST + " 127.0.0.1",
            "--ignore-certificate-errors-spki-list=" + Base64.getEncoder().encodeToString(key));
    }

    private void makeCertificate() throws Exception {
        final Path store = directory.resolve("server.p12");
        final Process keytool = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias", "http",
            "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=" + HOST, "-ext", "SAN=DNS:" + HOST, "-validity", "2",
            "-storetype", "PKCS12", "-storepass", new String(PASSWORD), "-keystore", store.toString())
            .redirectErrorStream(true).start();
        final String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        final KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        certificate = keys.getCertificate("http");
        writePem("cert.pem", "CERTIFICATE", certificate.getEncoded());
        writePem("key.pem", "PRIVATE KEY", keys.getKey("http", PASSWORD).getEncoded());
    }

    private void writePem(final String name, final String kind, final byte[] content) throws IOException {
        final Path file = Files.writeString(directory.resolve(name), "-----BEGIN " + kind + "-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + kind + "-----\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
