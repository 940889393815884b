package io.swabline.protocol.trust;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.collections.LongArrayList;

/**
 * What a cut-off log says at a moment, read by a program that does not hold the data directory, while a server may write it: a
 * record under way is not seen yet, and a file that is written anew meanwhile is read as it was. Immutable.
 *
 * @param shortHashes     of the superseded codes that have not expired, in the log's order
 * @param highestSequence of all cut-offs that were ever in the log
 * @param damagedRecords  that could not be read: the codes that they superseded are missing
 */
public record CutoffLogSnapshot(long[] shortHashes, long highestSequence, int damagedRecords) {
    /** Reads the log in a data directory; {@link CutoffLogException} if there is none or it cannot be read. */
    public static CutoffLogSnapshot read(final Path dataDirectory, final long nowMs) {
        final Path file = dataDirectory.resolve(CutoffLog.FILE_NAME);
        if (Files.notExists(file)) {
            throw new CutoffLogException(
                file, "does not exist", "a server makes it at its first start on its data directory", null);
        }
        final Found found = new Found();
        try {
            final CutoffLogScan scan = CutoffLogScan.of(file, Long.MAX_VALUE, note -> found.add(note, nowMs));
            return new CutoffLogSnapshot(found.hashes.toLongArray(),
                Math.max(found.highestSequence, scan.position().sequence()), scan.damagedRecords());
        } catch (final IOException e) {
            throw new CutoffLogException(file, "cannot be read (" + e + ")", "check the disk and the rights", e);
        }
    }

    private static final class Found {
        private final LongArrayList hashes = new LongArrayList();
        private long highestSequence;

        void add(final RegistryNote note, final long nowMs) {
            highestSequence = Math.max(highestSequence, note.sequence());
            if (note instanceof Cutoff cutoff && cutoff.validUntilSeconds() > nowMs / 1000) {
                hashes.addLong(cutoff.shortHash());
            }
        }
    }
}
