package io.swabline.journal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.swabline.protocol.OwnerOnlyFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The durable position, in a small file that the writer and all tails map. Written by the sync thread, read by any thread of
 * any process. Little endian.
 *
 * <pre>
 *    0       8                 16                 24             64
 *   +=======+=================+==================+==============+
 *   | magic | durablePosition | its complement   | reserved (0) |
 *   +=======+=================+==================+==============+
 * </pre>
 *
 * <p>The position is stored with release and loaded with acquire semantics: whoever sees it sees all bytes of the records
 * below it. Where position and complement do not belong together the position is not believed, and recovery keeps whatever
 * it can read: a position too high would keep the writer from ever forcing anything again. After a power loss the file may
 * tell an older position than was acknowledged, never a newer one with durability
 * disk, since the records are forced first. The mapping is given up when it becomes unreachable, not before: a late read
 * must not kill the process.
 */
final class Watermark {
    /** Position of a journal whose watermark is missing or makes no sense. */
    static final long UNKNOWN = -1;
    private static final int READS_MAX = 1_000;
    private static final int LENGTH = 64;
    private static final int BLOCK_LENGTH = 4096;
    private static final int MAGIC_OFFSET = 0;
    private static final int POSITION_OFFSET = 8;
    private static final int COMPLEMENT_OFFSET = 16;
    /** {@code S W W A T E R 1} in the order of the bytes. */
    private static final long MAGIC = 0x3152455441575753L;

    private final MappedByteBuffer mapped;
    private final UnsafeBuffer buffer;

    private Watermark(final MappedByteBuffer mapped) {
        this.mapped = mapped;
        this.buffer = new UnsafeBuffer(mapped);
    }

    /** Maps the watermark for writing; what it held before stays until {@link #position(long)}. */
    static Watermark create(final Path directory, final long position) throws IOException {
        final Path file = directory.resolve(JournalFiles.WATERMARK);
        if (!Files.exists(file) || Files.size(file) != LENGTH) {
            write(file, position);
        }
        final Watermark watermark = new Watermark(map(file, MapMode.READ_WRITE));
        watermark.buffer.putLong(MAGIC_OFFSET, MAGIC, LITTLE_ENDIAN); // in place, so that tails keep their mapping
        return watermark;
    }

    /** Maps the watermark for reading; null where there is none yet. */
    static Watermark openIfPresent(final Path directory) throws IOException {
        final Path file = directory.resolve(JournalFiles.WATERMARK);
        if (!Files.exists(file) || Files.size(file) != LENGTH) {
            return null;
        }
        return new Watermark(map(file, MapMode.READ_ONLY));
    }

    /** The position on file, {@link #UNKNOWN} if there is none. */
    static long read(final Path directory) throws IOException {
        final Watermark watermark = openIfPresent(directory);
        return watermark != null && watermark.isCredible() ? watermark.position() : UNKNOWN;
    }

    private boolean isCredible() {
        final long position = position();
        return buffer.getLong(MAGIC_OFFSET, LITTLE_ENDIAN) == MAGIC && position >= 0
            && buffer.getLong(COMPLEMENT_OFFSET, LITTLE_ENDIAN) == ~position;
    }

    /**
     * In a new file with a block of its own: btrfs would keep so few bytes beside the file's name, and need room to change them.
     * Those that have mapped the old file see no more of it.
     */
    static void replace(final Path directory, final long position) throws IOException {
        final Path file = directory.resolve(JournalFiles.WATERMARK);
        final FileSpace space = FileSpace.create(temporary(file), BLOCK_LENGTH);
        if (space == null) {
            throw new IOException("No space left on device");
        }
        try (space) {
            write(file, position);
        }
    }

    private static Path temporary(final Path file) {
        return file.resolveSibling(file.getFileName() + ".tmp");
    }

    private static void write(final Path file, final long position) throws IOException {
        final Path temporary = temporary(file);
        try (FileChannel channel = OwnerOnlyFile.open(temporary, CREATE, WRITE)) {
            channel.truncate(LENGTH); // keeps the block that was allocated for it, if one was
            channel.write(ByteBuffer.allocate(LENGTH).order(LITTLE_ENDIAN)
                .putLong(MAGIC_OFFSET, MAGIC).putLong(POSITION_OFFSET, position).putLong(COMPLEMENT_OFFSET, ~position));
            channel.force(true);
        }
        Files.move(temporary, file, ATOMIC_MOVE);
        JournalFiles.forceDirectory(file.toAbsolutePath().getParent());
    }

    private static MappedByteBuffer map(final Path file, final MapMode mode) throws IOException {
        try (FileChannel channel = mode == MapMode.READ_ONLY
            ? FileChannel.open(file, READ) : FileChannel.open(file, READ, WRITE)) {
            return channel.map(mode, 0, LENGTH);
        }
    }

    /**
     * As {@link #position()}, for those that did not write it: {@link #UNKNOWN} if position and complement do not belong
     * together. Between the writer's two stores they do not, so it looks again a few times.
     */
    long believedPosition() {
        for (int reads = 0; reads < READS_MAX; reads++) {
            final long position = position();
            if (position >= 0 && buffer.getLong(COMPLEMENT_OFFSET, LITTLE_ENDIAN) == ~position) {
                return position;
            }
            Thread.onSpinWait();
        }
        return UNKNOWN;
    }

    long position() {
        return buffer.getLongVolatile(POSITION_OFFSET);
    }

    void position(final long position) {
        buffer.putLong(COMPLEMENT_OFFSET, ~position, LITTLE_ENDIAN);
        buffer.putLongRelease(POSITION_OFFSET, position);
    }

    void force() {
        mapped.force();
    }
}
