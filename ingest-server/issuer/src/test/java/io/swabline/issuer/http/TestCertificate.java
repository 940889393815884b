package io.swabline.issuer.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate of 127.0.0.1 that the JDK's keytool makes for the test, and clients that trust nothing else. */
final class TestCertificate {
    private static final char[] PASSWORD = "password".toCharArray();

    private final Certificate certificate;
    private final byte[] key;

    private TestCertificate(final Certificate certificate, final byte[] key) {
        this.certificate = certificate;
        this.key = key;
    }

    static TestCertificate make(final Path directory, final String name) {
        final Path file = directory.resolve(name + ".p12");
        try {
            final Process keytool = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias", "http",
                "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=" + name, "-ext", "SAN=IP:127.0.0.1", "-validity", "2",
                "-storetype", "PKCS12", "-storepass", new String(PASSWORD), "-keystore", file.toString())
                .redirectErrorStream(true).start();
            final String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (keytool.waitFor() != 0) {
                throw new IllegalStateException(said);
            }
            final KeyStore store = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(file)) {
                store.load(in, PASSWORD);
            }
            return new TestCertificate(store.getCertificate("http"), store.getKey("http", PASSWORD).getEncoded());
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } catch (final GeneralSecurityException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpTls tls() {
        try {
            return new HttpTls(pem("CERTIFICATE", certificate.getEncoded()), pem("PRIVATE KEY", key), false);
        } catch (final GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    Certificate certificate() {
        return certificate;
    }

    /** For clients. */
    SSLContext trusted() {
        try {
            final KeyStore trust = KeyStore.getInstance("PKCS12");
            trust.load(null, null);
            trust.setCertificateEntry("http", certificate);
            final TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trust);
            final SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (final IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] pem(final String kind, final byte[] content) {
        return ("-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
            + "\n-----END " + kind + "-----\n").getBytes(StandardCharsets.US_ASCII);
    }
}
