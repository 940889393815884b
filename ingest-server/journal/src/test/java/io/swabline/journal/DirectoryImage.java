package io.swabline.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The files of a directory at one moment, as the operating system shows them to programs. */
final class DirectoryImage {
    /** A file's bytes up to the last one that is not zero, and its length. */
    record Content(byte[] bytes, long length) {
        static final Content EMPTY = new Content(new byte[0], 0);

        /** So many bytes from there, zeros where the file has none. */
        byte[] part(final int offset, final int partLength) {
            return offset >= bytes.length ? new byte[partLength] : Arrays.copyOfRange(bytes, offset, offset + partLength);
        }

        Content cutTo(final long newLength) {
            return new Content(bytes.length <= newLength ? bytes : Arrays.copyOf(bytes, (int) newLength), newLength);
        }
    }

    /** By path in the directory. Directories themselves follow from the files, and from {@link #directories}. */
    final SortedMap<String, Content> files = new TreeMap<>();
    final SortedSet<String> directories;

    private DirectoryImage(final Collection<String> directories) {
        this.directories = new TreeSet<>(directories);
    }

    static DirectoryImage of(final Path directory) throws IOException {
        final List<Path> paths;
        try (Stream<Path> all = Files.walk(directory)) {
            paths = all.toList();
        }
        final DirectoryImage image = new DirectoryImage(paths.stream().filter(Files::isDirectory)
            .map(path -> directory.relativize(path).toString()).filter(name -> !name.isEmpty()).toList());
        for (final Path path : paths) {
            if (Files.isRegularFile(path)) {
                image.files.put(directory.relativize(path).toString(), read(path));
            }
        }
        return image;
    }

    private static Content read(final Path file) throws IOException {
        try (BatchReader reader = new BatchReader(); FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (!reader.open(file)) {
                throw new NoSuchFileException(file.toString());
            }
            final ByteBuffer bytes = ByteBuffer.allocate((int) reader.writtenEnd(0));
            while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) > 0) {
                Thread.onSpinWait();
            }
            return new Content(bytes.array(), channel.size());
        }
    }

    /** Makes the directory, which is not there yet, with these files. */
    void writeTo(final Path directory) throws IOException {
        Files.createDirectories(directory);
        for (final String name : directories) {
            Files.createDirectories(directory.resolve(name));
        }
        for (final var file : files.entrySet()) {
            final Path path = directory.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            write(path, file.getValue());
        }
    }

    private static void write(final Path path, final Content content) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(content.bytes()));
            if (content.length() > content.bytes().length) {
                channel.write(ByteBuffer.allocate(1), content.length() - 1);
            }
        }
    }

    DirectoryImage copy() {
        final DirectoryImage copy = new DirectoryImage(directories);
        copy.files.putAll(files);
        return copy;
    }
}
