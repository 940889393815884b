package io.swabline.server.tls;

import io.swabline.protocol.OwnerOnlyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;

/**
 * The PEM files of one TLS identity. Immutable; any thread. {@link #load} reads all of them and believes nothing: what it returns
 * belongs together and is valid today.
 *
 * @param certificate the certificate, followed by those between it and its root
 * @param privateKey  its key, PKCS#8, readable by the owner only
 * @param clientCa    certificates under which stations' own must lie; null where stations show none
 */
public record TlsFiles(Path certificate, Path privateKey, Path clientCa) {
    private static final long LENGTH_MAX = 1 << 20;

    public TlsFiles {
        certificate = certificate.toAbsolutePath();
        privateKey = privateKey.toAbsolutePath();
        clientCa = clientCa == null ? null : clientCa.toAbsolutePath();
    }

    /** Reads and checks the files. {@link TlsException} says which one cannot be used, and why. */
    public TlsMaterial load() {
        requireOwnerOnly();
        final TlsMaterial material = new TlsMaterial(
            read(certificate), read(privateKey), clientCa == null ? null : read(clientCa), this);
        material.requireValidAt(Instant.now());
        return material;
    }

    private void requireOwnerOnly() {
        final String permissions;
        try {
            permissions = OwnerOnlyFile.permissionsOpenToOthers(privateKey);
        } catch (final IOException e) {
            throw unreadable(privateKey, e);
        }
        if (permissions != null) {
            throw new TlsException("the private key " + privateKey + " is open to others than its owner (" + permissions
                + "): run 'chmod 600 " + privateKey + "', and make a new key if somebody may have read it", null);
        }
    }

    private static byte[] read(final Path file) {
        try {
            if (Files.size(file) > LENGTH_MAX) {
                throw new TlsException(file + " is too large for a PEM file of certificates or a key", null);
            }
            return Files.readAllBytes(file);
        } catch (final IOException e) {
            throw unreadable(file, e);
        }
    }

    private static TlsException unreadable(final Path file, final IOException cause) {
        final String why = cause instanceof NoSuchFileException ? "there is none" : cause.toString();
        return new TlsException("the TLS file " + file + " cannot be read (" + why
            + "): check tls.certificate-file, tls.private-key-file and tls.client-ca-file, and who may read them", cause);
    }
}
