package io.swabline.journal;

import io.swabline.protocol.Durability;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The one writer of a journal; see {@link Journal} for threads and failures. Each time it is opened it begins a new
 * generation, a queue directory of its own: it never appends to what an earlier process left, where a hole could hide all
 * that follows it. Once warm, append and sync allocate nothing until the queue rolls into a new file.
 */
public final class JournalWriter implements Journal {
    /** A full disk is asked again so often, not at each batch. */
    private static final long FULL_INTERVAL_MS = 100;

    private final JournalSettings settings;
    private final JournalLock lock;
    private final RecoveryReport recovery;
    private final int salt;
    private final Watermark watermark;
    private final BatchQueue queue;
    private final DiskSync diskSync;
    private final FileStore fileStore;

    private final ByteBuffer staged;
    private final ByteBuffer summed;
    private final UnsafeBuffer batch;
    private final CRC32C crc = new CRC32C();

    /** Changed before the first append only, by the thread that starts the server. */
    private Manifest manifest;

    /** Append thread. */
    private long lastAppendedAtMs;
    private int reservedRecords;
    private long fullAtMs;
    private volatile boolean isFull;
    /** Written by the append thread, the cycle before the position, so that sync forces each file that the position needs. */
    private volatile int appendedCycle = -1;
    private volatile long appendedPosition;

    /** Sync thread. */
    private int syncedCycle = -1;
    private volatile long durablePosition;

    private volatile Throwable poison;
    private boolean isClosed;

    private JournalWriter(
        final JournalSettings settings, final JournalLock lock, final JournalRecovery recovered, final Watermark watermark,
        final RecoveryReport recovery, final Manifest manifest, final BatchQueue.Opener queues) throws IOException {
        this.settings = settings;
        this.lock = lock;
        this.recovery = recovery;
        this.manifest = manifest;
        salt = manifest.newest().salt();
        this.watermark = watermark;
        staged = ByteBuffer.allocateDirect(BatchDescriptor.LENGTH_MAX);
        summed = staged.duplicate();
        batch = new UnsafeBuffer(staged);
        lastAppendedAtMs = Math.max(settings.clock().time(), recovered.lastAppendedAtMs());
        appendedPosition = recovery.nextPosition();
        durablePosition = recovery.nextPosition();
        final Path generation = JournalFiles.generation(settings.directory(), recovery.generation());
        queue = queues.open(generation, settings, lastAppendedAtMs, staged);
        diskSync = new DiskSync(generation);
        fileStore = Files.getFileStore(generation); // once: it takes a file descriptor, of which there may be none later
    }

    /**
     * Takes the journal's lock, recovers what an earlier process left, and begins a new generation.
     *
     * @throws JournalException if another process holds the journal, it cannot be read or written, or the clock is further
     *     before its newest batch than the settings allow
     */
    public static JournalWriter open(final JournalSettings settings) {
        return open(settings, QueueAppender::new, Generation.randomSalt());
    }

