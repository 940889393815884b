package io.swabline.journal.remote;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Makes the TLS by which a subscriber makes sure that it talks to its server. */
public final class RemoteTls {
    private RemoteTls() {
    }

    /**
     * Trusts servers whose certificate lies under these.
     *
     * @param trusted PEM file of authorities, or of the server's own certificate; null for those that Java trusts
     * @throws IllegalArgumentException if the file cannot be used; the message says so
     */
    public static SSLContext of(final Path trusted) {
        if (trusted != null && !Files.isReadable(trusted)) {
            throw new IllegalArgumentException("the trusted certificates in " + trusted
                + " cannot be read: there is no such file, or it is not open to this account");
        }
        try {
            final SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(null, trusted == null ? null : trust(trusted).getTrustManagers(), null);
            return context;
        } catch (final IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                "the trusted certificates in " + trusted + " cannot be used, PEM is needed: " + e.getMessage(), e);
        }
    }

    private static TrustManagerFactory trust(final Path trusted) throws IOException, GeneralSecurityException {
        final KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream in = Files.newInputStream(trusted)) {
            int number = 0;
            for (final Certificate certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("trusted-" + number++, certificate);
            }
            if (number == 0) {
                throw new IOException("no certificate in it");
            }
        }
        final TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }
}
