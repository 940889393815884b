package io.swabline.cli;

import io.swabline.protocol.SamplingKeys;
import java.io.PrintStream;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The key file and the server that uses it, for commands that look at it or change it. */
final class KeysToChange {
    private static final String WHICH = "keys";

    @Mixin
    private AdministeredServer server;
    @Option(
        names = "--keys", paramLabel = "FILE",
        description = "the key file (default: keys.file of the configuration)")
    private Path file;

    Path file() {
        return file == null ? server.configured("keys.file") : file;
    }

    SamplingKeys load() {
        return KeysOption.load(file());
    }

    /** The server's data directory; it need not exist. */
    Path dataDirectory() {
        return server.dataDirectory();
    }

    /** Before a change that takes something away: something must say which server or file is meant. */
    void requireNamed() {
        if (file == null) {
            server.requireNamed(WHICH, "keys.file", "--keys");
        }
    }

    /** Before a change: the file must be that of the server that is meant. */
    void requireItsOwn() {
        server.requireItsOwn(WHICH, file(), "--keys");
    }

    /** Before the file is shown; one that is named, and no server with it, is shown as it is. */
    void requireItsOwnToShow() {
        if (file == null || server.isNamed()) {
            server.requireItsOwnToShow(WHICH, file(), "--keys");
        }
    }

    /** After a change. */
    void report(final PrintStream out) {
        server.report(WHICH, file(), out);
    }
}
