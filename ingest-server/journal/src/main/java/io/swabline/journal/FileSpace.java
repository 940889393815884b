package io.swabline.journal;

import io.swabline.protocol.OwnerOnlyFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import net.openhft.posix.PosixAPI;

/**
 * Disk blocks for a file ahead of what is written into it through a mapping. Belongs to the append thread. A mapping of a
 * sparse file asks for its blocks when a page is first written; on a full disk the process then gets SIGBUS, and the JVM
 * may go on as if the bytes had been written. Blocks that were allocated before cannot be missing then.
 *
 * <p>Uses {@code fallocate}; where the file system has none, or native calls cannot be made, zeros are written.
 */
final class FileSpace implements AutoCloseable {
    private static final int O_RDWR = 2;
    private static final int ALLOCATE = 0;
    private static final int KEEP_SIZE_AND_PUNCH_HOLE = 3;
    private static final int EMFILE = 24;
    private static final String OUT_OF_FILES = "Too many open files";
    private static final int ENOSPC = 28;
    private static final int ENOSYS = 38;
    private static final int EOPNOTSUPP = 95;
    private static final int EDQUOT = 122;
    private static final long PAGE_LENGTH = 4096;

    private final Path file;
    private final PosixAPI posix;
    private final int descriptor;
    /** For zeros, opened while the file has the name that it is known by here: the queue gives it another one. */
    private final FileChannel channel;
    private final Object key;
    private long end;

    private FileSpace(final Path file, final PosixAPI posix, final int descriptor, final FileChannel channel)
        throws IOException {
        this.file = file;
        this.key = NamedFile.keyOf(file);
        this.posix = posix;
        this.descriptor = descriptor;
        this.channel = channel;
    }

    /** Space of a file that is there, none of it allocated yet; the file may be renamed later. */
    static FileSpace of(final Path file) throws IOException {
        return of(file, PosixAPI.posix());
    }

    /** @param posix one that only pretends, as Chronicle's does where it has no native calls, is not believed */
    static FileSpace of(final Path file, final PosixAPI posix) throws IOException {
        final FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        if (!isNative(posix)) {
            return new FileSpace(file, null, -1, channel);
        }
        final int descriptor = posix.open(file.toString(), O_RDWR, 0);
        if (descriptor < 0) {
            final int error = posix.lastError();
            channel.close();
            throw new IOException(
                "cannot open " + file + " (errno " + error + (error == EMFILE ? ", " + OUT_OF_FILES : "") + ')');
        }
        return new FileSpace(file, posix, descriptor, channel);
    }

    /** Whether native calls can be made: Chronicle's stand-in does nothing and says that all went well. */
    static boolean isNative(final PosixAPI posix) {
        try {
            return posix.getpid() == ProcessHandle.current().pid();
        } catch (final RuntimeException missing) {
            return false;
        }
    }

    /**
     * Makes a new file with so many bytes allocated; null, and no file, if the disk has no room for it, or the process has as
     * many files open as it may.
     */
    static FileSpace create(final Path file, final long length) throws IOException {
        Files.deleteIfExists(file);
        FileSpace space = null;
        boolean isAllocated = false;
        try {
            OwnerOnlyFile.create(file);
            space = of(file);
            isAllocated = space.allocate(length);
        } catch (final IOException e) {
            if (!isNoSpace(e)) {
                throw e;
            }
        } finally {
            if (!isAllocated) {
                closeAndDelete(space, file);
            }
        }
        return isAllocated ? space : null;
    }

    private static void closeAndDelete(final FileSpace space, final Path file) throws IOException {
        if (space != null) {
            space.close();
        }
        Files.deleteIfExists(file);
    }

    /**
     * A file system out of blocks or inodes, a user out of quota, a process out of file descriptors: all may pass. Java has no
     * type for it but the words of the C library, which the launcher has in English.
     */
    private static boolean isNoSpace(final IOException e) {
        final String message = String.valueOf(e.getMessage());
        return message.contains("No space left on device") || message.contains("Disk quota exceeded")
            || message.contains(OUT_OF_FILES);
    }

    /** Behind the last byte that is allocated. */
    long end() {
        return end;
    }

    /** By which the file is known when it has another name. */
    Object key() {
        return key;
    }

    /** @throws IOException if the file became shorter than what is allocated: writing there would end the process */
    void requireWhole() throws IOException {
        if (channel.size() < end) {
            throw new IOException("the file " + file + " was cut to " + channel.size() + " bytes");
        }
    }

    /** Allocates so many bytes more; false if the disk has no room for them. */
    boolean allocate(final long length) throws IOException {
        // again if it fails: the first time, the error told may be one of looking up the native call
        if (posix != null && (posix.fallocate(descriptor, ALLOCATE, end, length) == 0
            || posix.fallocate(descriptor, ALLOCATE, end, length) == 0)) {
            end += length;
            return true;
        }
        final int error = posix == null ? ENOSYS : posix.lastError();
        if (error == ENOSPC || error == EDQUOT) {
            return false;
        }
        if (error != ENOSYS && error != EOPNOTSUPP) {
            throw new IOException("cannot allocate " + length + " bytes of " + file + " (errno " + error + ')');
        }
        return writeZeros(length);
    }

    /** Nobody writes behind the end but who allocates it, so that these zeros overwrite nothing. */
    private boolean writeZeros(final long length) throws IOException {
        try {
            final ByteBuffer zeros = ByteBuffer.allocate((int) Math.min(length, 1 << 16));
            long offset = end;
            while (offset < end + length) {
                zeros.clear().limit((int) Math.min(zeros.capacity(), end + length - offset));
                offset += channel.write(zeros, offset);
            }
            end += length;
            return true;
        } catch (final IOException e) {
            if (isNoSpace(e)) {
                return false;
            }
            throw e;
        }
    }

    /** Gives back what is allocated behind this offset, as far as the file system can; the file's length stays. */
    void release(final long from) {
        final long wholePages = (from + PAGE_LENGTH - 1) / PAGE_LENGTH * PAGE_LENGTH;
        if (posix != null && wholePages < end
            && posix.fallocate(descriptor, KEEP_SIZE_AND_PUNCH_HOLE, wholePages, end - wholePages) == 0) {
            end = wholePages;
        }
    }

    @Override
    public void close() {
        if (posix != null) {
            posix.close(descriptor);
        }
        try {
            channel.close();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
