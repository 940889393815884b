package io.swabline.cli;

import io.swabline.journal.remote.RemoteTail;
import io.swabline.journal.remote.RemoteTailSettings;
import io.swabline.journal.remote.RemoteTls;
import io.swabline.protocol.OwnerOnlyFile;
import io.swabline.protocol.access.AccessToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** The server whose journal is read over the network, and who reads it. */
final class ServerOption {
    private static final int TOKEN_FILE_LENGTH_MAX = 1024;

    @Option(
        names = "--connect", paramLabel = "HOST:PORT", required = true,
        description = "read the journal of the server at this address over the network, as the subscriber --name")
    private String server;
    @Option(
        names = "--tls-ca", paramLabel = "FILE",
        description = "speak TLS, with a server whose certificate lies under those in this file (PEM)")
    private Path trusted;
    @Option(
        names = "--token-file", paramLabel = "FILE",
        description = "holds the token of the subscriber, made by 'swabline stations add --right subscribe NAME'")
    private Path tokenFile;

    /** A tail of that server's journal. */
    RemoteTail tail(final String name, final long fromPosition, final boolean isReconnecting, final Consumer<String> onTrouble) {
        final int colon = server.lastIndexOf(':');
        final int port = port(server.substring(colon + 1));
        if (colon < 1 || port < 1) {
            throw CommandFailure.usage("--connect " + server + ": give HOST:PORT, such as 127.0.0.1:7221");
        }
        try {
            return new RemoteTail(new RemoteTailSettings(server.substring(0, colon), port, name, token(),
                trusted == null ? null : RemoteTls.of(trusted), isReconnecting, onTrouble), fromPosition);
        } catch (final IllegalArgumentException e) {
            throw CommandFailure.usage(e.getMessage(), e);
        }
    }

    private static int port(final String text) {
        return text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= 65_535 ? Integer.parseInt(text) : 0;
    }

    private String token() {
        if (tokenFile == null) {
            return "";
        }
        try {
            final String open = OwnerOnlyFile.permissionsOpenToOthers(tokenFile);
            if (open != null) {
                throw CommandFailure.usage("--token-file " + tokenFile + " is open to others than its owner (" + open
                    + "): run 'chmod 600 " + tokenFile + "'");
            }
            final String token = Files.size(tokenFile) > TOKEN_FILE_LENGTH_MAX ? "" : Files.readString(tokenFile).strip();
            if (!AccessToken.isWellFormed(token)) {
                throw CommandFailure.usage("--token-file " + tokenFile + " holds no token: it is one line that begins with "
                    + AccessToken.PREFIX);
            }
            return token;
        } catch (final IOException e) {
            throw CommandFailure.usage("--token-file " + tokenFile + " cannot be read: " + e.getMessage(), e);
        }
    }
}
