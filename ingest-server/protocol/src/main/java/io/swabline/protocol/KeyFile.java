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
import java.util.function.UnaryOperator;

/**
 * The key file on disk, an {@link OwnerOnlyFile}; two commands do not change it at a time, and none replaces it by a new one.
 * {@link KeyFileText} knows the content.
 */
final class KeyFile {
    /** 255 keys take 90 KB; whatever is larger is no key file. */
    private static final long LENGTH_MAX = 1 << 20;

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
            throw new KeyFileException(file, "cannot be read (" + reason(e) + ")",
                OwnerOnlyFile.remedy(e, "check the disk and the path"), e);
        }
    }

    static void create(final Path file, final SamplingKeys keys) {
        final Path target = file.toAbsolutePath();
        try {
            PlantedLink.requireNone(target.getParent());
            OwnerOnlyFile.makeDirectoryOf(target);
            final Path fresh = OwnerOnlyFile.writeBeside(target, KeyFileText.write(keys));
            try {
                linkNew(target, fresh);
            } finally {
                Files.delete(fresh);
            }
            OwnerOnlyFile.forceDirectoryOf(target);
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

    /** Reads, changes and writes while no other command does. */
    static SamplingKeys change(final Path file, final UnaryOperator<SamplingKeys> change) {
        final Path target = file.toAbsolutePath();
        read(target);
        try (FileChannel channel = OwnerOnlyFile.openLockFile(target); FileLock lock = channel.tryLock()) {
            if (lock == null) {
                throw beingChanged(file);
            }
            final SamplingKeys changed = change.apply(load(target));
            OwnerOnlyFile.replace(target, KeyFileText.write(changed));
            return changed;
        } catch (final OverlappingFileLockException e) {
            throw beingChanged(file);
        } catch (final IOException e) {
            throw notWritten(file, e);
        }
    }

    private static void requireOwnerOnly(final Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new KeyFileException(file, "is a directory", "name a file in it");
        }
        if (Files.size(file) > LENGTH_MAX) {
            throw new KeyFileException(file, "has " + Files.size(file) + " bytes, too many for keys", "name another");
        }
        final String permissions = OwnerOnlyFile.permissionsOpenToOthers(file);
        if (permissions != null) {
            throw new KeyFileException(file, "is open to others than its owner (" + permissions + ")",
                "run 'chmod 600 " + file + "'; if somebody may have copied it, withdraw its keys");
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
