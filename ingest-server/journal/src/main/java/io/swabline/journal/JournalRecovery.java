package io.swabline.journal;

import io.swabline.protocol.Durability;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Finds out where the journal ends, before its writer goes on in a new generation. Runs once, under the journal's lock.
 *
 * <p>Walks the generations whose end is not known, which is the last one unless its writer was closed. Of one that was written
 * with durability disk only what lies behind the durable position, and a file or two before it: all below was forced once, and
 * has not been touched since. {@link JournalVerifier} reads everything. Behind the last batch there may be torn
 * ones. Those at or above the durable position were not acknowledged, so the journal is cut there, even if whole batches lie
 * behind: keeping those would leave holes in the streams of their stations, which will send everything again. Below the
 * durable position nothing is ever cut: what is missing is quarantined, and positions go on behind it.
 *
 * <p>All that is kept and that no forced write is known to cover is proven to be on the disk before anyone may read it
 * ({@link DiskProof}): that it can be read says only that the kernel holds it.
 */
final class JournalRecovery {
    /** A clock this far behind is worth a note. */
    private static final long CLOCK_BEHIND_TOLD_MS = 60_000;

    private final Path directory;
    private final long durable;
    private final DiskProof proof;
    private final List<Generation> generations = new ArrayList<>();
    private final Map<Integer, Generation> begun = new HashMap<>();
    private final List<PositionRange> quarantined = new ArrayList<>();
    private final List<PositionRange> newlyQuarantined = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<Path> emptied = new ArrayList<>();

    private long expected;
    private long records;
    private long unacknowledged;
    private long batches;
    private long cutBytes;
    private long lastAppendedAtMs;
    private int removed;
    private int highestNumber;
    private int highestListed;

    private JournalRecovery(final Path directory) throws IOException {
        this.directory = directory;
        this.durable = Watermark.read(directory);
        this.proof = new DiskProof(FileSystemKind.of(directory));
    }

    /** Whatever the clock says. */
    static JournalRecovery run(final Path directory, final long nowMs) throws IOException {
        return run(directory, nowMs, Long.MAX_VALUE);
    }

    /** {@link JournalException} if the clock is further before the newest batch than the settings allow. */
    static JournalRecovery run(final JournalSettings settings) throws IOException {
        return run(settings.directory(), settings.clock().time(), settings.clockBehindMaxMs());
    }

    private static JournalRecovery run(final Path directory, final long nowMs, final long behindMaxMs) throws IOException {
        final JournalRecovery recovery = new JournalRecovery(directory);
        recovery.recover();
        recovery.requireClock(nowMs, behindMaxMs);
        return recovery;
    }

