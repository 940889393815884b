package io.swabline.protocol;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;

/**
 * Sees to it that a file which root makes, or writes anew, in a place of another user belongs to that user: a server that runs
 * as that user could not read it otherwise. Links are never followed, so that nobody can have another file of root's given
 * away. File systems without owners are left alone.
 */
final class FileOwner {
    private static final int ROOT = 0;

    private FileOwner() {
    }

    /** Gives a new file the owner and the permissions of the one that it will replace. */
    static void keep(final Path old, final Path fresh) throws IOException {
        final PosixFileAttributeView of = view(fresh);
        if (of == null) {
            return;
        }
        final PosixFileAttributes kept = Files.readAttributes(old, PosixFileAttributes.class);
        give(kept, of);
        if (!of.readAttributes().permissions().equals(kept.permissions())) {
            of.setPermissions(kept.permissions());
        }
    }

    /** Gives what root has just made to the owner of a file beside it. */
    static void giveToOwnerOf(final Path file, final Path made) throws IOException {
        final PosixFileAttributeView of = view(made);
        if (of != null && isRoots(made)) {
            give(Files.readAttributes(file, PosixFileAttributes.class), of);
        }
    }

    /** Gives what root has just made to the owner of the directory that it lies in. */
    static void giveToOwnerOfDirectory(final Path made) throws IOException {
        giveToOwnerOf(made.toAbsolutePath().getParent(), made);
    }

    private static void give(final PosixFileAttributes like, final PosixFileAttributeView of) throws IOException {
        if (of.readAttributes().owner().equals(like.owner())) {
            return;
        }
        try {
            of.setOwner(like.owner());
            of.setGroup(like.group());
        } catch (final FileSystemException e) {
            throw new IOException("it belongs to " + like.owner().getName() + ", and only root can write it and leave it to "
                + like.owner().getName() + ": run the command as that user or as root", e);
        }
    }

    private static PosixFileAttributeView view(final Path made) throws IOException {
        return OwnerOnlyFile.hasPermissions(made)
            ? Files.getFileAttributeView(made, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS) : null;
    }

    private static boolean isRoots(final Path made) throws IOException {
        return Files.getAttribute(made, "unix:uid", LinkOption.NOFOLLOW_LINKS).equals(ROOT);
    }
}
