package io.swabline.protocol.trust;

import io.swabline.protocol.OwnerOnlyFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The cut-offs that a server knows, in a file of its data directory, so that it needs no database to start. Appended to and
 * forced; what an append was answered for is there after any crash. {@link CutoffDescriptor} draws the bytes. Used by one
 * thread at a time, in one process: whoever opens it holds the data directory's lock.
 *
 * <p>A write that failed may have left anything: the next append first writes the file anew from what was whole before. So does
 * each opening, from what it reads: after a forced write that failed in an earlier process, the kernel shows records that are not
 * on the disk, and forcing them again writes nothing.
 */
public final class CutoffLog implements AutoCloseable {
    /** Its name in the data directory. */
    public static final String FILE_NAME = "cutoffs.log";

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private static final Consumer<Cutoff> IGNORED = cutoff -> { };

    private final Path directory;
    private final Path file;
    private final CutoffWriter writer = new CutoffWriter();
    private CutoffPosition position = new CutoffPosition();
    private CutoffLogReport report;
    private FileChannel channel;
    private long length;
    private int records;
    private boolean isBroken;
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
     * @param live                gets each cut-off that still matters
     * @throws CutoffLogException if it cannot be read or written, or was written by a newer version
     */
    public static CutoffLog open(final Path directory, final long forgetBeforeSeconds, final Consumer<Cutoff> live) {
        final CutoffLog log = new CutoffLog(directory);
        try {
            OwnerOnlyFile.makeDirectory(directory);
            Files.deleteIfExists(log.besideFile());
            log.load(forgetBeforeSeconds, live);
            return log;
        } catch (final IOException e) {
            throw log.failed("cannot be read or made", e);
        }
    }

    private void load(final long forgetBeforeSeconds, final Consumer<Cutoff> live) throws IOException {
        if (Files.notExists(file)) {
            rewrite(Long.MIN_VALUE, IGNORED);
            report = new CutoffLogReport(0, 0, 0, 0, null);
            return;
        }
        final int[] forgotten = new int[1];
        final CutoffLogScan scan = CutoffLogScan.of(file, Long.MAX_VALUE, cutoff -> {
            if (cutoff.validUntilSeconds() < forgetBeforeSeconds) {
                forgotten[0]++;
            } else {
                records++;
                live.accept(cutoff);
            }
        });
        position = scan.position();
        length = scan.wholeLength();
        final long cutBytes = Files.size(file) - scan.wholeLength();
        Path damagedFile = null;
        if (scan.isDamaged()) {
            damagedFile = setAside();
        }
        report = new CutoffLogReport(records, forgotten[0], Math.max(0, cutBytes), scan.damagedRecords(), damagedFile);
        rewrite(forgetBeforeSeconds, IGNORED);
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

    private void openForAppending(final long wholeLength) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.WRITE);
        if (channel.size() > wholeLength) {
            channel.truncate(wholeLength);
        }
        channel.force(true);
        length = wholeLength;
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

    /** Appends cut-offs; when this returns they are on the disk. On {@link CutoffLogException} none of them counts. */
    public void append(final List<Cutoff> cutoffs) {
        try {
            if (isBroken) {
                rewrite(Long.MIN_VALUE, IGNORED);
            }
            writer.writeTo(channel, length);
            for (final Cutoff cutoff : cutoffs) {
                writer.add(cutoff);
            }
            final long end = writer.flush();
            channel.force(false);
            length = end;
        } catch (final IOException e) {
            isBroken = true;
            throw failed("cannot be written", e);
        }
        records += cutoffs.size();
        cutoffs.forEach(cutoff -> position.taken(cutoff.sequence(), cutoff.shortHash()));
    }

    /** Writes the file anew without the cut-offs of codes that expired before this; gives those that stay to the consumer. */
    public void forget(final long beforeSeconds, final Consumer<Cutoff> live) {
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

    /** Beside the old file, forced, then in its place: whenever this is cut off, one of the two is there and whole. */
    private void rewrite(final long forgetBeforeSeconds, final Consumer<Cutoff> live) throws IOException {
        final int[] kept = new int[1];
        final long end;
        try (FileChannel target = FileChannel.open(besideFile(), Set.of(StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE), OWNER_ONLY)) {
            writer.writeTo(target, CutoffDescriptor.LENGTH);
            if (Files.exists(file)) {
                CutoffLogScan.of(file, length, cutoff -> {
                    if (cutoff.validUntilSeconds() >= forgetBeforeSeconds) {
                        writer.add(isOfAnotherRegistry ? withoutSequence(cutoff) : cutoff);
                        kept[0]++;
                        live.accept(cutoff);
                    }
                });
            }
            end = writer.flush();
            CutoffWriter.writeHeader(target, position);
            target.force(true);
        }
        closeChannel();
        Files.move(besideFile(), file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceDirectory();
        openForAppending(end);
        records = kept[0];
        isBroken = false;
        isOfAnotherRegistry = false;
    }

    private static Cutoff withoutSequence(final Cutoff cutoff) {
        return new Cutoff(0, cutoff.sinceMs(), cutoff.validUntilSeconds(), cutoff.person(), cutoff.issueNumber(),
            cutoff.shortHash());
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
