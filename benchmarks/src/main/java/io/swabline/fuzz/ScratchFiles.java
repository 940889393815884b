package io.swabline.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory for the files of one input, in memory where the system has such a place: a target writes thousands of them a
 * second, and nothing of them has to be kept. One thread; emptied before each input, deleted when the process ends.
 */
public final class ScratchFiles {
    private static final Path IN_MEMORY = Path.of("/dev/shm");

    private final Path directory;

    private ScratchFiles(final Path directory) {
        this.directory = directory;
    }

    /** Makes a new directory. */
    public static ScratchFiles create() {
        final Path parent =
            Files.isWritable(IN_MEMORY) ? IN_MEMORY : Path.of(System.getProperty("java.io.tmpdir"));
        try {
            final ScratchFiles scratch = new ScratchFiles(Files.createTempDirectory(parent, "swabline-fuzz-"));
            Runtime.getRuntime().addShutdownHook(new Thread(scratch::delete, "fuzz-scratch"));
            return scratch;
        } catch (final IOException e) {
            throw new UncheckedIOException("cannot make a directory in " + parent, e);
        }
    }

    /** The directory, empty. */
    public Path empty() {
        for (final Path file : deepestFirst()) {
            if (!file.equals(directory)) {
                remove(file);
            }
        }
        return directory;
    }

    private void delete() {
        deepestFirst().forEach(ScratchFiles::remove);
    }

    private List<Path> deepestFirst() {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.sorted(Comparator.reverseOrder()).toList();
        } catch (final IOException e) {
            throw new UncheckedIOException("cannot look into " + directory, e);
        }
    }

    private static void remove(final Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (final IOException e) {
            throw new UncheckedIOException("cannot delete " + file, e);
        }
    }
}
