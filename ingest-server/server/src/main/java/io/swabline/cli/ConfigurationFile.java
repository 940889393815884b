package io.swabline.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the operator's configuration: the file that is named, else the one of an installed package, else none. */
final class ConfigurationFile {
    /** Where a package puts it. */
    static final Path PACKAGED = Path.of("/etc/swabline/swabline.conf");

    private ConfigurationFile() {
    }

    /**
     * One that this user may not look at counts as there: to go by the defaults instead would mean another server.
     *
     * @param named by --config; null if it is not given
     * @return null if there is none
     */
    static Path find(final Path named, final Path packaged) {
        return named != null ? named : Files.notExists(packaged) ? null : packaged;
    }

    /** The defaults and the configuration file, if there is one; stronger layers come on top. */
    static SettingSources sources(final Path named) {
        final Path file = find(named, PACKAGED);
        return file == null ? SettingSources.defaults() : SettingSources.defaults().withFile(file);
    }
}
