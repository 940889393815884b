package io.swabline.server.wiring;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority that a test makes for itself: issues ECDSA P-256 certificates and writes them as PEM files. */
public final class TestAuthority {
    private static final Duration DAY = Duration.ofDays(1);

    private final X500Name name;
    private final KeyPair keys = keys();
    private final X509CertificateHolder certificate;

    public TestAuthority(final String commonName) throws Exception {
        name = new X500Name("CN=" + commonName);
        certificate = sign(name, keys, null, Instant.now().minus(DAY), Instant.now().plus(DAY), true);
    }

    private static KeyPair keys() {
        try {
            final KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (final GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private X509CertificateHolder sign(final X500Name subject, final KeyPair subjectKeys, final GeneralNames names,
        final Instant from, final Instant until, final boolean isAuthority) throws Exception {
        final JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
            name, new BigInteger(64, new SecureRandom()), Date.from(from), Date.from(until), subject,
            subjectKeys.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
        if (names != null) {
            builder.addExtension(Extension.subjectAlternativeName, false, names);
        }
        return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()));
    }

    /** The authority's own certificate. */
    public Path writeTo(final Path file) throws Exception {
        write(file, pem("CERTIFICATE", certificate.getEncoded()));
        return file;
    }

    /** A server's certificate for 127.0.0.1 and localhost, and its key. */
    public void issueServer(final Path certificateFile, final Path keyFile) throws Exception {
        issue("swabline", new GeneralNames(new GeneralName[] {
            new GeneralName(GeneralName.iPAddress, "127.0.0.1"), new GeneralName(GeneralName.dNSName, "localhost")}),
            Instant.now().minus(DAY), Instant.now().plus(DAY), certificateFile, keyFile);
    }

    /** A station's certificate with its name as common name. */
    public void issueStation(final long station, final Instant from, final Instant until, final Path certificateFile,
        final Path keyFile) throws Exception {
        issue("station-" + station, null, from, until, certificateFile, keyFile);
    }

    /** A certificate of any names. */
    public void issue(final String commonName, final GeneralNames names, final Instant from, final Instant until,
        final Path certificateFile, final Path keyFile) throws Exception {
        final KeyPair subjectKeys = keys();
        final X509CertificateHolder issued = sign(new X500Name("CN=" + commonName), subjectKeys, names, from, until, false);
        write(keyFile, pem("PRIVATE KEY", subjectKeys.getPrivate().getEncoded()));
        write(certificateFile, pem("CERTIFICATE", issued.getEncoded()));
    }

    private static String pem(final String kind, final byte[] bytes) {
        return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
            + "\n-----END " + kind + "-----\n";
    }

    private static void write(final Path file, final String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
