package io.swabline.server.wiring;

import io.swabline.server.edge.EdgeTls;
import io.swabline.server.tls.TlsFiles;
import io.swabline.server.tls.TlsProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Certificates of one test, in its directory, and TLS clients of the JDK that count how often a certificate was shown. */
final class TlsFixture {
    final TestAuthority authority;
    final TestAuthority stationAuthority;
    final TlsFiles files;
    final Path trusted;
    final AtomicInteger certificatesSeen = new AtomicInteger();
    X509Certificate lastSeen;
    private final Path directory;

    TlsFixture(final Path directory) throws Exception {
        this.directory = directory;
        authority = new TestAuthority("test authority");
        stationAuthority = new TestAuthority("test authority of stations");
        trusted = authority.writeTo(directory.resolve("ca.pem"));
        files = new TlsFiles(directory.resolve("server.pem"), directory.resolve("server.key"),
            stationAuthority.writeTo(directory.resolve("station-ca.pem")));
        authority.issueServer(files.certificate(), files.privateKey());
    }

    EdgeTls edge(final TlsProvider provider) {
        return new EdgeTls(files.load(), provider, false, false);
    }

    /** Gives the server another certificate. */
    void renew() throws Exception {
        authority.issueServer(files.certificate(), files.privateKey());
    }

    SSLContext client() throws Exception {
        return client(null, null);
    }

    /** A client with a certificate of its own, or null. */
    SSLContext client(final Path certificate, final Path key) throws Exception {
        final SSLContext context = SSLContext.getInstance("TLS");
        context.init(certificate == null ? null : keyManagers(certificate, key).getKeyManagers(),
            new TrustManager[] {new Counting(trustManager())}, null);
        return context;
    }

    private static KeyManagerFactory keyManagers(final Path certificate, final Path key) throws Exception {
        final KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        final byte[] encoded = Base64.getMimeDecoder().decode(Files.readString(key).replaceAll("-----[A-Z ]+-----", ""));
        final PrivateKey privateKey = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(encoded));
        store.setKeyEntry("station", privateKey, new char[0], new X509Certificate[] {certificate(certificate)});
        final KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, new char[0]);
        return factory;
    }

    private X509TrustManager trustManager() throws Exception {
        final KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("ca", certificate(trusted));
        final TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return (X509TrustManager) factory.getTrustManagers()[0];
    }

    private static X509Certificate certificate(final Path file) throws Exception {
        return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(Files.newInputStream(file));
    }

    /** Connects and shakes hands. */
    RawStation connect(final SSLContext client, final int port, final String... protocols) throws Exception {
        final SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket("127.0.0.1", port);
        if (protocols.length > 0) {
            socket.setEnabledProtocols(protocols);
        }
        socket.startHandshake();
        return new RawStation(socket);
    }

    Path path(final String name) {
        return directory.resolve(name);
    }

    private final class Counting implements X509TrustManager {
        private final X509TrustManager judge;

        Counting(final X509TrustManager judge) {
            this.judge = judge;
        }

        @Override
        public void checkClientTrusted(final X509Certificate[] chain, final String type) throws CertificateException {
            throw new CertificateException("a client");
        }

        @Override
        public void checkServerTrusted(final X509Certificate[] chain, final String type) throws CertificateException {
            certificatesSeen.incrementAndGet();
            lastSeen = chain[0];
            judge.checkServerTrusted(chain, type);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return judge.getAcceptedIssuers();
        }
    }
}
