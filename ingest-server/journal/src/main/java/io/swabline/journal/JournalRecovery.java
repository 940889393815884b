package io.swabline.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds out where the journal ends, before its writer goes on in a new generation. Runs once, under the journal's lock.
 *
 * <p>Walks the generations that no start has looked at yet, normally the last one. Behind the last batch there may be torn
 * ones. Those at or above the durable position were not acknowledged, so the journal is cut there, even if whole batches lie
 * behind: keeping those would leave holes in the streams of their stations, which will send everything again. Below the
 * durable position nothing is ever cut: what is missing is quarantined, and positions go on behind it.
 *
 * <p>All that is kept is forced to disk before anyone may read it.
 */
final class JournalRecovery {
    /** A clock this far behind is worth a note. */
    private static final long CLOCK_BEHIND_MAX_MS = 60_000;

    private final Path directory;
    private final long durable;
    private final List<Generation> generations = new ArrayList<>();
    private final Map<Integer, Generation> begun = new HashMap<>();
    private final List<PositionRange> quarantined = new ArrayList<>();
    private final List<PositionRange> newlyQuarantined = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private long expected;
    private long records;
    private long batches;
    private long cutBytes;
    private long lastAppendedAtMs;
    private int removed;
    private int highestNumber;

    private JournalRecovery(final Path directory) throws IOException {
        this.directory = directory;
        this.durable = Watermark.read(directory);
    }

    static JournalRecovery run(final Path directory, final long nowMs) throws IOException {
        final JournalRecovery recovery = new JournalRecovery(directory);
        recovery.recover();
        recovery.noteIfClockIsBehind(nowMs);
        return recovery;
    }

    private void recover() throws IOException {
        final List<Integer> present = JournalFiles.generations(directory);
        final Set<Integer> ended = new HashSet<>();
        expected = present.isEmpty() ? 0 : -1;
        for (final Generation generation : readManifest(!present.isEmpty())) {
            highestNumber = Math.max(highestNumber, generation.number());
            if (generation.isOpen()) {
                expected = generation.firstPosition();
                begun.put(generation.number(), generation);
            } else {
                generations.add(generation);
                ended.add(generation.number());
                expected = generation.endPosition();
                noteIfMissing(generation, present);
            }
        }
        try (BatchReader reader = new BatchReader()) {
            for (final int number : present) {
                highestNumber = Math.max(highestNumber, number);
                if (!ended.contains(number)) {
                    recover(reader, number);
                }
            }
            expected = Math.max(0, expected);
            quarantine(expected, Math.max(expected, durable));
            expected = Math.max(expected, durable);
            findLastTime(reader);
        }
        if (durable == Watermark.UNKNOWN && !present.isEmpty()) {
            notes.add("WATERMARK was missing or damaged: everything readable was kept");
        }
    }

    private List<Generation> readManifest(final boolean isExpected) throws IOException {
        try {
            final Manifest manifest = Manifest.read(directory);
            if (manifest != null) {
                quarantined.addAll(manifest.quarantined());
                return manifest.generations();
            }
            if (isExpected) {
                notes.add("MANIFEST was missing: it was made again from the generations that are there");
            }
        } catch (final JournalException damaged) {
            final Path file = directory.resolve(JournalFiles.MANIFEST);
            Files.move(file, file.resolveSibling("MANIFEST.damaged"), StandardCopyOption.REPLACE_EXISTING);
            notes.add(damaged.getMessage() + "; kept as MANIFEST.damaged, and made again from the generations that are there");
        }
        return List.of();
    }

    private void noteIfMissing(final Generation generation, final List<Integer> present) {
        if (!present.contains(generation.number()) && generation.endPosition() > generation.firstPosition()) {
            notes.add("generation " + generation.number() + " with the positions " + generation.firstPosition() + " to "
                + (generation.endPosition() - 1) + " is no longer there");
        }
    }