    private void recover() throws IOException {
        final List<Integer> present = JournalFiles.generations(directory);
        final Set<Integer> ended = new HashSet<>();
        expected = present.isEmpty() ? 0 : -1;
        for (final Generation generation : readManifest(!present.isEmpty())) {
            highestListed = Math.max(highestListed, generation.number());
            if (generation.isOpen()) {
                requireItsFiles(generation);
                expected = generation.firstPosition();
                begun.put(generation.number(), generation);
            } else {
                generations.add(generation);
                ended.add(generation.number());
                expected = generation.endPosition();
                noteIfMissing(generation);
            }
        }
        highestNumber = Math.max(highestNumber, highestListed);
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
        notes.addAll(proof.notes());
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

    /**
     * Where the last generation's end is not known, positions that were acknowledged would be used again without it. A directory
     * without files is also what a start leaves that was killed at once, and with durability os a power cut.
     */
    private void requireItsFiles(final Generation generation) throws IOException {
        final Path files = JournalFiles.generation(directory, generation.number());
        final boolean hadFiles = generation.durability() == Durability.DISK && durable > generation.firstPosition();
        if (generation.isAway(directory) && (Files.notExists(files) || hadFiles)) {
            throw new JournalException("the newest records of the journal in " + directory + " are away: generation "
                + generation.number() + ", from position " + generation.firstPosition() + " on, was not closed, and "
                + whatToDo(generation));
        }
    }

    /** Told at each start: nothing of it is known to be lost. */
    private void noteIfMissing(final Generation generation) throws IOException {
        final long from = generation.firstPosition();
        final long to = generation.endPosition();
        if (to <= from || !generation.hasNoFiles(directory) || new Manifest(List.of(), quarantined).isQuarantined(from, to)) {
            return;
        }
        if (generation.isAway(directory)) {
            notes.add("generation " + generation.number() + " with the positions " + from + " to " + (to - 1) + " is away. "
                + "People who were registered there within the window would be registered again; " + whatToDo(generation));
        } else {
            quarantine(from, to);
        }
    }

    private String whatToDo(final Generation generation) {
        return JournalFiles.generation(directory, generation.number()) + " is not there or empty: mount it or move it back, then "
            + "start again; only if it will not come back, make the empty file "
            + JournalFiles.lostMark(directory, generation.number()) + ": then its positions are marked as lost";
    }

    private void recover(final BatchReader reader, final int number) throws IOException {
        final Path generation = JournalFiles.generation(directory, number);
        final List<Path> all = JournalFiles.cycles(generation);
        final int passed = passed(reader, begun.get(number), all);
        final List<Path> cycles = all.subList(passed, all.size());
        final BatchWalk walk = new BatchWalk(reader, cycles, passed == 0 ? expected : -1);
        long first = passed == 0 ? expected : begun.get(number).firstPosition();
        boolean isEmpty = passed == 0;
        boolean isCut = false;
        final long forced = forced(number);
        final long[] suspectFrom = new long[cycles.size()];
        final long[] suspectTo = new long[cycles.size()];
        while (!isCut && walk.next()) {
            isCut = walk.missingFrom() < reader.firstPosition() && !isAcknowledged(reader.firstPosition());
            if (!isCut) {
                first = isEmpty ? walk.missingFrom() : first;
                isEmpty = false;
                quarantine(walk.missingFrom(), reader.firstPosition());
                records += reader.count();
                unacknowledged += Math.max(0, reader.endPosition() - Math.max(reader.firstPosition(), durable));
                batches++;
                expected = reader.endPosition();
                if (expected > forced) {
                    final int cycle = walk.cycle();
                    suspectFrom[cycle] = suspectTo[cycle] == 0 ? reader.batchOffset() : suspectFrom[cycle];
                    suspectTo[cycle] = reader.nextOffset();
                }
            }
        }
        final boolean isAllKept = expected >= durable;
        final boolean isListed = begun.containsKey(number);
        if (isEmpty && (isAllKept || !isListed && number < highestListed)) {
            removed++;
            if (isListed) {
                emptied.add(generation);
            } else {
                JournalFiles.removeDirectory(generation);
            }
            return;
        }
        if (isCut && !isAllKept) {
            cut(reader, cycles, walk.cycle(), reader.batchOffset()); // the damage in front of it stays, as evidence
        } else if (walk.isInTrouble() && isAllKept) {
            cut(reader, cycles, walk.troubleCycle(), walk.troubleOffset());
        }
        for (final Path file : JournalFiles.unfinished(generation)) {
            Files.delete(file);
        }
        for (int i = 0; i < cycles.size(); i++) {
            if (Files.exists(cycles.get(i))) { // unless it was cut away
                proof.secure(cycles.get(i), suspectFrom[i], suspectTo[i]);
            }
        }
        JournalFiles.forceDirectory(generation);
        generations.add(recovered(number, first, cycles.isEmpty() ? Generation.UNKNOWN_SALT : reader.salt()));
    }

    /** Position below which the generation's own process forced everything, as it said itself; 0 where that is not known. */
    private long forced(final int number) {
        final Generation known = begun.get(number);
        return known != null && known.durability() == Durability.DISK ? Math.max(0, durable) : 0;
    }

    /** As the manifest knew it; where that was lost, as the files told it. */
    private Generation recovered(final int number, final long first, final int salt) {
        final Generation known = begun.get(number);
        return new Generation(
            number, first, expected, known == null ? null : known.durability(), known == null ? salt : known.salt());
    }

    /**
     * How many files from the first one on need not be walked. The walk begins in the file before the one that the durable
     * position is in, at a batch that can be read from the file's beginning; where there is no such file, at the first.
     */
    private int passed(final BatchReader reader, final Generation generation, final List<Path> cycles) throws IOException {
        if (generation == null || generation.durability() != Durability.DISK || durable <= generation.firstPosition()) {
            return 0;
        }
        int file = cycles.size() - 1;
        while (file > 0 && !beginsBelow(reader, cycles.get(file), durable)) {
            file--;
        }
        if (file <= 0) {
            return 0;
        }
        final long before = reader.firstPosition();
        do {
            file--;
        } while (file > 0 && !beginsBelow(reader, cycles.get(file), before));
        return file;
    }

    private static boolean beginsBelow(final BatchReader reader, final Path file, final long position) throws IOException {
        return reader.open(file) && reader.next() == BatchReader.Found.BATCH && reader.firstPosition() < position;
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
                truncate(file, from);
            }
        }
    }

    private static void truncate(final Path file, final long length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(length);
        }
    }

    /**
     * The time of the last batch, wherever it is, behind which no later append may fall. A file whose writer was closed still has
     * behind it what the queue had reserved, and no mark of its end: nobody is to look for more there.
     */
    private void findLastTime(final BatchReader reader) throws IOException {
        final List<Path> cycles = JournalFiles.allCycles(directory);
        final int file = new BatchSearch(reader).toPosition(cycles, lastPresentPosition());
        if (file >= 0) {
            lastAppendedAtMs = reader.appendedAtMs();
            if (file == cycles.size() - 1 && reader.endPosition() == expected && reader.fileLength() > reader.nextOffset()) {
                truncate(cycles.get(file), reader.nextOffset());
            }
        }
    }

    private long lastPresentPosition() {
        return generations.isEmpty() ? 0 : Math.max(0, generations.get(generations.size() - 1).endPosition() - 1);
    }

    /** By a clock that was set back, people who are registered would be registered again. */
    private void requireClock(final long nowMs, final long behindMaxMs) {
        final long behindMs = lastAppendedAtMs - nowMs;
        if (behindMs > behindMaxMs) {
            throw new JournalException("the machine's clock says " + Instant.ofEpochMilli(nowMs) + ", but the newest batch of "
                + "the journal in " + directory + " was appended at " + Instant.ofEpochMilli(lastAppendedAtMs) + ": people who "
                + "are registered would be registered again. Set the clock and start again. If the clock is right, it was "
                + "ahead before: then start once with --set clock.behind-journal-max="
                + (TimeUnit.MILLISECONDS.toHours(behindMs) + 1) + "h");
        }
        if (behindMs > CLOCK_BEHIND_TOLD_MS) {
            notes.add("the clock is " + behindMs / 1000 + " s behind the journal's last batch: check the date;"
                + " until it has caught up, appended-at stands still");
        }
    }

    /** Adds a sentence to what an operator should know. */
    void note(final String note) {
        notes.add(note);
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
    Manifest manifest(final Durability durability, final int salt) {
        final List<Generation> all = new ArrayList<>(generations);
        all.add(new Generation(nextGeneration(), expected, Generation.OPEN, durability, salt));
        return new Manifest(all, quarantined);
    }

    /**
     * Removes the generations in which nothing was appended. After the manifest that does not list them is on the disk: one that
     * is listed and not there is away, and a start refuses to go on without it.
     */
    void removeEmptied() throws IOException {
        for (final Path generation : emptied) {
            JournalFiles.removeDirectory(generation);
        }
    }

    RecoveryReport report(final long durationMs) {
        return new RecoveryReport(nextGeneration(), expected, records, unacknowledged, batches, cutBytes,
            List.copyOf(newlyQuarantined),
            quarantined.stream().filter(range -> !newlyQuarantined.contains(range)).toList(), removed,
            durable != Watermark.UNKNOWN, List.copyOf(notes), durationMs);
    }
}
