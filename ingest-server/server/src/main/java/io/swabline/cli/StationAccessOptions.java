package io.swabline.cli;

import io.swabline.station.StationSettings;
import io.swabline.station.StationTls;
import io.swabline.station.StationTokens;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options by which a station checks its server and shows who it is. */
final class StationAccessOptions {
    @Option(names = "--tls", description = "connect with TLS, trusting whom Java trusts")
    private boolean isTls;
    @Option(
        names = "--tls-ca", paramLabel = "FILE",
        description = "connect with TLS, trusting the authorities (or the certificate) in this PEM file")
    private Path trusted;
    @Option(names = "--client-certificate", paramLabel = "FILE", description = "the station's own certificate (PEM)")
    private Path certificate;
    @Option(names = "--client-key", paramLabel = "FILE", description = "its private key (PEM, PKCS#8)")
    private Path privateKey;
    @Option(
        names = "--token-file", paramLabel = "FILE",
        description = "the station's token, as 'swabline stations add' printed it, readable by its owner only")
    private Path tokenFile;

    /** The PEM file of whom the station trusts; null for whom Java trusts. */
    Path trusted() {
        return trusted;
    }

    StationSettings applyTo(final StationSettings settings) {
        if (certificate != null && !isTls && trusted == null) {
            throw CommandFailure.usage("--client-certificate is of use with TLS only: give --tls-ca or --tls as well");
        }
        try {
            final StationSettings withToken =
                tokenFile == null ? settings : settings.withToken(StationTokens.read(tokenFile).of(settings.station()));
            return isTls || trusted != null ? withToken.withTls(StationTls.of(trusted, certificate, privateKey)) : withToken;
        } catch (final IllegalArgumentException e) {
            throw CommandFailure.usage(e.getMessage());
        }
    }
}
