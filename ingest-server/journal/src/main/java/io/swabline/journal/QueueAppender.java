package io.swabline.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.core.time.TimeProvider;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.WireType;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The Chronicle Queue of one generation, new and this process's own. Opened and closed by any thread; appended to by the
 * thread that appends first. It rolls by the times of the batches, which never run back, not by a clock: with a clock that
 * was set back, Chronicle would write into a file that no reader looks at again.
 *
 * <p>Nothing is written where no disk block is: {@link #reserve} allocates them, in the queue's file or in one that the
 * queue will find when it rolls, and only there it may roll. What lies in front of the allocated end:
 *
 * <pre>
 *   0          written                         space.end()        length of the file, far off
 *   +==========+===============================+------------------+
 *   | excerpts | reserved: records and indexes | sparse, never    |
 *   |          | zeros in blocks of the disk   | touched          |
 *   +==========+===============================+------------------+
 * </pre>
 */
final class QueueAppender implements BatchQueue {
    /** Large beside a batch of the ring: allocating takes microseconds, but is a system call. */
    private static final int CHUNK_LENGTH_MAX = 8 << 20;
    /** The mark that ends a file, and what aligns it. */
    private static final long END_LENGTH_MAX = 64;
    private static final long METADATA_LENGTH = 64 << 10;
    /** Excerpts of one record each, the most that records can take. */
    private static final long RECORD_LENGTH_MAX =
        BatchReader.EXCERPT_HEADER_LENGTH + BatchDescriptor.HEADER_LENGTH + RecordDescriptor.LENGTH;

    private final Path generation;
    private final net.openhft.chronicle.queue.RollCycle rollCycle;
    private final DateTimeFormatter nameOfCycle;
    private final long indexLength;
    private final long chunkLength;
    private final ChronicleQueue queue;
    private final ByteBuffer staged;
    /** Whether a mapped page may find no block though one was reserved: then each batch is read back after it is written. */
    private final boolean isReadBack;
    private final UnsafeBuffer stagedBytes;
    private final UnsafeBuffer mappedBytes = new UnsafeBuffer(0, 0);
    private volatile long nowMs;

    /** Of the thread that appends first; Chronicle lets no other use them. */
    private ExcerptAppender appender;
    private Bytes<?> view;
    /** Of the file that is appended to, or of the prepared one once {@link #nowMs} lies in its cycle. */
    private FileSpace space;
    private FileSpace spaceBefore;
    private Path prepared;
    private long spaceCycle = -1;
    private long written;
    private long writtenBefore;
    private int lengthBefore;

    /** The file that was appended to last; it is set by the append thread. */
    private volatile NamedFile lastFile;
    /** The first file, by the append thread; then the last one that was looked for, by the sync thread. */
    private volatile NamedFile lookedFor;

    QueueAppender(final Path generation, final JournalSettings settings, final long nowMs, final ByteBuffer staged)
        throws IOException {
        this(generation, settings, nowMs, staged, !FileSystemKind.of(generation).keepsAllocated(generation));
    }

    /** @param isReadBack whether each batch is compared with what was staged, after it is written */
    QueueAppender(final Path generation, final JournalSettings settings, final long nowMs, final ByteBuffer staged,
        final boolean isReadBack) throws IOException {
        this.generation = generation;
        this.rollCycle = settings.rollCycle().chronicle();
        this.nameOfCycle = DateTimeFormatter.ofPattern(this.rollCycle.format()).withZone(ZoneOffset.UTC);
        this.nowMs = nowMs;
        this.staged = staged;
        this.stagedBytes = new UnsafeBuffer(staged);
        this.isReadBack = isReadBack;
        // a page of the index and two when a file is begun; the headers, and the mark at its end
        this.indexLength = 3L * Long.BYTES * this.rollCycle.defaultIndexCount() + (64 << 10);
        this.chunkLength = Math.min(settings.blockSize(), CHUNK_LENGTH_MAX);
        allocateMetadata();
        final TimeProvider batchTime = () -> this.nowMs;
        this.queue = SingleChronicleQueueBuilder.builder(generation, WireType.BINARY_LIGHT)
            .rollCycle(this.rollCycle)
            .blockSize(settings.blockSize())
            .timeProvider(batchTime)
            .build();
    }

    /** The queue's own small file is mapped too, and is written when the queue is opened and at each roll. */
    private void allocateMetadata() throws IOException {
        final FileSpace metadata = FileSpace.create(generation.resolve("metadata.cq4t"), METADATA_LENGTH);
        if (metadata == null) {
            throw new IOException("No space left on device");
        }
        metadata.close();
    }

    @Override
    public boolean reserve(final int records, final long appendedAtMs) throws IOException {
        final long length = records * RECORD_LENGTH_MAX + indexLength;
        final long cycle = appendedAtMs / rollCycle.lengthInMillis();
        requireWhole(space);
        requireWhole(spaceBefore);
        if (cycle != spaceCycle) {
            return prepare(cycle, length, appendedAtMs);
        }
        nowMs = appendedAtMs;
        return written + length <= space.end() || space.allocate(Math.max(chunkLength, length));
    }

    private static void requireWhole(final FileSpace file) throws IOException {
        if (file != null) {
            file.requireWhole();
        }
    }

    /** Allocates the file of the next cycle under a name by which Chronicle finds it when it rolls. */
    private boolean prepare(final long cycle, final long length, final long appendedAtMs) throws IOException {
        final Path file = generation.resolve(
            nameOfCycle.format(Instant.ofEpochMilli(cycle * rollCycle.lengthInMillis())) + JournalFiles.PREPARED_SUFFIX);
        if (prepared != null) { // nothing was appended in its cycle
            Files.move(prepared, file, StandardCopyOption.ATOMIC_MOVE);
        } else {
            final FileSpace next = FileSpace.create(file, Math.max(chunkLength, length));
            if (next == null) {
                return false;
            }
            spaceBefore = space;
            writtenBefore = written;
            space = next;
            written = 0;
        }
        prepared = file;
        spaceCycle = cycle;
        nowMs = appendedAtMs;
        return written + length <= space.end() || space.allocate(length);
    }

    @Override
    public void append(final int length) throws IOException {
        if (appender == null) {
            appender = queue.createAppender();
            view = Bytes.wrapForRead(staged);
        } else {
            requireLastBatch();
        }
        staged.clear();
        view.readPositionRemaining(0, length);
        appender.writeBytes(view);
        written = appender.wire().bytes().writePosition();
        lengthBefore = length;
        if (isReadBack) {
            readBack(length);
        }
        if (prepared != null) {
            prepared = null;
            leaveSpaceBefore();
            follow(new NamedFile(appender.currentFile().toPath(), space.key()));
        }
    }

    /** Where another program wrote over the file, no reader would come from the batches before to those that follow. */
    private void requireLastBatch() throws IOException {
        final Bytes<?> bytes = appender.wire().bytes();
        final long start = bytes.writePosition() - lengthBefore;
        if (bytes.readVolatileInt(start - BatchReader.EXCERPT_HEADER_LENGTH) != lengthBefore) {
            throw new IOException("the file " + appender.currentFile() + " was written over by another program");
        }
    }

    private void follow(final NamedFile file) {
        if (lastFile == null) {
            lookedFor = file;
        } else {
            lastFile.next(file);
        }
        lastFile = file;
    }

    @Override
    public void requireFiles() throws IOException {
        NamedFile file = lookedFor;
        file.require();
        while (file.next() != null) {
            file = file.next();
            file.require();
        }
        lookedFor = file;
    }

    @Override
    public void requireLastFile() throws IOException {
        final NamedFile file = lastFile;
        if (file != null) {
            file.require();
        }
    }

    /**
     * A page without a block takes no bytes, and the JVM says so some time later, in this thread, as an InternalError: by then
     * the batch might be forced and acknowledged. What the mapping does not give back was not written.
     */
    void readBack(final int length) throws IOException {
        final Bytes<?> bytes = appender.wire().bytes();
        final long start = written - length;
        mappedBytes.wrap(bytes.addressForRead(start), length);
        boolean isSame = bytes.readVolatileInt(start - BatchReader.EXCERPT_HEADER_LENGTH) == length;
        for (int i = 0; isSame && i < length; i += Long.BYTES) {
            isSame = mappedBytes.getLong(i) == stagedBytes.getLong(i);
        }
        if (!isSame) {
            throw new IOException("a batch of " + length + " bytes cannot be read back as it was written: the file system had"
                + " no room for a page of " + appender.currentFile());
        }
    }

    /** The queue has put its end mark behind what was written there. */
    private void leaveSpaceBefore() {
        if (spaceBefore != null) {
            spaceBefore.release(writtenBefore + END_LENGTH_MAX);
            spaceBefore.close();
            spaceBefore = null;
        }
    }

    @Override
    public int cycle() {
        return appender.cycle();
    }

    /** The view of the staging memory is not released: Chronicle would free that memory, which is not its own. */
    @Override
    public void close() throws IOException {
        queue.close();
        leaveSpaceBefore();
        if (space != null) {
            space.release(written);
            space.close();
            space = null;
        }
        if (prepared != null) {
            Files.deleteIfExists(prepared);
        }
    }
}
