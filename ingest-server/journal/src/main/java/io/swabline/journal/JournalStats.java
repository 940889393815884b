package io.swabline.journal;

import io.swabline.protocol.OperatorNote;
import io.swabline.protocol.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A journal in figures, from what is durable when they are taken.
 *
 * @param generations         with files
 * @param files               of all generations
 * @param batches             in them
 * @param records             in them
 * @param bytes               of the batches
 * @param missing             positions between the oldest record and the newest that no file holds: damaged or deleted
 * @param firstPosition       of the oldest record
 * @param durablePosition     behind the newest
 * @param firstAppendedAtMs   of the oldest batch; 0 if there is none
 * @param lastAppendedAtMs    of the newest batch; 0 if there is none
 * @param verdicts            records by verdict code; those of unknown codes at index 0, notes of an operator left out
 * @param notes               of an operator, which are records but no scans
 */
public record JournalStats(
    int generations, int files, long batches, long records, long bytes, long missing, long firstPosition, long durablePosition,
    long firstAppendedAtMs, long lastAppendedAtMs, List<Long> verdicts, long notes) {

    /** Records with a verdict. */
    public long count(final Verdict verdict) {
        return verdicts.get(verdict.code());
    }

    /** The figures of the journal in a directory; {@link JournalException} if there is none or it cannot be read. */
    public static JournalStats of(final Path directory) {
        JournalVerifier.requireJournal(directory);
        try (BatchReader reader = new BatchReader()) {
            final long watermark = Watermark.read(directory);
            final List<Path> cycles = JournalFiles.allCycles(directory);
            final BatchWalk walk = new BatchWalk(reader, cycles, -1);
            final long[] verdicts = new long[Verdict.values().length + 1];
            long notes = 0;
            long batches = 0;
            long records = 0;
            long firstPosition = 0;
            long missing = 0;
            long firstAppendedAtMs = 0;
            long lastAppendedAtMs = 0;
            while (walk.next() && (watermark == Watermark.UNKNOWN || reader.firstPosition() < watermark)) {
                missing += batches == 0 ? 0 : reader.firstPosition() - walk.missingFrom();
                if (batches == 0) {
                    firstPosition = reader.firstPosition();
                    firstAppendedAtMs = reader.appendedAtMs();
                }
                lastAppendedAtMs = reader.appendedAtMs();
                batches++;
                records += reader.count();
                notes += count(verdicts, reader);
            }
            final long end = watermark == Watermark.UNKNOWN ? Math.max(0, walk.expected()) : watermark;
            missing += batches == 0 ? 0 : Math.max(0, end - walk.expected());
            return new JournalStats(JournalFiles.generations(directory).size(), cycles.size(), batches, records,
                batches * BatchDescriptor.HEADER_LENGTH + records * RecordDescriptor.LENGTH, missing, firstPosition, end,
                firstAppendedAtMs, lastAppendedAtMs, Arrays.stream(verdicts).boxed().toList(), notes);
        } catch (final IOException e) {
            throw new JournalException("cannot read the journal in " + directory + ": " + e, e);
        }
    }

    /** Returns how many were notes. */
    private static long count(final long[] verdicts, final BatchReader reader) {
        long notes = 0;
        for (int i = 0; i < reader.count(); i++) {
            final int code = RecordDescriptor.verdict(reader.buffer(), reader.recordOffset(i));
            if (OperatorNote.isNote(code)) {
                notes++;
            } else {
                verdicts[code > 0 && code < verdicts.length ? code : 0]++;
            }
        }
        return notes;
    }
}
