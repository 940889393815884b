package io.swabline.cli;

import io.swabline.protocol.OwnerOnlyFile;
import io.swabline.station.StationTls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import picocli.CommandLine.Option;

/** The options by which a terminal with the right shows masked names: where to ask, and by which key. */
final class MaskedNamesOptions {
    private static final Pattern KEY = Pattern.compile("swb_[A-Za-z0-9_-]{1,100}");
    private static final long KEY_FILE_LENGTH_MAX = 1 << 10;
    private static final Duration TIMEOUT_MAX = Duration.ofSeconds(5);

    @Option(
        names = "--names", paramLabel = "URL",
        description = {"show the masked name of who holds an accepted code, asked for after its verdict; URL of the issuing",
            "side, such as https://codes.example:7222, which --tls-ca is for, too; needs --names-key-file"})
    private URI server;
    @Option(
        names = "--names-key-file", paramLabel = "FILE",
        description = "a key that 'swabline callers add NAME --scope names' printed, readable by its owner only")
    private Path keyFile;

    /** Asks from now on, each time for as long as that, and at most five seconds; null where no names are wanted. */
    MaskedNames open(final Path trusted, final Duration timeout) {
        if (server == null && keyFile == null) {
            return null;
        }
        if (server == null || keyFile == null) {
            throw CommandFailure.usage("--names and --names-key-file belong together: give both or neither");
        }
        final boolean isTls = "https".equalsIgnoreCase(server.getScheme());
        if (server.getHost() == null || !isTls && !"http".equalsIgnoreCase(server.getScheme())) {
            throw CommandFailure.usage("--names is a URL such as https://codes.example:7222");
        }
        if (!isTls && !isThisMachine(server.getHost())) {
            throw CommandFailure.usage("--names needs https: the key and the names would cross the network in the clear");
        }
        return new MaskedNames(server.resolve("/v1/codes/holder"), key(keyFile), isTls ? context(trusted) : null,
            timeout.compareTo(TIMEOUT_MAX) < 0 ? timeout : TIMEOUT_MAX);
    }

    private static boolean isThisMachine(final String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (final UnknownHostException e) {
            return false;
        }
    }

    private static String key(final Path file) {
        try {
            final String permissions = OwnerOnlyFile.permissionsOpenToOthers(file);
            if (permissions != null) {
                throw CommandFailure.usage("the key file " + file + " is open to others than its owner (" + permissions
                    + "): run 'chmod 600 " + file + "'");
            }
            final String key = Files.size(file) > KEY_FILE_LENGTH_MAX ? "" : Files.readString(file).strip();
            if (!KEY.matcher(key).matches()) {
                throw CommandFailure.usage(
                    "the key file " + file + " holds no key, as 'swabline callers add NAME --scope names' prints it");
            }
            return key;
        } catch (final IOException e) {
            throw CommandFailure.usage("the key file " + file + " cannot be read (" + e.getMessage() + ")", e);
        }
    }

    private static SSLContext context(final Path trusted) {
        try {
            final SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(null, new TrustManager[] {StationTls.trust(trusted)}, new SecureRandom());
            return context;
        } catch (final GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS 1.3", e);
        } catch (final IllegalArgumentException e) {
            throw CommandFailure.usage(e.getMessage());
        }
    }
}
