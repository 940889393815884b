package io.swabline.journal;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.swabline.protocol.OwnerOnlyFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What lies where in a journal's directory, and how to write there so that it is still there after a power loss.
 *
 * <pre>
 *   LOCK                        held by the writer's process; names its pid
 *   MANIFEST                    generations and lost positions, see {@link Manifest}
 *   WATERMARK                   durable position, see {@link Watermark}
 *   generation-000001/          a Chronicle Queue, one for each start of the server; a .cq4 file for each roll cycle
 *   tails/NAME                  committed position of a named tail
 * </pre>
 */
final class JournalFiles {
    static final String LOCK = "LOCK";
    static final String MANIFEST = "MANIFEST";
    static final String WATERMARK = "WATERMARK";
    static final String TAILS = "tails";
    static final String CYCLE_SUFFIX = ".cq4";
    /** Chronicle's suffix of a file that it finds when it rolls. */
    static final String PREPARED_SUFFIX = ".precreated";
    private static final String GENERATION_PREFIX = "generation-";

    private JournalFiles() {
    }

    static Path generation(final Path directory, final int number) {
        return directory.resolve(String.format("%s%06d", GENERATION_PREFIX, number));
    }

    /** A file that an operator makes to say that a generation which is not there will not come back. */
    static Path lostMark(final Path directory, final int number) {
        final Path generation = generation(directory, number);
        return generation.resolveSibling(generation.getFileName() + ".lost");
    }

    /** Numbers of the generations that are there, ascending. */
    static List<Integer> generations(final Path directory) throws IOException {
        final List<Integer> numbers = new ArrayList<>();
        for (final Path path : list(directory, GENERATION_PREFIX + "*")) {
            final String digits = path.getFileName().toString().substring(GENERATION_PREFIX.length());
            if (digits.matches("\\d{6,9}")) {
                numbers.add(Integer.parseInt(digits));
            }
        }
        numbers.sort(null);
        return numbers;
    }

    /** A generation's files in the order in which they were written: their names begin with the time. */
    static List<Path> cycles(final Path generation) throws IOException {
        final List<Path> files = list(generation, "*" + CYCLE_SUFFIX);
        files.sort(null);
        return files;
    }

    /** Files that were allocated for the next cycle of a generation and not begun, and copies that were not finished. */
    static List<Path> unfinished(final Path generation) throws IOException {
        final List<Path> files = list(generation, "*" + PREPARED_SUFFIX);
        files.addAll(list(generation, "*" + DiskProof.COPY_SUFFIX));
        return files;
    }

    /** The files of all generations in the order in which they were written; none if there is no journal. */
    static List<Path> allCycles(final Path directory) throws IOException {
        final List<Path> files = new ArrayList<>();
        for (final int number : generations(directory)) {
            files.addAll(cycles(generation(directory, number)));
        }
        return files;
    }

    private static List<Path> list(final Path directory, final String glob) throws IOException {
        final List<Path> paths = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, glob)) {
            entries.forEach(paths::add);
        } catch (final NoSuchFileException | NotDirectoryException absent) {
            return paths; // nothing there: not made yet, or just removed
        }
        return paths;
    }

    /** Removes a directory that holds files only. */
    static void removeDirectory(final Path directory) throws IOException {
        for (final Path file : list(directory, "*")) {
            Files.delete(file);
        }
        Files.deleteIfExists(directory);
        forceDirectory(directory.toAbsolutePath().getParent());
    }

    static void forceFile(final Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, WRITE)) {
            channel.force(true);
        }
    }

    /** Makes new, renamed and removed names of a directory survive a power loss. */
    static void forceDirectory(final Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, READ)) {
            channel.force(true);
        }
    }

    /** Makes a directory and those above it where they are missing, to survive a power loss. */
    static void createDirectory(final Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            final Path parent = directory.toAbsolutePath().getParent();
            createDirectory(parent);
            OwnerOnlyFile.makeDirectory(directory);
            forceDirectory(parent);
        }
    }

    /**
     * Makes the names of a directory and of those above it survive a power loss. That they are there says nothing: a start may
     * have made one and been killed before it forced the name. What this user cannot write to, it has made nothing in.
     */
    static void forceNames(final Path directory) throws IOException {
        Path above = directory.toAbsolutePath().getParent();
        while (above != null && Files.isWritable(above) && Files.isReadable(above)) {
            forceDirectory(above);
            above = above.getParent();
        }
    }

    /**
     * Writes a small file whole or not at all. It keeps its owner when root writes it. The temporary file is made anew each time:
     * one that root left would stop the owner, and a link would lead root elsewhere.
     */
    static void replace(final Path file, final String text) throws IOException {
        final Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        Files.deleteIfExists(temporary);
        try (FileChannel channel = OwnerOnlyFile.open(temporary, CREATE_NEW, WRITE)) {
            OwnerOnlyFile.keepOwner(file, temporary);
            final ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(temporary, file, ATOMIC_MOVE, REPLACE_EXISTING);
        forceDirectory(file.toAbsolutePath().getParent());
    }
}