    /** @param salt of all batches of the generation, not {@link Generation#UNKNOWN_SALT} */
    static JournalWriter open(final JournalSettings settings, final BatchQueue.Opener queues, final int salt) {
        final Path directory = settings.directory();
        JournalLock lock = null;
        JournalWriter writer = null;
        try {
            JournalFiles.createDirectory(directory);
            JournalFiles.forceNames(directory);
            lock = JournalLock.acquire(directory);
            final JournalPlace place = JournalPlace.require(settings);
            final long startNs = System.nanoTime();
            final JournalRecovery recovered = JournalRecovery.run(settings);
            JournalFiles.createDirectory(JournalFiles.generation(directory, recovered.nextGeneration()));
            place.prepare(settings, recovered);
            final Manifest manifest = recovered.manifest(settings.durability(), salt);
            manifest.write(directory);
            recovered.removeEmptied();
            final Watermark watermark = Watermark.create(directory, recovered.nextPosition());
            watermark.position(recovered.nextPosition());
            watermark.force();
            final long durationMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs);
            writer = new JournalWriter(settings, lock, recovered, watermark, recovered.report(durationMs), manifest, queues);
            return writer;
        } catch (final IOException e) {
            throw new JournalException("cannot open the journal in " + directory + ": " + OpenFailure.reason(e), e);
        } catch (final UncheckedIOException e) { // of a mapping that cannot be forced
            throw new JournalException("cannot open the journal in " + directory + ": " + OpenFailure.reason(e.getCause()), e);
        } finally {
            if (writer == null) {
                giveUp(lock);
            }
        }
    }

    private static void giveUp(final JournalLock lock) {
        if (lock != null) {
            lock.close();
        }
    }

    /** What was found and done when the journal was opened. */
    public RecoveryReport recovery() {
        return recovery;
    }

    /**
     * Marks positions as lost that recovery did not look for, since they are in older files: each later start, verify and stats
     * tell of them. Before the first append only.
     */
    public void quarantine(final PositionRange lost) {
        manifest = manifest.quarantined(settings.directory(), lost);
    }

    @Override
    public MutableDirectBuffer batchBuffer() {
        return batch;
    }

    @Override
    public boolean reserve(final int records, final long appendedAtMs) {
        checkUsable();
        try {
            return isReserved(records, appendedAtMs);
        } catch (final Throwable t) {
            throw poisoned("reserve", appendedPosition, t);
        }
    }

    private boolean isReserved(final int records, final long appendedAtMs) throws IOException {
        reservedRecords = 0;
        if (isFull && appendedAtMs >= fullAtMs && appendedAtMs - fullAtMs < FULL_INTERVAL_MS) {
            return false;
        }
        fullAtMs = appendedAtMs;
        lastAppendedAtMs = Math.max(lastAppendedAtMs, appendedAtMs); // what is appended follows what is reserved, never behind
        isFull = !queue.reserve(records, lastAppendedAtMs);
        reservedRecords = isFull ? 0 : records;
        return !isFull;
    }

    /** Whether the disk had no room for the last batches; any thread. */
    public boolean isFull() {
        return isFull;
    }

    @Override
    public long append(final int count, final long appendedAtMs) {
        checkUsable();
        if (count < 1 || count > BatchDescriptor.RECORDS_MAX) {
            throw new IllegalArgumentException("a batch of " + count + " records: it holds 1 to " + BatchDescriptor.RECORDS_MAX);
        }
        final long firstPosition = appendedPosition;
        lastAppendedAtMs = Math.max(lastAppendedAtMs, appendedAtMs);
        try {
            if (count > reservedRecords && !isReserved(count, appendedAtMs)) {
                throw new IOException("No space left on device");
            }
            reservedRecords -= count;
            BatchDescriptor.putHeader(batch, count, firstPosition, lastAppendedAtMs, salt);
            BatchDescriptor.putCrc(batch, BatchDescriptor.crcOf(crc, summed, 0, count, salt));
            queue.append(BatchDescriptor.length(count));
            final int cycle = queue.cycle();
            if (cycle != appendedCycle) {
                appendedCycle = cycle;
            }
            appendedPosition = firstPosition + count;
            return firstPosition + count;
        } catch (final Throwable t) {
            throw poisoned("append", firstPosition, t);
        }
    }

    @Override
    public long sync() {
        checkUsable();
        final long position = appendedPosition;
        if (position > durablePosition) {
            try {
                if (settings.durability() == Durability.DISK) {
                    force(appendedCycle);
                }
                queue.requireFiles();
                checkUsable(); // the append thread may have failed meanwhile, with what it appended
                durablePosition = position;
                watermark.position(position);
            } catch (final Throwable t) {
                throw poisoned("sync", position, t);
            }
        }
        return position;
    }

    private void force(final int cycle) throws IOException {
        if (cycle == syncedCycle) {
            diskSync.force();
        } else {
            diskSync.forceRolled();
            watermark.force(); // from time to time, lest it be far behind after a power loss
            syncedCycle = cycle;
        }
    }

    @Override
    public void fail(final Throwable cause) {
        if (poison == null) {
            poison = cause;
        }
    }

    /** Whether an append or a sync that failed has come through cannot be known, so neither is ever tried again. */
    private JournalException poisoned(final String what, final long position, final Throwable cause) {
        fail(cause);
        return new JournalException("the journal in " + settings.directory() + " failed at position " + position + " (" + what
            + "): " + cause + "; nothing more can be acknowledged, and the next start recovers what was", cause);
    }

    private void checkUsable() {
        if (poison != null) {
            throw new JournalException("the journal in " + settings.directory() + " has failed and must be opened again: "
                + poison, poison);
        }
        if (isClosed) {
            throw new JournalException("the journal in " + settings.directory() + " is closed");
        }
    }

    @Override
    public long position() {
        return appendedPosition;
    }

    /** For tests that make it fail. */
    BatchQueue queue() {
        return queue;
    }

    /** Every record below it is kept, and visible to tails. */
    public long durablePosition() {
        return durablePosition;
    }

    @Override
    public Durability durability() {
        return settings.durability();
    }

    /**
     * Bytes that the journal's file system has left for this process; any thread. A journal whose directory, lock file or last
     * file was removed or replaced is poisoned: what is written to it has no name any more, or another process may be writing
     * as well.
     */
    public long usableSpace() {
        try {
            if (!isClosed) {
                requireOwn();
            }
            return fileStore.getUsableSpace();
        } catch (final IOException e) {
            throw new JournalException("cannot tell the free space of " + settings.directory() + ": " + e.getMessage(), e);
        }
    }

    private void requireOwn() throws IOException {
        final Path generation = JournalFiles.generation(settings.directory(), recovery.generation());
        try {
            if (Files.notExists(generation)) {
                throw new IOException("the directory " + generation + " was removed or renamed");
            }
            if (!lock.isHeld()) {
                throw new IOException("the file " + settings.directory().resolve(JournalFiles.LOCK)
                    + " was removed or replaced");
            }
            queue.requireLastFile();
        } catch (final IOException gone) {
            if (!isClosed) {
                poison = gone;
            }
            throw gone;
        }
    }

    /**
     * Not before the append and the sync thread are done. Unless the journal is poisoned, all of it is on the disk then, whatever
     * the durability, and the next start need not look for its end.
     */
    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        boolean isWhole = false;
        try {
            if (poison == null) {
                sync();
                forceWhatIsNot();
                requireLastFile();
                watermark.force();
                isWhole = true;
            }
        } finally {
            isClosed = true;
            closeFiles(isWhole);
        }
    }

    private void requireLastFile() {
        try {
            queue.requireLastFile();
        } catch (final IOException e) {
            throw poisoned("close", appendedPosition, e);
        }
    }

    private void forceWhatIsNot() {
        if (settings.durability() == Durability.DISK) {
            return;
        }
        try {
            final Path generation = JournalFiles.generation(settings.directory(), recovery.generation());
            for (final Path cycle : JournalFiles.cycles(generation)) {
                JournalFiles.forceFile(cycle);
            }
            JournalFiles.forceDirectory(generation);
        } catch (final IOException e) {
            throw poisoned("force", appendedPosition, e);
        }
    }

    /** Gives up the lock and nothing else, as the end of the process would; for simulations of that. */
    void abandon() {
        isClosed = true;
        lock.close();
    }

    private void closeFiles(final boolean isWhole) {
        try (lock) {
            try (diskSync; queue) {
                isClosed = true;
            }
            if (isWhole && appendedPosition > recovery.nextPosition()) { // without records it is removed by the next start
                noteEnd();
            }
        } catch (final IOException | UncheckedIOException e) {
            throw new JournalException("cannot close the journal in " + settings.directory() + ": " + e, e);
        }
    }

    /** A manifest that is not the one that this writer made is let be: somebody put another journal in the place of this one. */
    private void noteEnd() {
        try {
            if (manifest.equals(Manifest.read(settings.directory()))) {
                manifest.endedAt(appendedPosition).write(settings.directory());
            }
        } catch (final IOException | JournalException e) {
            // Safe: the next start finds the end itself.
        }
    }
}
