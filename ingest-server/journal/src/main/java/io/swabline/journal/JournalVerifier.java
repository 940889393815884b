package io.swabline.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads every batch of a journal, with or without a server, and tells what is missing. Looks at what is durable when it
 * begins; changes nothing.
 */
public final class JournalVerifier {
    /** Damages told one by one; the rest are only counted. */
    public static final int DAMAGES_MAX = 1_000;

    /**
     * Positions that no file holds.
     *
     * @param positions     missing
     * @param file          in which the last batch in front of them ends, or that should have begun with them
     * @param offset        where, in bytes
     * @param isQuarantined known since the server started last
     */
    public record Damage(PositionRange positions, Path file, long offset, boolean isQuarantined) {
        @Override
        public String toString() {
            return "positions " + positions + " are missing: " + file + " makes no sense from byte " + offset + " on"
                + (isQuarantined ? " (quarantined)" : "");
        }
    }

    /**
     * What was found.
     *
     * @param generations     with files
     * @param files           of all generations
     * @param batches         whose checksums are right
     * @param records         in them
     * @param firstPosition   of the oldest record, or where it would be
     * @param durablePosition behind the newest
     * @param missing         positions between them that no file holds
     * @param damages         where they are missing, ascending, up to {@link #DAMAGES_MAX}
     */
    public record Report(
        int generations, int files, long batches, long records, long firstPosition, long durablePosition, long missing,
        List<Damage> damages) {
        /** Nothing is missing. */
        public boolean isSound() {
            return missing == 0;
        }
    }

    private JournalVerifier() {
    }

    /** Verifies the journal in a directory; {@link JournalException} if there is none or it cannot be read. */
    public static Report verify(final Path directory) {
        requireJournal(directory);
        try (BatchReader reader = new BatchReader()) {
            final long watermark = Watermark.read(directory);
            final long durable = watermark == Watermark.UNKNOWN ? Long.MAX_VALUE : watermark;
            final List<Path> cycles = JournalFiles.allCycles(directory);
            final List<Damage> damages = new ArrayList<>();
            final BatchWalk walk = new BatchWalk(reader, cycles, 0);
            final List<PositionRange> quarantined = quarantined(directory);
            long batches = 0;
            long records = 0;
            long missing = 0;
            long first = -1;
            while (walk.next() && reader.firstPosition() < durable) {
                first = first < 0 ? reader.firstPosition() : first;
                missing += note(damages, quarantined, walk, reader.firstPosition());
                batches++;
                records += reader.count();
            }
            first = Math.max(0, first);
            final long end = watermark == Watermark.UNKNOWN ? Math.max(0, walk.expected()) : watermark;
            if (cycles.isEmpty() && end > 0) {
                missing = end;
                damages.add(new Damage(new PositionRange(0, end), directory, 0, false));
            } else if (walk.missingFrom() < end) {
                missing += note(damages, quarantined, walk, end);
            }
            return new Report(JournalFiles.generations(directory).size(), cycles.size(), batches, records, first, end, missing,
                List.copyOf(damages));
        } catch (final IOException e) {
            throw new JournalException("cannot verify the journal in " + directory + ": " + e, e);
        }
    }

    static void requireJournal(final Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new JournalException("there is no journal in " + directory + ": give the data directory of a server");
        }
    }

    private static long note(
        final List<Damage> damages, final List<PositionRange> quarantined, final BatchWalk walk, final long to) {
        final PositionRange missing = new PositionRange(Math.max(0, walk.missingFrom()), to);
        if (missing.length() > 0 && damages.size() < DAMAGES_MAX) {
            final boolean isKnown = quarantined.stream().anyMatch(
                range -> range.from() <= missing.from() && range.to() >= missing.to());
            damages.add(new Damage(missing, walk.troubleFile(), walk.troubleOffset(), isKnown));
        }
        return missing.length();
    }

    private static List<PositionRange> quarantined(final Path directory) throws IOException {
        try {
            final Manifest manifest = Manifest.read(directory);
            return manifest == null ? List.of() : manifest.quarantined();
        } catch (final JournalException damaged) {
            return List.of(); // the next start makes it again; what is missing is told all the same
        }
    }
}
