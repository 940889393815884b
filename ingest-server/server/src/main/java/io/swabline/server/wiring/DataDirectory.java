package io.swabline.server.wiring;

import io.swabline.journal.JournalSettings;
import io.swabline.protocol.OwnerOnlyFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what a server has in its data directory from other accounts: where and when people were, codes that are valid, the
 * journal's salt. New files are made for their owner only; those that are there, from earlier versions or by another hand, are
 * put right at the start. Of the directory's content only what is a server's own is touched.
 */
final class DataDirectory {
    private static final Logger LOGGER = LoggerFactory.getLogger(DataDirectory.class);
    /** How the names of its own begin; those of the cut-off log go on in several ways. */
    private static final List<String> OWN = List.of(
        JournalSettings.directoryIn(Path.of("")).getFileName().toString(), "registry", "control", "stations.known",
        "keys.known", "blocked-stations", "cutoffs");

    private DataDirectory() {
    }

    /** A start on a path that is a file would otherwise be refused for whichever file it looks for first. */
    static void require(final Path dataDirectory) {
        if (Files.isRegularFile(dataDirectory)) {
            throw new StartException(dataDirectory + " is a file: name a directory", null);
        }
    }

    /** Call under the journal's lock. What cannot be put right is told, and the start goes on. */
    static void tighten(final Path dataDirectory) {
        try {
            final Path directory = dataDirectory.toRealPath();
            int tightened = 0;
            boolean isOwnAlone = true;
            try (Stream<Path> entries = Files.list(directory)) {
                for (final Path entry : (Iterable<Path>) entries::iterator) {
                    final boolean isOwn = isOwn(entry);
                    isOwnAlone &= isOwn;
                    tightened += isOwn ? OwnerOnlyFile.tighten(entry) : 0;
                }
            }
            // Somebody may keep it in a directory that others need, such as /var/lib: what is the server's own is shut in any
            // case.
            tightened += isOwnAlone && OwnerOnlyFile.tightenOne(directory) ? 1 : 0;
            if (tightened > 0) {
                LOGGER.warn("other accounts had access to {} files and directories in {}: taken away, they are this user's only "
                    + "now; let others read the journal as subscribers with a token", tightened, directory);
            }
        } catch (final IOException | UncheckedIOException e) {
            LOGGER.error("other accounts may read what is in {}, and it cannot be changed ({}): give the directory to this user, "
                + "or run 'chmod -R go= {}'", dataDirectory, e.toString(), dataDirectory);
        }
    }

    private static boolean isOwn(final Path entry) {
        final String name = entry.getFileName().toString();
        return OWN.stream().anyMatch(name::startsWith);
    }
}
