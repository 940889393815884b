package io.swabline.station;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * How a station makes sure that it talks to its server, and keeps others from listening: TLS 1.3 with the server's name, or
 * address, checked against its certificate. Immutable; one serves any number of stations, each of which resumes its own sessions.
 */
public final class StationTls {
    private final SslContext context;

    StationTls(final SslContext context) {
        this.context = context;
    }

    /**
     * Makes the TLS of stations.
     *
     * @param trusted     PEM file of the authorities under which the server's certificate must lie, or of that certificate; null
     *                    for those that Java trusts
     * @param certificate PEM file of the station's own certificate; null where it has none
     * @param privateKey  PEM file (PKCS#8) of its key; null where it has none
     * @throws IllegalArgumentException if a file cannot be used; the message says which
     */
    public static StationTls of(final Path trusted, final Path certificate, final Path privateKey) {
        return of(trusted, certificate, privateKey, OpenSsl.isAvailable());
    }

    /** The same by OpenSSL's TLS, which has to load here, or the JDK's. */
    static StationTls of(final Path trusted, final Path certificate, final Path privateKey, final boolean isOpenSsl) {
        if ((certificate == null) != (privateKey == null)) {
            throw new IllegalArgumentException("a client certificate and its private key belong together: give both or neither");
        }
        final SslContextBuilder builder = SslContextBuilder.forClient()
            .sslProvider(isOpenSsl ? SslProvider.OPENSSL : SslProvider.JDK)
            .protocols("TLSv1.3")
            .endpointIdentificationAlgorithm("HTTPS");
        builder.trustManager(new RememberingTrust(trust(trusted)));
        if (certificate != null) {
            requireReadable("client certificate", certificate);
            use("client certificate " + certificate + " or its key", privateKey,
                () -> builder.keyManager(certificate.toFile(), privateKey.toFile()));
        }
        try {
            return new StationTls(builder.build());
        } catch (final SSLException e) {
            throw new IllegalArgumentException("TLS cannot be set up with these files: " + e.getMessage(), e);
        }
    }

    /**
     * Whom a station trusts, for other connections to the same house.
     *
     * @param trusted PEM file of authorities or a certificate; null for those that Java trusts
     * @throws IllegalArgumentException if the file cannot be used
     */
    public static X509ExtendedTrustManager trust(final Path trusted) {
        try {
            final TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted == null ? null : keyStore(trusted));
            return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
        } catch (final GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("the trusted certificates" + (trusted == null ? " of Java" : " in " + trusted)
                + " cannot be used: a PEM file with BEGIN CERTIFICATE is needed", e);
        }
    }

    private static KeyStore keyStore(final Path trusted) throws GeneralSecurityException, IOException {
        requireReadable("trusted certificates", trusted);
        final KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream in = Files.newInputStream(trusted)) {
            int number = 0;
            for (final Certificate certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry(Integer.toString(number++), certificate);
            }
            if (number == 0) {
                throw new CertificateException("none");
            }
        }
        return store;
    }

    private static void use(final String what, final Path file, final Runnable use) {
        requireReadable(what, file);
        try {
            use.run();
        } catch (final IllegalArgumentException e) {
            throw new IllegalArgumentException("the " + what + " in " + file + " cannot be used: PEM is needed, for a key PKCS#8 "
                + "without a password", e);
        }
    }

    private static void requireReadable(final String what, final Path file) {
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException("the " + what + " in " + file + " cannot be read");
        }
    }

    /** The handler of one connection. Sessions are kept by host and port; the station stands for the port, for each its own. */
    SslHandler newHandler(final ByteBufAllocator allocator, final InetSocketAddress server, final long station) {
        final SslHandler handler = context.newHandler(
            allocator, server.getHostString(), (int) station & Integer.MAX_VALUE);
        handler.setHandshakeTimeoutMillis(0); // the station's own deadline covers it
        return handler;
    }
}
