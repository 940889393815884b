package io.swabline.journal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.BooleanSupplier;

/**
 * Writes queue files as {@link BatchReader} draws them, and in the order in which Chronicle Queue touches their bytes: a header
 * that says "not complete", the excerpt, the header with its length; on a roll first the mark of the end, then the new file.
 */
final class SimulatedQueue implements BatchQueue {
    private static final int NOT_COMPLETE = 1 << 31;
    private static final int NOT_DATA = 1 << 30;
    private static final int END_OF_CYCLE = NOT_COMPLETE | NOT_DATA;
    private static final int META_LENGTH = 60;
    /** Cycles are counted from here, in the year 2020, so that short ones fit an int. */
    private static final long EPOCH_MS = 1_577_836_800_000L;

    private final Path generation;
    private final long rollMs;
    private final int growthBytes;
    private final BooleanSupplier hasRoom;
    private final Runnable rolled;
    private final ByteBuffer staged;
    private final ByteBuffer header = ByteBuffer.allocate(4).order(LITTLE_ENDIAN);
    private FileChannel file;
    private Path prepared;
    private int reservedCycle = -1;
    private int cycle = -1;
    private long offset;
    private long length;

    SimulatedQueue(final Path generation, final long rollMs, final int growthBytes, final BooleanSupplier hasRoom,
        final Runnable rolled, final ByteBuffer staged) {
        this.generation = generation;
        this.rollMs = rollMs;
        this.growthBytes = growthBytes;
        this.hasRoom = hasRoom;
        this.rolled = rolled;
        this.staged = staged;
    }

    @Override
    public boolean reserve(final int records, final long appendedAtMs) throws IOException {
        if (!hasRoom.getAsBoolean()) {
            return false;
        }
        reservedCycle = (int) ((appendedAtMs - EPOCH_MS) / rollMs);
        if (reservedCycle != cycle) {
            final Path next = path(reservedCycle, JournalFiles.PREPARED_SUFFIX);
            if (prepared != null) {
                Files.move(prepared, next, StandardCopyOption.ATOMIC_MOVE);
            } else {
                FileChannel.open(next, CREATE, WRITE).close();
            }
            prepared = next;
        }
        return true;
    }

    private Path path(final int number, final String suffix) {
        return generation.resolve(String.format("%010d%s", number, suffix));
    }

    @Override
    public void append(final int batchLength) {
        try {
            if (reservedCycle != cycle) {
                roll();
            }
            excerpt(staged.limit(batchLength).position(0), batchLength, 0);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void roll() throws IOException {
        if (file != null) {
            header(END_OF_CYCLE);
            file.close();
            rolled.run();
        }
        cycle = reservedCycle;
        final Path path = path(cycle, JournalFiles.CYCLE_SUFFIX);
        Files.move(prepared, path, StandardCopyOption.ATOMIC_MOVE);
        prepared = null;
        file = FileChannel.open(path, CREATE, WRITE);
        offset = 0;
        length = 0;
        final ByteBuffer meta = ByteBuffer.allocate(META_LENGTH).put(0, (byte) 1);
        excerpt(meta, META_LENGTH, NOT_DATA);
    }

    private void excerpt(final ByteBuffer bytes, final int excerptLength, final int flags) throws IOException {
        grow(offset + 2 * BatchReader.EXCERPT_HEADER_LENGTH + excerptLength);
        header(NOT_COMPLETE);
        file.write(bytes, offset + BatchReader.EXCERPT_HEADER_LENGTH);
        header(excerptLength | flags);
        offset += BatchReader.EXCERPT_HEADER_LENGTH + excerptLength;
    }

    private void header(final int value) throws IOException {
        file.write(header.clear().putInt(0, value), offset);
    }

    private void grow(final long needed) throws IOException {
        if (needed > length) {
            length = (needed + growthBytes - 1) / growthBytes * growthBytes;
            file.write(ByteBuffer.allocate(1), length - 1);
        }
    }

    @Override
    public int cycle() {
        return cycle;
    }

    /** Nobody removes files from the simulated disk. */
    @Override
    public void requireFiles() {
    }

    @Override
    public void requireLastFile() {
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
        if (prepared != null) {
            Files.deleteIfExists(prepared);
        }
    }
}
