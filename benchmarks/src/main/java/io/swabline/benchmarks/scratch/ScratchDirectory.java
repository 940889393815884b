package io.swabline.benchmarks.scratch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A directory for a benchmark's files, gone when closed. */
public final class ScratchDirectory implements AutoCloseable {
    /** System property that names where scratch directories lie; the directory for temporary files unless set. */
    public static final String PARENT_PROPERTY = "swabline.benchmarks.data";

    /** A file that goes while the directory is walked ends that walk. */
    private static final int ATTEMPTS_MAX = 100;

    private final Path path;

    private ScratchDirectory(final Path path) {
        this.path = path;
    }

    /** Makes a new directory where {@link #PARENT_PROPERTY} says. */
    public static ScratchDirectory create() {
        return in(Path.of(System.getProperty(PARENT_PROPERTY, System.getProperty("java.io.tmpdir"))));
    }

    /** Makes a new directory, and its parent if that is missing. */
    public static ScratchDirectory in(final Path parent) {
        try {
            Files.createDirectories(parent);
            return new ScratchDirectory(Files.createTempDirectory(parent, "swabline-bench-"));
        } catch (final IOException e) {
            throw new UncheckedIOException("cannot make a directory in " + parent + ": " + e, e);
        }
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** Deletes the directory and what is in it; may be called again, also while another thread deletes in it. */
    @Override
    public void close() {
        for (int attempt = 1; Files.exists(path); attempt++) {
            try {
                deleteAll();
            } catch (final IOException | UncheckedIOException e) {
                if (attempt == ATTEMPTS_MAX) {
                    throw new UncheckedIOException("cannot delete " + path + ": " + e, new IOException(e));
                }
            }
        }
    }

    private void deleteAll() throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            final List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).collect(Collectors.toList());
            for (final Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        }
    }
}
