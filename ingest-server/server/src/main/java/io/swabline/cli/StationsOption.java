package io.swabline.cli;

import io.swabline.protocol.access.StationsFile;
import io.swabline.server.wiring.StartCheck;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
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

    /** To show it: the file of the server that is meant, or the one that is named, and no server with it. */
    StationsFile fileToShow() {
        final StationsFile stations = file();
        if (isOfServer()) {
            server.requireItsOwnToShow(WHICH, stations.path(), "--file");
        }
        AdministeredServer.requireReadable(stations.path());
        return stations;
    }

    /** Stations that the server keeps out; none where only a file is named. */
    List<Long> blocked() {
        return isOfServer() ? StartCheck.blockedStations(server.dataDirectory()) : List.of();
    }

    private boolean isOfServer() {
        return file == null || server.isNamed();
    }

    /** Before a change that takes something away: something must say which server or file is meant. */
    void requireNamed() {
        if (file == null) {
            server.requireNamed(WHICH, "access.stations-file", "--file");
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
