package io.swabline.server.tls;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A certificate chain with its private key, and the authorities of stations' certificates: read, parsed, and found to belong
 * together. Immutable; any thread. Its text names no secret.
 */
public final class TlsMaterial {
    private static final Pattern PKCS8 =
        Pattern.compile("-----BEGIN PRIVATE KEY-----\\s+([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final Pattern OTHER_KEY = Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY)-----");

    private final TlsFiles files;
    private final byte[] certificatePem;
    private final byte[] privateKeyPem;
    private final byte[] clientCaPem;
    private final List<X509Certificate> chain;
    private final PrivateKey privateKey;
    private final List<X509Certificate> clientCas;

    TlsMaterial(final byte[] certificatePem, final byte[] privateKeyPem, final byte[] clientCaPem, final TlsFiles files) {
        this.files = files;
        this.certificatePem = certificatePem;
        this.privateKeyPem = privateKeyPem;
        this.clientCaPem = clientCaPem;
        chain = certificates(certificatePem, files.certificate());
        privateKey = privateKey(privateKeyPem, files.privateKey(), chain.get(0).getPublicKey().getAlgorithm());
        clientCas = clientCaPem == null ? List.of() : certificates(clientCaPem, files.clientCa());
        requirePair();
    }

    private static List<X509Certificate> certificates(final byte[] pem, final Path file) {
        try {
            final List<X509Certificate> certificates = CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(pem)).stream().map(X509Certificate.class::cast).toList();
            if (certificates.isEmpty()) {
                throw new TlsException(file + " has no certificate: a PEM file with BEGIN CERTIFICATE is needed", null);
            }
            return certificates;
        } catch (final CertificateException e) {
            throw new TlsException(file + " has no certificates that can be read: PEM with BEGIN CERTIFICATE is needed", e);
        }
    }

    private static PrivateKey privateKey(final byte[] pem, final Path file, final String algorithm) {
        final String text = new String(pem, StandardCharsets.ISO_8859_1);
        final Matcher matcher = PKCS8.matcher(text);
        if (!matcher.find()) {
            final Matcher other = OTHER_KEY.matcher(text);
            throw new TlsException(file + (other.find() ? " has a key as " + other.group(1) : " has no private key")
                + ": PKCS#8 without a password (BEGIN PRIVATE KEY) is needed; convert it with 'openssl pkcs8 -topk8 -nocrypt -in "
                + file.getFileName() + " -out KEY'", null);
        }
        try {
            final byte[] encoded = Base64.getMimeDecoder().decode(matcher.group(1));
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (final GeneralSecurityException | IllegalArgumentException e) {
            // The cause would quote the key's bytes in some providers.
            throw new TlsException(file + " has no " + algorithm + " key, as its certificate needs; are the two a pair?", null);
        }
    }

    private void requirePair() {
        final String algorithm = privateKey instanceof ECKey ? "SHA256withECDSA"
            : privateKey instanceof RSAKey ? "SHA256withRSA" : privateKey.getAlgorithm();
        try {
            final byte[] probe = "swabline".getBytes(StandardCharsets.US_ASCII);
            final Signature signature = Signature.getInstance(algorithm);
            signature.initSign(privateKey);
            signature.update(probe);
            final byte[] signed = signature.sign();
            signature.initVerify(chain.get(0).getPublicKey());
            signature.update(probe);
            if (signature.verify(signed)) {
                return;
            }
        } catch (final GeneralSecurityException e) {
            throw new TlsException("the key in " + files.privateKey() + " cannot be used: take an ECDSA P-256 key", null);
        }
        throw new TlsException("the key in " + files.privateKey() + " is not that of the certificate in " + files.certificate()
            + ": replace both", null);
    }

    void requireValidAt(final Instant now) {
        final Instant notBefore = chain.get(0).getNotBefore().toInstant();
        final Instant notAfter = chain.get(0).getNotAfter().toInstant();
        if (now.isBefore(notBefore) || now.isAfter(notAfter)) {
            throw new TlsException("the certificate in " + files.certificate() + " is valid from " + notBefore + " to " + notAfter
                + ", not now: renew it, or set this machine's clock", null);
        }
    }

    /** The certificate first, then those between it and its root. */
    public List<X509Certificate> chain() {
        return chain;
    }

    public PrivateKey privateKey() {
        return privateKey;
    }

    /** Under which stations' certificates must lie; empty where stations show none. */
    public List<X509Certificate> clientCas() {
        return clientCas;
    }

    /** The file as it was read. */
    public byte[] certificatePem() {
        return certificatePem.clone();
    }

    /** The file as it was read; secret. */
    public byte[] privateKeyPem() {
        return privateKeyPem.clone();
    }

    /** Whether others than these authorities' stations could come in. */
    public boolean hasClientCasOf(final TlsMaterial other) {
        return Arrays.equals(clientCaPem, other.clientCaPem);
    }

    public Instant validUntil() {
        return chain.get(0).getNotAfter().toInstant();
    }

    /** For the log. */
    @Override
    public String toString() {
        return "certificate of " + chain.get(0).getSubjectX500Principal() + ", valid until " + validUntil();
    }
}
