package io.swabline.protocol.trust;

import io.swabline.protocol.OwnerOnlyFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The cut-offs and links that a server knows, in a file of its data directory, so that it needs no database to start. Appended
 * to and forced; what an append was answered for is there after any crash. {@link CutoffDescriptor} draws the bytes. Used by one
 * thread at a time, in one process: whoever opens it holds the data directory's lock.
 *
 * <p>A write that failed may have left anything: the next append first writes the file anew from what was whole before. So does
 * each opening, from what it reads: after a forced write that failed in an earlier process, the kernel shows records that are not
 * on the disk, and forcing them again writes nothing.
 *
 * <p>The file may be removed, replaced, cut or written over by another program: {@link #mend} finds that and writes it anew from
 * the file that is still open. What another program took out of that one is read again from the registry's beginning.
 */
public final class CutoffLog implements AutoCloseable {
    /** Its name in the data directory. */
    public static final String FILE_NAME = "cutoffs.log";

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private static final Consumer<RegistryNote> IGNORED = note -> { };

    private final Path directory;
    private final Path file;
    private final CutoffWriter writer = new CutoffWriter();
    private CutoffPosition position = new CutoffPosition();
    private CutoffLogReport report;
    /** Of the file that is written, whatever its name leads to now; null before there is one. */
    private FileChannel channel;
    /** By which that file is known. */
    private Object key;
    private long length;
    /** The last record before {@link #length}, or the header, as it was written. */
    private ByteBuffer lastRecord;
    private int records;
    private boolean isBroken;
    /** Then the header's version keeps older servers from the file. */
    private boolean holdsLinks;
    /** What another program did to the file, until it is mended; null if nothing. */
    private String trouble;
    /** What is in the file has sequences of a registry that is not followed any more. */
    private boolean isOfAnotherRegistry;

    private CutoffLog(final Path directory) {
        this.directory = directory;
        this.file = directory.resolve(FILE_NAME);
    }

    /**
     * Opens the log, or makes an empty one, and reads it.
     *
     * @param forgetBeforeSeconds cut-offs of codes that expired before this are dropped
     * @param live                gets each note that still matters
     * @throws CutoffLogException if it cannot be read or written, or was written by a newer version
     */
    public static CutoffLog open(final Path directory, final long forgetBeforeSeconds, final Consumer<RegistryNote> live) {
        final CutoffLog log = new CutoffLog(directory);
        boolean isLoaded = false;
        try {
            OwnerOnlyFile.makeDirectory(directory);
            Files.deleteIfExists(log.besideFile());
            log.load(forgetBeforeSeconds, live);
            isLoaded = true;
            return log;
        } catch (final IOException e) {
            throw log.failed("cannot be read or made", e);
        } finally {
            if (!isLoaded) {
                log.close();
            }
        }
    }

    private void load(final long forgetBeforeSeconds, final Consumer<RegistryNote> live) throws IOException {
        if (Files.notExists(file)) {
            rewrite(Long.MIN_VALUE, IGNORED);
            report = new CutoffLogReport(0, 0, 0, 0, null);
            return;
        }
        final int[] forgotten = new int[1];
        channel = FileChannel.open(file, StandardOpenOption.READ);
        final CutoffLogScan scan = CutoffLogScan.of(file, channel, Long.MAX_VALUE, note -> {
            if (note.validUntilSeconds() < forgetBeforeSeconds) {
                forgotten[0]++;
            } else {
                records++;
                live.accept(note);
            }
        });
        holdsLinks = scan.isOfLinks();
        position = scan.position();
        length = scan.wholeLength();
        final long cutBytes = channel.size() - scan.wholeLength();
        Path damagedFile = null;
        if (scan.isDamaged()) {
            damagedFile = setAside();
            trouble = "was damaged";
        }
        report = new CutoffLogReport(records, forgotten[0], Math.max(0, cutBytes), scan.damagedRecords(), damagedFile);
        rewrite(forgetBeforeSeconds, IGNORED);
        trouble = null;
    }

    /** Keeps a damaged file under a name that no start looks at. */
    private Path setAside() throws IOException {
        final Path aside = directory.resolve(FILE_NAME + ".damaged-" + System.currentTimeMillis());
        Files.copy(file, aside, StandardCopyOption.COPY_ATTRIBUTES);
        try (FileChannel copy = FileChannel.open(aside, StandardOpenOption.WRITE)) {
            copy.force(true);
        }
        return aside;
    }

    /** What opening it found. */
    public CutoffLogReport report() {
        return report;
    }

    /** Every cut-off of the registry up to this sequence is or was in the log. */
    public long completeThrough() {
        return position.sequence();
    }

    /** The short hash of the cut-off at {@link #completeThrough}; 0 at the beginning. */
    public long completeShortHash() {
        return position.shortHash();
    }

    /** Says that all up to this sequence is known: what lies between is gone from the registry. Kept by the next rewrite. */
    public void completeThrough(final long sequence, final long shortHash) {
        position.moveTo(sequence, shortHash);
    }

    /** Records in the file. */
    public int records() {
        return records;
    }

    /** Appends notes; when this returns they are on the disk. On {@link CutoffLogException} none of them counts. */
    public void append(final List<? extends RegistryNote> notes) {
        try {
            final boolean isFirstLink = !holdsLinks && notes.stream().anyMatch(PersonLink.class::isInstance);
            holdsLinks |= isFirstLink;
            if (isBroken || isFirstLink) {
                rewrite(Long.MIN_VALUE, IGNORED);
            }
            writer.writeTo(channel, length);
            for (final RegistryNote note : notes) {
                writer.add(note);
            }
            final long end = writer.flush();
            channel.force(false);
            lastRecord = recordBefore(end, channel);
            length = end;
        } catch (final IOException e) {
            isBroken = true;
            throw failed("cannot be written", e);
        }
        records += notes.size();
        notes.forEach(note -> position.taken(note.sequence(), note.shortHash()));
    }

    /**
     * Looks whether another program changed the file, by its name, its length and its last record, and if so writes it anew from
     * the file that is open. To be called before each write, and from time to time. If anything is missing in that file, {@link
     * #completeThrough} is 0 afterwards, and what was not given to the consumer is to be appended again.
     *
     * @param kept gets each cut-off that is in the file, if it was written anew
     * @return what was done to the file; null if nothing, and then nothing was given to the consumer
     */
    public String mend(final Consumer<RegistryNote> kept) {
        try {
            if (trouble == null) {
                trouble = lookForTrouble();
            }
            if (trouble != null) {
                rewrite(Long.MIN_VALUE, kept);
            }
        } catch (final IOException e) {
            isBroken = true;
            throw failed("cannot be mended", e);
        }
        final String found = trouble;
        trouble = null;
        return found;
    }

    private String lookForTrouble() throws IOException {
        if (Files.notExists(file)) {
            return "was removed";
        }
        if (!Objects.equals(keyOf(file), key)) {
            return "was replaced";
        }
        if (channel.size() < length) {
            return "was cut from " + length + " to " + channel.size() + " bytes";
        }
        return lastRecord.equals(recordBefore(length, channel)) ? null : "was written over";
    }

    private static Object keyOf(final Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    private static ByteBuffer recordBefore(final long end, final FileChannel channel) throws IOException {
        final ByteBuffer record = ByteBuffer.allocate(CutoffDescriptor.LENGTH);
        int read = 0;
        while (record.hasRemaining() && read >= 0) {
            read = channel.read(record, end - CutoffDescriptor.LENGTH + record.position());
        }
        return record.flip();
    }

    /** Writes the file anew without the cut-offs of codes that expired before this; gives those that stay to the consumer. */
    public void forget(final long beforeSeconds, final Consumer<RegistryNote> live) {
        try {
            rewrite(beforeSeconds, live);
        } catch (final IOException e) {
            isBroken = true;
            throw failed("cannot be written anew", e);
        }
    }

    /** Another registry is followed from now on, from its beginning; what the former one said goes on to count. */
    public void followAnotherRegistry() {
        position = new CutoffPosition();
        isOfAnotherRegistry = true;
        forget(Long.MIN_VALUE, IGNORED);
    }

    /**
     * Beside the old file, forced, then in its place: whenever this is cut off, one of the two is there and whole. Of a file
     * that lacks anything only {@link #mend} makes another one, since the caller has to know.
     */
    private void rewrite(final long forgetBeforeSeconds, final Consumer<RegistryNote> live) throws IOException {
        final int[] kept = new int[1];
        final FileChannel former;
        final FileChannel target = FileChannel.open(besideFile(), Set.of(StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.READ, StandardOpenOption.WRITE), OWNER_ONLY);
        try {
            writer.writeTo(target, CutoffDescriptor.LENGTH);
            if (key != null && channel == null) {
                throw new ClosedChannelException();
            } else if (channel != null) {
                final CutoffLogScan scan = CutoffLogScan.of(file, channel, length, note -> {
                    if (note.validUntilSeconds() >= forgetBeforeSeconds) {
                        writer.add(isOfAnotherRegistry ? note.withoutSequence() : note);
                        kept[0]++;
                        live.accept(note);
                    }
                });
                requireAll(scan);
            }
            final long end = writer.flush();
            CutoffWriter.writeHeader(target,
                holdsLinks ? CutoffDescriptor.VERSION_WITH_LINKS : CutoffDescriptor.VERSION, position, kept[0]);
            target.force(true);
            final Object targetKey = keyOf(besideFile());
            final ByteBuffer targetRecord = recordBefore(end, target);
            Files.move(besideFile(), file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            former = channel;
            channel = target;
            key = targetKey;
            length = end;
            lastRecord = targetRecord;
            records = kept[0];
        } finally {
            if (channel != target) {
                target.close();
            }
        }
        if (former != null) {
            former.close();
        }
        forceDirectory();
        isBroken = false;
        isOfAnotherRegistry = false;
    }

    private void requireAll(final CutoffLogScan scan) throws IOException {
        if (!scan.isDamaged() && scan.wholeLength() == length) {
            return;
        }
        if (trouble == null) {
            trouble = "has unreadable records";
            throw new IOException("it has unreadable records: another program may have written to it");
        }
        position = new CutoffPosition();
    }

    private Path besideFile() {
        return directory.resolve(FILE_NAME + ".new");
    }

    private void forceDirectory() throws IOException {
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    private void closeChannel() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }

    private CutoffLogException failed(final String what, final IOException cause) {
        return new CutoffLogException(file, what + " (" + cause + ")", "check the disk, its free space and the rights", cause);
    }

    /** Everything was forced when it was appended. */
    @Override
    public void close() {
        try {
            closeChannel();
        } catch (final IOException e) {
            throw failed("cannot be closed", e);
        }
    }
}
