package io.swabline.journal;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files of a journal as a crash may leave them, to be damaged further. */
final class CrashImage {
    private CrashImage() {
    }

    /** Copies the files of a journal that is being written. */
    static Path of(final Path journal, final Path target) throws IOException {
        try (Stream<Path> files = Files.walk(journal)) {
            files.forEach(file -> copy(file, target.resolve(journal.relativize(file).toString())));
        }
        return target;
    }

    private static void copy(final Path from, final Path to) {
        try {
            Files.copy(from, to);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path lastCycle(final Path journal) throws IOException {
        final List<Path> cycles = JournalFiles.allCycles(journal);
        return cycles.get(cycles.size() - 1);
    }

    /** Where the excerpts of a file's batches start. */
    static List<Long> batchOffsets(final Path cycle) throws IOException {
        final List<Long> offsets = new ArrayList<>();
        try (BatchReader reader = new BatchReader()) {
            reader.open(cycle);
            while (reader.next() == BatchReader.Found.BATCH) {
                offsets.add(reader.batchOffset());
            }
        }
        return offsets;
    }

    static void zero(final Path file, final long offset, final long length) throws IOException {
        overwrite(file, offset, new byte[(int) Math.max(0, Math.min(length, Files.size(file) - offset))]);
    }

    static void overwrite(final Path file, final long offset, final byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, CREATE, WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), offset);
        }
    }

    static void truncate(final Path file, final long length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, WRITE)) {
            channel.truncate(length);
        }
    }
}
