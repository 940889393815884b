package io.swabline.journal;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import com.sun.nio.file.ExtendedOpenOption;
import io.swabline.protocol.OwnerOnlyFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes sure that bytes which an earlier process wrote, and may not have forced, are on the disk and not only in the kernel's
 * page cache. Used by recovery, on one thread.
 *
 * <p>After a write that failed, Linux tells one caller of {@code fsync} and then holds the pages as if they had been written: a
 * restart on the same kernel can read them, and forcing them again succeeds and writes nothing. So a stretch is forced and then
 * read past the page cache (O_DIRECT). Where the disk holds other bytes than the cache, or the file system has no such read that
 * is to be trusted ({@link FileSystemKind#readsPastCache}), the file is copied, the copy forced, compared where that can be
 * done, and renamed over the file. It is never written again in place: on ext4 the blocks that were allocated for a write that
 * failed stay marked as unwritten, and what is written into those pages again, and forced without an error, reads as zeros after
 * the next mount.
 */
final class DiskProof {
    /** Suffix of a copy that is not finished. */
    static final String COPY_SUFFIX = ".anew";
    private static final int BLOCK_LENGTH_MIN = 4096;
    private static final int WINDOW_LENGTH = 1 << 20;

    private final FileSystemKind kind;
    private final List<String> notes = new ArrayList<>();
    private ByteBuffer fromDisk;
    private ByteBuffer fromCache;

    DiskProof(final FileSystemKind kind) {
        this.kind = kind;
    }

    /** What an operator should know, a sentence each. */
    List<String> notes() {
        return notes;
    }

    /**
     * Returns when the file's bytes from {@code from} on and before {@code to} are on the disk; those of its name are the
     * caller's to force.
     *
     * @throws IOException if they are not and cannot be written there
     */
    void secure(final Path file, final long from, final long to) throws IOException {
        final boolean isForced = force(file);
        if (from >= to || kind == FileSystemKind.MEMORY) {
            return;
        }
        final Proof proof = kind.readsPastCache() ? compare(file, from, to) : Proof.NONE;
        if (proof != Proof.ON_DISK) {
            if (proof == Proof.DIFFERS || !isForced) {
                notes.add("after a write that failed, bytes of " + file + " could be read and were not on the disk, within the "
                    + "offsets " + from + " to " + to + ": the file is written anew; check the disk");
            }
            writeAnew(file);
        }
    }

    /**
     * False if a write failed, now or earlier: that is told once, and the bytes that it was about are found by comparing, or are
     * written anew. The second time is for the file's length, which an earlier process or this one may have cut.
     */
    private boolean force(final Path file) throws IOException {
        try {
            JournalFiles.forceFile(file);
            return true;
        } catch (final IOException e) {
            notes.add("forcing " + file + " to the disk failed (" + e.getMessage() + "): check the disk");
            JournalFiles.forceFile(file);
            return false;
        }
    }

    private enum Proof { ON_DISK, DIFFERS, NONE }

    private Proof compare(final Path file, final long from, final long to) throws IOException {
        final FileChannel direct;
        try {
            direct = FileChannel.open(file, READ, ExtendedOpenOption.DIRECT);
        } catch (final IOException | UnsupportedOperationException refused) {
            return Proof.NONE;
        }
        try (direct; FileChannel cached = FileChannel.open(file, READ)) {
            return isSame(direct, cached, blockLength(file), from, to) ? Proof.ON_DISK : Proof.DIFFERS;
        }
    }

    private static int blockLength(final Path file) throws IOException {
        return (int) Math.min(WINDOW_LENGTH, Math.max(BLOCK_LENGTH_MIN, Files.getFileStore(file).getBlockSize()));
    }

    private boolean isSame(
        final FileChannel direct, final FileChannel cached, final int blockLength, final long from, final long to)
        throws IOException {
        if (fromDisk == null) {
            fromDisk = ByteBuffer.allocateDirect(WINDOW_LENGTH + blockLength).alignedSlice(blockLength);
            fromCache = ByteBuffer.allocateDirect(fromDisk.capacity());
        }
        for (long offset = from / blockLength * blockLength; offset < to; offset += fromDisk.capacity()) {
            final int skipped = (int) Math.max(0, from - offset);
            final int wanted = (int) Math.min(fromDisk.capacity(), to - offset);
            if (readFully(direct, fromDisk.clear(), offset) < wanted
                || readFully(cached, fromCache.clear().limit(wanted), offset) < wanted
                || fromDisk.limit(wanted).position(skipped).mismatch(fromCache.limit(wanted).position(skipped)) >= 0) {
                return false;
            }
        }
        return true;
    }

    /** Until the buffer is full or the file ends; past the cache, an end within a block is the file's. */
    private static int readFully(final FileChannel channel, final ByteBuffer target, final long offset) throws IOException {
        int length = 0;
        while (target.hasRemaining()) {
            final int read = channel.read(target, offset + length);
            length += Math.max(0, read);
            if (read <= 0 || read % BLOCK_LENGTH_MIN != 0) {
                break;
            }
        }
        return length;
    }

    private void writeAnew(final Path file) throws IOException {
        final Path copy = file.resolveSibling(file.getFileName() + COPY_SUFFIX);
        final long length;
        try (FileChannel source = FileChannel.open(file, READ);
            FileChannel target = OwnerOnlyFile.open(copy, CREATE, WRITE, TRUNCATE_EXISTING)) {
            copy(source, target);
            target.force(true);
            length = target.size();
        }
        if (kind.readsPastCache() && compare(copy, 0, length) == Proof.DIFFERS) {
            throw new IOException(copy + " was written and forced, and the disk does not hold it: check the disk, reboot or "
                + "mount it again, and start then");
        }
        Files.move(copy, file, ATOMIC_MOVE, REPLACE_EXISTING);
    }

    /** Leaves out windows of zeros: the file that the queue had begun is sparse at its end. */
    private static void copy(final FileChannel source, final FileChannel target) throws IOException {
        final ByteBuffer zeros = ByteBuffer.allocateDirect(WINDOW_LENGTH);
        final ByteBuffer window = ByteBuffer.allocateDirect(WINDOW_LENGTH);
        for (long offset = 0; source.read(window.clear(), offset) > 0; offset += window.limit()) {
            window.flip();
            for (long at = offset; window.hasRemaining() && (at > offset || !window.equals(zeros.limit(window.limit())));) {
                at += target.write(window, at);
            }
        }
    }
}
