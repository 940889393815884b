package io.swabline.protocol;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * The key file on disk: only its owner may read it, and whoever reads it sees the old content or the new one, never a part.
 * A new content is written beside the file, forced, and takes its name; two commands do not change a file at a time.
 * {@link KeyFileText} knows the content.
 */
final class KeyFile {
    /** 255 keys take 90 KB; whatever is larger is no key file. */
    private static final long LENGTH_MAX = 1 << 20;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final FileAttribute<?> DIRECTORY_OWNER_ONLY =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private KeyFile() {
    }

    static SamplingKeys load(final Path file) {
        try {
            final String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(read(file))).toString();
            return KeyFileText.parse(file, text);
        } catch (final CharacterCodingException e) {
            throw new KeyFileException(file, "is not text", "restore it from a backup, or name another", e);
        }
    }

    private static byte[] read(final Path file) {
        try {
            requireOwnerOnly(file);
            return Files.readAllBytes(file);
        } catch (final NoSuchFileException e) {
            throw new KeyFileException(file, "does not exist", "make one with 'swabline keys init', or name another", e);
        } catch (final AccessDeniedException e) {
            throw new KeyFileException(file, "may not be read by this user", "run as its owner, or make this user its owner", e);
        } catch (final IOException e) {
            throw new KeyFileException(file, "cannot be read (" + reason(e) + ")", "check the disk and the path", e);
        }
    }

    static void create(final Path file, final SamplingKeys keys) {
        final Path target = file.toAbsolutePath();
        try {
            if (!Files.isDirectory(target.getParent())) {
                Files.createDirectories(target.getParent(), DIRECTORY_OWNER_ONLY);
            }
            final Path fresh = writeBeside(target, keys);
            try {
                linkNew(target, fresh);
            } finally {
                Files.delete(fresh);
            }
            forceDirectory(target);
        } catch (final IOException e) {
            throw notWritten(file, e);
        }
    }

    /** A link appears at once with its whole content and, unlike a rename, never takes the place of a file. */
    private static void linkNew(final Path target, final Path fresh) throws IOException {
        try {
            Files.createLink(target, fresh);
        } catch (final FileAlreadyExistsException e) {
            throw new KeyFileException(target, "exists and is not replaced",
                "keep it, for codes and pseudonyms depend on it; 'swabline keys rotate' adds a key", e);
        }
    }

    /**
     * Reads, changes and writes while no other command does. The lock is on a file beside it that stays: the key file itself is
     * another one after each change, and closing any reader of a locked file gives up the lock.
     */
    static SamplingKeys change(final Path file, final UnaryOperator<SamplingKeys> change) {
        final Path target = file.toAbsolutePath();
        read(target);
        final Path lockFile = target.resolveSibling("." + target.getFileName() + ".lock");
        try (FileChannel channel = FileChannel.open(lockFile, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            FileLock lock = channel.tryLock()) {
            if (lock == null) {
                throw beingChanged(file);
            }
            final SamplingKeys changed = change.apply(load(target));
            final Path fresh = writeBeside(target, changed);
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            forceDirectory(target);
            return changed;
        } catch (final OverlappingFileLockException e) {
            throw beingChanged(file);
        } catch (final IOException e) {
            throw notWritten(file, e);
        }
    }

    private static Path writeBeside(final Path target, final SamplingKeys keys) throws IOException {
        final Path fresh = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID());
        final Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(fresh, options, PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
            final ByteBuffer content = StandardCharsets.UTF_8.encode(KeyFileText.write(keys));
            while (content.hasRemaining()) {
                channel.write(content);
            }
            channel.force(true);
        } catch (final IOException e) {
            Files.deleteIfExists(fresh);
            throw e;
        }
        return fresh;
    }

    private static void forceDirectory(final Path target) throws IOException {
        try (FileChannel directory = FileChannel.open(target.getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private static void requireOwnerOnly(final Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new KeyFileException(file, "is a directory", "name a file in it");
        }
        if (Files.size(file) > LENGTH_MAX) {
            throw new KeyFileException(file, "has " + Files.size(file) + " bytes, too many for keys", "name another");
        }
        if (!Files.getFileStore(file).supportsFileAttributeView("posix")) {
            return;
        }
        final Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        for (final PosixFilePermission permission : permissions) {
            if (!permission.name().startsWith("OWNER_")) {
                throw new KeyFileException(file,
                    "is open to others than its owner (" + PosixFilePermissions.toString(permissions) + ")",
                    "run 'chmod 600 " + file + "'; if somebody may have copied it, withdraw its keys");
            }
        }
    }

    private static KeyFileException beingChanged(final Path file) {
        return new KeyFileException(file, "is being changed by another command", "wait for that one, then try again");
    }

    private static KeyFileException notWritten(final Path file, final IOException e) {
        return new KeyFileException(file, "cannot be written (" + reason(e) + ")",
            "check that its directory may be written and has room; what was there before is unchanged", e);
    }

    private static String reason(final IOException e) {
        final String reason = e instanceof FileSystemException system ? system.getReason() : e.getMessage();
        return reason == null ? e.getClass().getSimpleName() : reason;
    }
}
