package io.swabline.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The file systems that a journal may lie on, by what they do with its files: whether blocks that were allocated are there when a
 * mapped page is written, and whether a read past the page cache tells what the disk holds. The table is in docs/journal.md.
 */
enum FileSystemKind {
    EXT(true, true),
    XFS(true, true),
    /** Copies on write, unless a file has the attribute C ({@code chattr +C}): the journal sets it. */
    BTRFS(true, false),
    /** tmpfs: there is no disk. */
    MEMORY(false, true),
    /** A container's layer, over one of the others. */
    OVERLAY(true, false),
    /** zfs, bcachefs, nilfs2: a page that is written again needs a new block, which may not be there. */
    COPY_ON_WRITE(false, false),
    NETWORK(false, false),
    FUSE(false, false),
    /** Any that nobody has tried. */
    UNKNOWN(false, false);

    private final boolean readsPastCache;
    private final boolean keepsAllocated;

    FileSystemKind(final boolean readsPastCache, final boolean keepsAllocated) {
        this.readsPastCache = readsPastCache;
        this.keepsAllocated = keepsAllocated;
    }

    static FileSystemKind of(final Path directory) {
        try {
            return ofType(Files.getFileStore(directory).type());
        } catch (final IOException notToBeFound) {
            return UNKNOWN;
        }
    }

    /** @param type as the operating system names it when it lists what is mounted */
    static FileSystemKind ofType(final String type) {
        final String name = type.toLowerCase(Locale.ROOT);
        return switch (name) {
            case "ext2", "ext3", "ext4" -> EXT;
            case "xfs" -> XFS;
            case "btrfs" -> BTRFS;
            case "tmpfs", "ramfs" -> MEMORY;
            case "overlay", "aufs" -> OVERLAY;
            case "zfs", "bcachefs", "nilfs2" -> COPY_ON_WRITE;
            case "nfs", "nfs4", "cifs", "smb3", "smbfs", "ceph", "9p", "afs", "glusterfs", "lustre", "beegfs", "gpfs", "gfs2",
                "ocfs2" -> NETWORK;
            case "virtiofs", "vboxsf", "fuseblk", "prl_fs" -> FUSE;
            default -> name.startsWith("fuse") ? FUSE : UNKNOWN;
        };
    }

    /** Whether O_DIRECT, where a file can be opened with it, reads from the disk and not from the page cache. */
    boolean readsPastCache() {
        return readsPastCache;
    }

    /** Whether a mapped page of the directory's new files, once its block is allocated, can be written whatever else happens. */
    boolean keepsAllocated(final Path directory) {
        return keepsAllocated || this == BTRFS && NoCopyOnWrite.isSet(directory);
    }
}
