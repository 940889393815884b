package io.swabline.cli;

import io.swabline.journal.JournalSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that names a server's data directory, for commands that read its journal. */
final class DataOption {
    @Option(
        names = "--data", paramLabel = "DIR", defaultValue = "data",
        description = "the server's data directory (default: ${DEFAULT-VALUE})")
    private Path directory;

    /** The directory of the journal, whether it exists or not. */
    Path journal() {
        return JournalSettings.directoryIn(directory);
    }

    Path existingJournal() {
        final Path journal = journal();
        if (!Files.isDirectory(journal)) {
            throw CommandFailure.usage("no journal in " + directory + "; name the server's data directory with --data");
        }
        return journal;
    }
}
