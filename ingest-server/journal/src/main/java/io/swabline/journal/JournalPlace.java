package io.swabline.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a journal is to lie, and whether it can: on a file system where a mapped page may find no block, the process dies by
 * SIGBUS on a full disk, or goes on with a torn batch. Immutable; any thread.
 */
public final class JournalPlace {
    private static final String INSIST = "; put the journal (--data) on a local ext4, xfs or btrfs, or insist with"
        + " journal.any-file-system = true";

    private final Path directory;
    private final String type;
    private final FileSystemKind kind;

    JournalPlace(final Path directory, final String type) {
        this.directory = directory;
        this.type = type;
        this.kind = FileSystemKind.ofType(type);
    }

    /** Looks at the directory, or at the one above it that is there. Changes nothing. */
    public static JournalPlace of(final Path directory) {
        Path existing = directory.toAbsolutePath();
        while (existing.getParent() != null && Files.notExists(existing)) {
            existing = existing.getParent();
        }
        try {
            return new JournalPlace(directory, Files.getFileStore(existing).type());
        } catch (final IOException notToBeFound) {
            return new JournalPlace(directory, "unknown");
        }
    }

    /** The place of a journal that is about to be opened; {@link JournalException} where it is refused. */
    static JournalPlace require(final JournalSettings settings) {
        final JournalPlace place = of(settings.directory());
        if (place.refusal() != null && !settings.anyFileSystem()) {
            throw new JournalException(place.refusal());
        }
        return place;
    }

    /** Readies it for the next generation, whose directory is empty, and tells what an operator should know. */
    void prepare(final JournalSettings settings, final JournalRecovery recovered) throws IOException {
        if (warning() != null) {
            recovered.note(warning());
        }
        if (kind != FileSystemKind.BTRFS) {
            return;
        }
        if (!NoCopyOnWrite.set(directory)
            || !NoCopyOnWrite.set(JournalFiles.generation(directory, recovered.nextGeneration()))) {
            if (!settings.anyFileSystem()) {
                throw new JournalException(copyOnWriteRefusal());
            }
            recovered.note(copyOnWriteRefusal());
        } else if (!NoCopyOnWrite.isSet(directory.resolve(JournalFiles.WATERMARK))) {
            Watermark.replace(directory, recovered.nextPosition());
        }
    }

    /** Why no journal is kept there, with what to do; null if one is. */
    public String refusal() {
        final String on = directory + " lies on " + type + ", ";
        return switch (kind) {
            case COPY_ON_WRITE -> on + "which writes each page to a new block: on a full disk the server would be killed in the"
                + " middle of a batch" + INSIST;
            case NETWORK -> on + "a network file system: mapped files and their locks cannot be relied on there" + INSIST;
            case FUSE -> on + "a file system in user space: mapped files and room that is reserved cannot be relied on there"
                + INSIST;
            default -> null;
        };
    }

    /** What an operator should know of it, a sentence; null if there is nothing. */
    public String warning() {
        final String on = directory + " lies on " + type + ", ";
        return switch (kind) {
            case MEMORY -> on + "which is memory: nothing in it survives a reboot or a power cut, whatever durability says";
            case OVERLAY -> on + "a container's own layer: it is removed with the container; mount a volume";
            case UNKNOWN -> on + "on which the journal was never tested: on a full disk the server may be killed; each batch is"
                + " read back after it is written";
            case COPY_ON_WRITE, NETWORK, FUSE -> on + "which journal.any-file-system insists on: on a full disk the server may be"
                + " killed; each batch is read back after it is written";
            default -> null;
        };
    }

    private String copyOnWriteRefusal() {
        return directory + " lies on " + type + ", where copying on write cannot be turned off (chattr +C " + directory
            + " fails; compression or a mount option may be in the way): on a full disk the server would be killed in the middle"
            + " of a batch" + INSIST;
    }
}
