package io.swabline.cli;

import io.swabline.server.tls.TlsFiles;
import io.swabline.server.tls.TlsProvider;
import io.swabline.server.wiring.AccessSettings;
import io.swabline.server.wiring.Authentication;
import java.nio.file.Path;
import java.util.Locale;

/** Reads the settings of TLS and access, and refuses combinations that would protect nothing. */
final class AccessReader {
    private AccessReader() {
    }

    static AccessSettings read(final SettingReader read) {
        final TlsFiles tls = tls(read);
        final Authentication authentication = Authentication.valueOf(
            read.oneOf("listen.authentication", "none", "token", "certificate", "either").toUpperCase(Locale.ROOT));
        final boolean needsCertificates = authentication == Authentication.CERTIFICATE || authentication == Authentication.EITHER;
        if (needsCertificates && (tls == null || tls.clientCa() == null)) {
            throw new SettingsException("listen.authentication = " + authentication.name().toLowerCase(Locale.ROOT)
                + " needs tls.certificate-file, tls.private-key-file and, for stations' own certificates, tls.client-ca-file");
        }
        return new AccessSettings(
            tls,
            TlsProvider.valueOf(read.oneOf("tls.provider", "auto", "openssl", "jdk").toUpperCase(Locale.ROOT)),
            authentication,
            read.path("access.stations-file"),
            read.yesOrNo("access.unprotected-allowed"),
            read.whole("listen.connections-per-address-max", 1, 1_000_000));
    }

    private static TlsFiles tls(final SettingReader read) {
        final Path certificate = read.pathOrNull("tls.certificate-file");
        final Path privateKey = read.pathOrNull("tls.private-key-file");
        final Path clientCa = read.pathOrNull("tls.client-ca-file");
        if ((certificate == null) != (privateKey == null)) {
            throw new SettingsException("tls.certificate-file and tls.private-key-file belong together: set "
                + (certificate == null ? "tls.certificate-file" : "tls.private-key-file") + " as well, or neither");
        }
        if (certificate == null && clientCa != null) {
            throw new SettingsException("tls.client-ca-file is of use with TLS only: set tls.certificate-file and "
                + "tls.private-key-file as well");
        }
        return certificate == null ? null : new TlsFiles(certificate, privateKey, clientCa);
    }
}
