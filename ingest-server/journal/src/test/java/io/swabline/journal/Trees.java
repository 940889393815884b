package io.swabline.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Directories with all that is in them. */
final class Trees {
    private Trees() {
    }

    static void remove(final Path directory) throws IOException {
        if (Files.notExists(directory)) {
            return;
        }
        final List<Path> paths;
        try (Stream<Path> all = Files.walk(directory)) {
            paths = all.sorted(Comparator.reverseOrder()).toList();
        } catch (final UncheckedIOException changing) {
            throw changing.getCause();
        }
        for (final Path path : paths) {
            Files.deleteIfExists(path);
        }
    }
}
