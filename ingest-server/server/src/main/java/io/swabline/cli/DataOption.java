package io.swabline.cli;

import io.swabline.journal.JournalSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** A server's data directory, found by the same configuration as serve's, for commands that read its journal. */
final class DataOption {
    @Option(
        names = "--config", paramLabel = "FILE",
        description = "the server's configuration file (default: /etc/swabline/swabline.conf if it exists)")
    private Path config;
    @Option(
        names = "--data", paramLabel = "DIR",
        description = "the server's data directory (default: data.directory of the settings, which is ./data if nothing sets it)")
    private Path data;

    /** The directory of the journal, whether it exists or not; refuses one that this user may not read. */
    Path journal() {
        final Path journal = JournalSettings.directoryIn(directory());
        AdministeredServer.requireReadable(journal);
        return journal;
    }

    Path existingJournal() {
        final Path journal = journal();
        if (!Files.isDirectory(journal)) {
            throw CommandFailure.usage("no journal in " + directory() + "; name the server's configuration with --config or its "
                + "data directory with --data");
        }
        return journal;
    }

    private Path directory() {
        return AdministeredServer.configured("data.directory", config, data);
    }
}
