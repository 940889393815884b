package io.swabline.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import jnr.ffi.LibraryLoader;
import jnr.ffi.types.intptr_t;
import org.agrona.BufferUtil;

/**
 * A file that is being written, and whether its name still leads to it: what is written to a file without a name is gone when
 * the process ends. The file must stay open meanwhile, so that no other one gets its number. Any thread.
 *
 * <p>Asks by {@code statx}, into memory of its own: that allocates no object, so that it can be done at each sync. Where there is
 * no such call it asks through Java, which allocates some hundred bytes each time.
 */
final class NamedFile {
    private static final int AT_FDCWD = -100;
    /** STATX_INO and STATX_SIZE of linux/stat.h; the device's number is always told. */
    private static final int INO_AND_SIZE = 0x300;
    private static final int STATX_LENGTH = 256;
    private static final int INO_OFFSET = 32;
    private static final int SIZE_OFFSET = 40;
    private static final int DEVICE_OFFSET = 136;

    private final Path file;
    private final Object key;
    private final Calls calls;
    private final ByteBuffer name;
    private final ByteBuffer answer = ByteBuffer.allocateDirect(STATX_LENGTH).order(ByteOrder.nativeOrder());
    private long ino;
    private long device;
    private long length;
    private volatile NamedFile next;

    /** Public for the code that is generated from it. */
    public interface Calls {
        int statx(int directory, @intptr_t long path, int flags, int mask, @intptr_t long answer);
    }

    /**
     * @param file its name
     * @param key  the key of the file that is written, as {@link #keyOf} told it, maybe under another name
     */
    NamedFile(final Path file, final Object key) throws IOException {
        this(file, key, load());
    }

    /** @param calls null: ask through Java */
    NamedFile(final Path file, final Object key, final Calls calls) throws IOException {
        this.file = file;
        this.key = key;
        final byte[] path = file.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8);
        name = ByteBuffer.allocateDirect(path.length + 1).put(path);
        boolean isAnswered = false;
        if (calls != null && ask(calls)) {
            ino = answer.getLong(INO_OFFSET);
            device = answer.getLong(DEVICE_OFFSET);
            isAnswered = true;
        }
        this.calls = isAnswered ? calls : null;
        requireByJava();
    }

    private static Calls load() {
        try {
            return LibraryLoader.create(Calls.class).load("c");
        } catch (final UnsatisfiedLinkError | RuntimeException noNativeCalls) {
            return null;
        }
    }

    /** By which a file is known, whatever its name. */
    static Object keyOf(final Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    Path file() {
        return file;
    }

    /** The file that the writer went on to, once it has. */
    NamedFile next() {
        return next;
    }

    void next(final NamedFile later) {
        next = later;
    }

    /** @throws IOException if the name leads to no file, to another one, or the file became shorter; or if that cannot be told */
    synchronized void require() throws IOException {
        if (calls == null || !ask(calls)) {
            requireByJava();
        } else if (answer.getLong(INO_OFFSET) != ino || answer.getLong(DEVICE_OFFSET) != device) {
            throw gone();
        } else {
            requireLength(answer.getLong(SIZE_OFFSET));
        }
    }

    private boolean ask(final Calls libc) {
        try {
            return libc.statx(AT_FDCWD, BufferUtil.address(name), 0, INO_AND_SIZE, BufferUtil.address(answer)) == 0;
        } catch (final UnsatisfiedLinkError oldLibrary) {
            return false;
        }
    }

    /** Also where the call failed, since Java says why. */
    private void requireByJava() throws IOException {
        final BasicFileAttributes now;
        try {
            now = Files.readAttributes(file, BasicFileAttributes.class);
        } catch (final NoSuchFileException removed) {
            throw gone();
        }
        if (!Objects.equals(now.fileKey(), key)) {
            throw gone();
        }
        requireLength(now.size());
    }

    private IOException gone() {
        return new IOException("the file " + file + " was removed or replaced");
    }

    private void requireLength(final long lengthNow) throws IOException {
        if (lengthNow < length) {
            throw new IOException("the file " + file + " was cut from " + length + " to " + lengthNow + " bytes");
        }
        length = lengthNow;
    }
}
