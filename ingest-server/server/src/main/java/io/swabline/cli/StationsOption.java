package io.swabline.cli;

import io.swabline.protocol.access.StationsFile;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that names the stations file. */
final class StationsOption {
    @Option(
        names = "--file", paramLabel = "FILE",
        description = "the stations file (default: ~/.swabline/stations.conf, the server's own)")
    private Path file;

    StationsFile file() {
        return new StationsFile(file == null ? SettingsLoader.defaultStationsFile() : file);
    }
}
