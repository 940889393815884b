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
     * @param file          in which the last batch in front of them ends, or that should have begun with them; the directory of
     *                      the generation, where that is not there
     * @param offset        where, in bytes; 0 of a directory
     * @param generation    that held them and is not there; 0 if its files are there
     * @param isQuarantined known since the server started last
     */
    public record Damage(PositionRange positions, Path file, long offset, int generation, boolean isQuarantined) {
        @Override
        public String toString() {
            return "positions " + positions + " are missing: " + (generation > 0
                ? "generation " + generation + " is not there (" + file + ")"
                : file + " cannot be read from byte " + offset + " on, or the file that followed it is gone")
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
            final Manifest manifest = manifest(directory);
            long batches = 0;
            long records = 0;
            long missing = 0;
            long first = -1;
            while (walk.next() && reader.firstPosition() < durable) {
                first = first < 0 ? reader.firstPosition() : first;
                missing += note(damages, directory, manifest, walk, reader.firstPosition());
                batches++;
                records += reader.count();
            }
            first = Math.max(0, first);
            final long end = watermark == Watermark.UNKNOWN ? Math.max(0, walk.expected()) : watermark;
            if (walk.missingFrom() < end) {
                missing += note(damages, directory, manifest, walk, end);
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

    /** Notes what is missing up to a position: what was in generations that are not there, and what lies between them. */
    private static long note(
        final List<Damage> damages, final Path directory, final Manifest manifest, final BatchWalk walk, final long to)
        throws IOException {
        final long from = Math.max(0, walk.missingFrom());
        final Path file = walk.hasFiles() ? walk.troubleFile() : directory;
        final long offset = walk.hasFiles() ? walk.troubleOffset() : 0;
        long noted = from;
        for (final Generation generation : manifest.generations()) {
            final long first = Math.max(noted, generation.firstPosition());
            final long end = Math.min(to, generation.isOpen() ? to : generation.endPosition());
            final Path files = JournalFiles.generation(directory, generation.number());
            if (first < end && generation.hasNoFiles(directory)) {
                add(damages, manifest, new PositionRange(noted, first), file, offset, 0);
                add(damages, manifest, new PositionRange(first, end), files, 0, generation.number());
                noted = end;
            }
        }
        add(damages, manifest, new PositionRange(noted, Math.max(noted, to)), file, offset, 0);
        return Math.max(0, to - from);
    }

    private static void add(final List<Damage> damages, final Manifest manifest, final PositionRange missing, final Path file,
        final long offset, final int generation) {
        if (missing.length() > 0 && damages.size() < DAMAGES_MAX) {
            final boolean isKnown = manifest.quarantined().stream().anyMatch(
                range -> range.from() <= missing.from() && range.to() >= missing.to());
            damages.add(new Damage(missing, file, offset, generation, isKnown));
        }
    }

    private static Manifest manifest(final Path directory) throws IOException {
        final Manifest nothing = new Manifest(List.of(), List.of());
        try {
            final Manifest manifest = Manifest.read(directory);
            return manifest == null ? nothing : manifest;
        } catch (final JournalException damaged) {
            return nothing; // the next start makes it again; what is missing is told all the same
        }
    }
}