    private void recover(final BatchReader reader, final int number) throws IOException {
        final Path generation = JournalFiles.generation(directory, number);
        final List<Path> cycles = JournalFiles.cycles(generation);
        final BatchWalk walk = new BatchWalk(reader, cycles, expected);
        long first = expected;
        boolean isEmpty = true;
        boolean isCut = false;
        while (!isCut && walk.next()) {
            isCut = walk.missingFrom() < reader.firstPosition() && !isAcknowledged(reader.firstPosition());
            if (!isCut) {
                first = isEmpty ? walk.missingFrom() : first;
                isEmpty = false;
                quarantine(walk.missingFrom(), reader.firstPosition());
                records += reader.count();
                batches++;
                expected = reader.endPosition();
            }
        }
        final boolean isAllKept = expected >= durable;
        if (isEmpty && isAllKept) {
            JournalFiles.removeDirectory(generation);
            removed++;
            return;
        }
        if (isCut && !isAllKept) {
            cut(reader, cycles, walk.cycle(), reader.batchOffset()); // the damage in front of it stays, as evidence
        } else if (walk.isInTrouble() && isAllKept) {
            cut(reader, cycles, walk.troubleCycle(), walk.troubleOffset());
        }
        for (final Path file : JournalFiles.prepared(generation)) {
            Files.delete(file);
        }
        for (final Path file : JournalFiles.cycles(generation)) {
            JournalFiles.forceFile(file);
        }
        JournalFiles.forceDirectory(generation);
        generations.add(new Generation(number, first, expected, salt(number, cycles, reader)));
    }

    /** As the manifest knew it; where that was lost, as the files told it. */
    private int salt(final int number, final List<Path> cycles, final BatchReader reader) {
        if (begun.containsKey(number)) {
            return begun.get(number).salt();
        }
        return cycles.isEmpty() ? Generation.UNKNOWN_SALT : reader.salt();
    }

    /** Whether a record in front of this position may have been acknowledged, and one behind it may be too. */
    private boolean isAcknowledged(final long position) {
        return durable == Watermark.UNKNOWN || position <= durable;
    }

    private void quarantine(final long from, final long to) {
        if (to > from) {
            final PositionRange range = new PositionRange(from, to);
            quarantined.add(range);
            newlyQuarantined.add(range);
        }
    }

    /** Takes away what lies behind the last batch that is kept: what is torn, and the zeros that the queue had reserved. */
    private void cut(final BatchReader reader, final List<Path> cycles, final int cycle, final long offset) throws IOException {
        for (int i = cycle; i < cycles.size(); i++) {
            final Path file = cycles.get(i);
            final long from = i == cycle ? offset : 0;
            reader.open(file);
            cutBytes += reader.writtenEnd(from) - from;
            reader.close();
            if (from == 0) {
                Files.delete(file);
            } else {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.truncate(from);
                }
            }
        }
    }

    /** The time of the last batch, wherever it is, behind which no later append may fall. */
    private void findLastTime(final BatchReader reader) throws IOException {
        final List<Path> cycles = JournalFiles.allCycles(directory);
        if (!cycles.isEmpty() && new BatchSearch(reader).toPosition(cycles, lastPresentPosition()) >= 0) {
            lastAppendedAtMs = reader.appendedAtMs();
        }
    }

    private long lastPresentPosition() {
        return generations.isEmpty() ? 0 : Math.max(0, generations.get(generations.size() - 1).endPosition() - 1);
    }

    private void noteIfClockIsBehind(final long nowMs) {
        if (lastAppendedAtMs - CLOCK_BEHIND_MAX_MS > nowMs) {
            notes.add("the clock is " + (lastAppendedAtMs - nowMs) / 1000 + " s behind the journal's last batch: check the date;"
                + " until it has caught up, appended-at stands still");
        }
    }

    int nextGeneration() {
        return highestNumber + 1;
    }

    long nextPosition() {
        return expected;
    }

    /** Of the last batch; 0 if there is none. */
    long lastAppendedAtMs() {
        return lastAppendedAtMs;
    }

    /** The manifest as it must be before the new generation's first record; its batches will have this salt. */
    Manifest manifest(final int salt) {
        final List<Generation> all = new ArrayList<>(generations);
        all.add(new Generation(nextGeneration(), expected, Generation.OPEN, salt));
        return new Manifest(all, quarantined);
    }

    RecoveryReport report(final long durationMs) {
        return new RecoveryReport(nextGeneration(), expected, records, batches, cutBytes, List.copyOf(newlyQuarantined), removed,
            List.copyOf(notes), durationMs);
    }
}
