package io.swabline.journal;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.swabline.protocol.OwnerOnlyFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps a second writer off a journal: an operating system's lock on the file LOCK, gone with the process that held it, so
 * that no dead process can be in the way. The file names the holder for people; nothing is decided by what it says.
 */
final class JournalLock implements AutoCloseable {
    /**
     * Directories held by this process, the one static state of the journal. POSIX gives up a process's lock on a file when
     * the process closes <em>any</em> descriptor of it, so a second opener in this process must not even open the file.
     */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private static final int ATTEMPTS = 4;
    private static final long ATTEMPT_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Path directory;
    private final FileChannel channel;
    private final Object fileKey;

    private JournalLock(final Path directory, final FileChannel channel) throws IOException {
        this.directory = directory;
        this.channel = channel;
        fileKey = fileKey(directory);
    }

    private static Object fileKey(final Path directory) throws IOException {
        return Files.readAttributes(directory.resolve(JournalFiles.LOCK), BasicFileAttributes.class).fileKey();
    }

    /** Whether the file LOCK is still the one that is locked: another one keeps nobody off. Any thread. */
    boolean isHeld() throws IOException {
        try {
            return Objects.equals(fileKey, fileKey(directory));
        } catch (final NoSuchFileException removed) {
            return false;
        }
    }

    static JournalLock acquire(final Path journalDirectory) throws IOException {
        final Path directory = journalDirectory.toRealPath();
        if (!HELD_HERE.add(directory)) {
            throw new JournalException("the journal in " + directory + " is already open in this process");
        }
        FileChannel channel = null;
        JournalLock lock = null;
        try {
            channel = OwnerOnlyFile.open(directory.resolve(JournalFiles.LOCK), CREATE, READ, WRITE);
            if (!lock(channel)) {
                throw new JournalException("the journal in " + directory + " is in use by " + holder(channel)
                    + ": stop that server, or give this one another data directory");
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(("pid " + ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8)), 0);
            lock = new JournalLock(directory, channel);
            return lock;
        } finally {
            if (lock == null) {
                if (channel != null) {
                    channel.close();
                }
                HELD_HERE.remove(directory);
            }
        }
    }

    /** A command that looks for the holder has the file locked for an instant: that one is waited for. */
    private static boolean lock(final FileChannel channel) throws IOException {
        for (int i = 0; i < ATTEMPTS; i++) {
            if (channel.tryLock() != null) {
                return true;
            }
            LockSupport.parkNanos(ATTEMPT_INTERVAL_NS);
        }
        return false;
    }

    /** Who holds the lock on a journal at this moment, for people; null if nobody does. */
    static String holderOf(final Path journalDirectory) throws IOException {
        try {
            if (HELD_HERE.contains(journalDirectory.toRealPath())) {
                return "this process";
            }
            try (FileChannel channel = FileChannel.open(journalDirectory.resolve(JournalFiles.LOCK), READ)) {
                return channel.tryLock(0, Long.MAX_VALUE, true) == null ? holder(channel) : null;
            }
        } catch (final NoSuchFileException noJournal) {
            return null;
        }
    }

    private static String holder(final FileChannel channel) throws IOException {
        final ByteBuffer text = ByteBuffer.allocate(64);
        channel.read(text, 0);
        final String line = new String(text.array(), 0, text.position(), StandardCharsets.UTF_8).strip();
        return line.matches("pid \\d+") ? "the process with " + line : "another process";
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (final IOException e) {
            throw new JournalException("cannot give up the lock on the journal in " + directory + ": " + e, e);
        } finally {
            HELD_HERE.remove(directory);
        }
    }
}
