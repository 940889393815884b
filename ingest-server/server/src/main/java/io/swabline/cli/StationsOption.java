package io.swabline.cli;

import io.swabline.protocol.access.StationsFile;
import io.swabline.server.wiring.StartCheck;
import java.io.PrintStream;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The stations file and the server that uses it. */
final class StationsOption {
    private static final String WHICH = "stations";

    @Mixin
    private AdministeredServer server;
    @Option(
        names = "--file", paramLabel = "FILE",
        description = "the stations file (default: access.stations-file of the configuration)")
    private Path file;

    StationsFile file() {
        return new StationsFile(file == null ? server.configured("access.stations-file") : file);
    }

    /** Before a change that takes something away: something must say which server or file is meant. */
    void requireNamed() {
        if (file == null) {
            server.requireNamed("access.stations-file", "--file");
        }
    }

    /** To change it: the file of the server that is meant, and not a new one in place of one that was lost. */
    StationsFile fileToChange() {
        final StationsFile stations = file();
        server.requireItsOwn(WHICH, stations.path(), "--file");
        StartCheck.requireStationsFileNotLost(server.dataDirectory(), stations);
        return stations;
    }

    /** After a change. */
    void report(final StationsFile changed, final PrintStream out) {
        server.report(WHICH, changed.path(), out);
    }
}
