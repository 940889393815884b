package io.swabline.journal;

import java.nio.file.Path;
import jnr.ffi.LibraryLoader;
import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Out;
import net.openhft.posix.PosixAPI;

/**
 * The attribute C of btrfs ({@code chattr +C}): a file's pages are written where they were allocated, so that the blocks that
 * {@link FileSpace} allocated are enough. New files have it from their directory. No other file system is asked for it.
 */
final class NoCopyOnWrite {
    private static final int O_RDONLY = 0;
    /** FS_IOC_GETFLAGS, FS_IOC_SETFLAGS and FS_NOCOW_FL of linux/fs.h, for 64 bits. */
    private static final long GET_FLAGS = 0x80086601L;
    private static final long SET_FLAGS = 0x40086602L;
    private static final int NO_COPY_ON_WRITE = 0x00800000;

    private NoCopyOnWrite() {
    }

    /** Public for the code that is generated from it. */
    public interface Calls {
        int ioctl(int descriptor, long request, @In @Out int[] flags);
    }

    /** Sets it for a directory's new files, or an empty file; false if it cannot be set. */
    static boolean set(final Path path) {
        return change(path, true);
    }

    static boolean isSet(final Path path) {
        return change(path, false);
    }

    private static boolean change(final Path path, final boolean isToBeSet) {
        final PosixAPI posix = PosixAPI.posix();
        if (!FileSpace.isNative(posix)) {
            return false;
        }
        final int descriptor = posix.open(path.toString(), O_RDONLY, 0);
        if (descriptor < 0) {
            return false;
        }
        try {
            final Calls calls = LibraryLoader.create(Calls.class).load("c");
            final int[] flags = new int[2]; // the kernel writes an int; the request's name says long
            boolean isDone = calls.ioctl(descriptor, GET_FLAGS, flags) == 0;
            if (isDone && isToBeSet && (flags[0] & NO_COPY_ON_WRITE) == 0) {
                flags[0] |= NO_COPY_ON_WRITE;
                isDone = calls.ioctl(descriptor, SET_FLAGS, flags) == 0 && calls.ioctl(descriptor, GET_FLAGS, flags) == 0;
            }
            return isDone && (flags[0] & NO_COPY_ON_WRITE) != 0;
        } finally {
            posix.close(descriptor);
        }
    }
}
