package io.swabline.protocol;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Small files with secrets: for their owner's eyes, and changed as a whole. A new content is written beside the file, forced,
 * and takes its name, so whoever reads it, also after a power loss, sees the old content or the new one. Any thread; paths are
 * absolute.
 */
public final class OwnerOnlyFile {
    private static final FileAttribute<?> FILE =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<?> DIRECTORY =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private OwnerOnlyFile() {
    }

    /** The permissions of a file, such as {@code rw-r--r--}, if others than its owner have any; null if it is the owner's. */
    public static String permissionsOpenToOthers(final Path file) throws IOException {
        if (!hasPermissions(file)) {
            return null;
        }
        final Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        final boolean isOpen = permissions.stream().anyMatch(permission -> !permission.name().startsWith("OWNER_"));
        return isOpen ? PosixFilePermissions.toString(permissions) : null;
    }

    /** Whether its file system knows owners and permissions. Its file store is not asked: that takes a file descriptor. */
    static boolean hasPermissions(final Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /**
     * What to do where a file cannot be read or written: with too many open files it is not the file's fault.
     *
     * @param otherwise what to do for any other cause
     */
    public static String remedy(final IOException failure, final String otherwise) {
        return String.valueOf(failure.getMessage()).contains("Too many open files")
            ? "raise the limit of open files (ulimit -n, LimitNOFILE), or lower listen.connections-max and http.connections-max"
            : otherwise;
    }

    /** Makes the directory of a file, the owner's as well, if there is none. */
    public static void makeDirectoryOf(final Path file) throws IOException {
        makeDirectory(file.toAbsolutePath().getParent());
    }

    /** Makes a directory and those above it, the owner's only, as far as they are missing. */
    public static void makeDirectory(final Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        PlantedLink.requireNone(directory);
        final Path parent = directory.toAbsolutePath().getParent();
        if (parent != null) {
            makeDirectory(parent);
        }
        try {
            Files.createDirectory(directory, DIRECTORY);
            FileOwner.giveToOwnerOfDirectory(directory);
        } catch (final FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory)) {
                throw e;
            }
        }
    }

    /** Opens a file; one that it makes is the owner's only, one that is there keeps its permissions. */
    public static FileChannel open(final Path file, final OpenOption... options) throws IOException {
        return FileChannel.open(file, Set.of(options), FILE);
    }

    /** Makes an empty file, the owner's only; {@link FileAlreadyExistsException} if there is one. */
    public static void create(final Path file) throws IOException {
        Files.createFile(file, FILE);
    }

    /** Begins a file anew, the owner's only. */
    public static OutputStream newOutputStream(final Path file) throws IOException {
        Files.deleteIfExists(file);
        return Channels.newOutputStream(open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    /**
     * Takes all permissions on a file or directory, and on all below it, from others than the owner. Follows no links.
     *
     * @return how many others had some
     */
    public static int tighten(final Path root) throws IOException {
        if (Files.notExists(root, LinkOption.NOFOLLOW_LINKS) || !hasPermissions(root)) {
            return 0;
        }
        int tightened = 0;
        try (Stream<Path> all = Files.walk(root)) {
            for (final Path path : (Iterable<Path>) all::iterator) {
                tightened += tightenOne(path) ? 1 : 0;
            }
        }
        return tightened;
    }

    /** The same for a directory without what is in it, or for a file. */
    public static boolean tightenOne(final Path path) throws IOException {
        try {
            final PosixFileAttributes attributes =
                Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            final Set<PosixFilePermission> own = attributes.permissions().stream()
                .filter(permission -> permission.name().startsWith("OWNER_")).collect(Collectors.toSet());
            if (attributes.isSymbolicLink() || own.equals(attributes.permissions())) {
                return false;
            }
            Files.setPosixFilePermissions(path, own);
            return true;
        } catch (final NoSuchFileException removedMeanwhile) {
            return false;
        }
    }

    /**
     * Opens a file beside it to be locked while it is changed. That one stays: the file itself is another one after each change,
     * and closing any reader of a locked file gives up the lock. Root's belongs to the file's owner, who must be able to open
     * it.
     */
    public static FileChannel openLockFile(final Path file) throws IOException {
        final Path target = target(file);
        final Path lock = target.resolveSibling("." + target.getFileName() + ".lock");
        final FileChannel channel = FileChannel.open(lock,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS), FILE);
        try {
            if (Files.exists(target)) {
                FileOwner.giveToOwnerOf(target, lock);
            } else {
                FileOwner.giveToOwnerOfDirectory(lock);
            }
            return channel;
        } catch (final IOException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Gives a file this content; on the disk when it returns, unchanged if it fails. The file keeps its owner and permissions:
     * where this user cannot give the new one to the owner of the old one, that is a failure.
     */
    public static void replace(final Path file, final String text) throws IOException {
        final Path target = target(file);
        final Path fresh = writeBeside(target, text);
        try {
            keepOwner(target, fresh);
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
        forceDirectoryOf(target);
    }

    /**
     * Gives a new file the owner and the permissions of the one that it will replace. If there is none to replace, what root
     * has made goes to the owner of its directory; so it does where there is a link, whose target stays as it is.
     */
    public static void keepOwner(final Path replaced, final Path fresh) throws IOException {
        if (Files.isRegularFile(replaced, LinkOption.NOFOLLOW_LINKS)) {
            FileOwner.keep(replaced, fresh);
        } else {
            FileOwner.giveToOwnerOfDirectory(fresh);
        }
    }

    /** Where a link leads: the file is replaced there, and the link stays. One that may be planted is an error. */
    private static Path target(final Path file) throws IOException {
        PlantedLink.requireNone(file);
        return Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    }

    /** A new file beside it with this content, forced. Root's belongs to the owner of the directory. */
    static Path writeBeside(final Path file, final String text) throws IOException {
        final Path fresh = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
        try (FileChannel channel =
                FileChannel.open(fresh, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), FILE)) {
            final ByteBuffer content = StandardCharsets.UTF_8.encode(text);
            while (content.hasRemaining()) {
                channel.write(content);
            }
            FileOwner.giveToOwnerOfDirectory(fresh);
            channel.force(true);
        } catch (final IOException e) {
            Files.deleteIfExists(fresh);
            throw e;
        }
        return fresh;
    }

    static void forceDirectoryOf(final Path file) throws IOException {
        try (FileChannel directory = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }
}
