package io.swabline.journal;

import static io.swabline.journal.TestJournals.T0;
import static io.swabline.journal.TestJournals.range;
import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.protocol.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Writes a journal, cuts the power, and goes on from one of the states that the disk may be in, again and again. Of each cut
 * many states are tried. Set {@code -Dswabline.seed=N} to run one history again.
 */
class PowerLossTest {
    /** Of the slow suite, 1,500 states and more each; as many as one has time for. */
    private static final int HISTORIES = Integer.getInteger("histories", 3);
    private static final long SEED = Long.getLong("swabline.seed", System.nanoTime());
    private static final Path MEMORY = Path.of("/dev/shm");

    @TempDir
    Path disk;
    private Path work;
    private int states;

    private SplittableRandom random;
    private String description;
    private long nowMs = T0;
    /** Everything below was acknowledged. */
    private long durable;

    @BeforeEach
    void workInMemory() throws IOException {
        work = Files.isWritable(MEMORY) ? Files.createTempDirectory(MEMORY, "swabline-power") : disk; // forced thousands of times
    }

    @AfterEach
    void removeWork() throws IOException {
        Trees.remove(work);
    }

    @Test
    void shouldKeepWhatWasAcknowledgedWhateverACutLeaves() throws Exception {
        cutAgainAndAgain(8, 60, 2);
    }

    @Test
    @Tag("slow")
    void shouldKeepWhatWasAcknowledgedInThousandsOfStates() throws Exception {
        for (int history = 0; history < HISTORIES; history++) {
            durable = 0;
            cutAgainAndAgain(15, 100, 3);
        }
    }

    private void cutAgainAndAgain(final int cuts, final int statesOfACut, final int checkedByOpening) throws Exception {
        random = new SplittableRandom(SEED + durable + states);
        Path journal = next();
        for (int cut = 0; cut < cuts; cut++) {
            description = "seed " + SEED + ", cut " + cut;
            final DirectoryImage before = Files.exists(journal) ? DirectoryImage.of(journal) : null;
            final JournalWriter writer = open(journal);
            assertThat(writer.position()).as(description).isGreaterThanOrEqualTo(durable);
            durable = writer.position();
            if (before != null) {
                cutWhileOpening(before, DirectoryImage.of(journal), statesOfACut / 4);
            }
            final PowerCut power = writeUntilTheCut(journal, writer);
            TestJournals.close(writer);
            Trees.remove(journal);
            for (int i = 0; i < statesOfACut; i++) {
                description = "seed " + SEED + ", cut " + cut + ", state " + i;
                journal = stateOf(power.state());
                if (i < checkedByOpening) {
                    checkByOpening(journal);
                } else {
                    check(journal);
                }
                Trees.remove(journal);
            }
            journal = stateOf(power.state());
        }
        Trees.remove(journal);
    }

    private JournalWriter open(final Path journal) {
        return JournalWriter.open(TestJournals.settings(journal).withClock(() -> nowMs));
    }

    private Path next() {
        return work.resolve("state-" + states++);
    }

    private Path stateOf(final DirectoryImage image) throws IOException {
        image.files.keySet().stream().filter(name -> name.endsWith("metadata.cq4t") || name.equals(JournalFiles.LOCK)).toList()
            .forEach(name -> {
                if (random.nextInt(3) == 0) {
                    PowerCut.harm(image.files, name, random);
                }
            });
        for (final String leftover : new String[] {"MANIFEST.tmp", "WATERMARK.tmp"}) {
            if (random.nextInt(4) == 0) {
                PowerCut.harm(image.files, leftover, random);
            }
        }
        final Path journal = next();
        image.writeTo(journal);
        return journal;
    }

    /** Appends, syncs and rolls; returns the cut, and {@link #durable} as it was then. */
    private PowerCut writeUntilTheCut(final Path journal, final JournalWriter writer) throws IOException {
        final DirectoryImage opened = DirectoryImage.of(journal);
        final DirectoryImage forced = opened.copy();
        forced.files.keySet().removeIf(name -> name.endsWith("metadata.cq4t"));
        for (int syncs = random.nextInt(6); syncs > 0; syncs--) {
            append(writer);
            final DirectoryImage written = DirectoryImage.of(journal);
            durable = writer.sync();
            written.files.forEach((name, content) -> {
                if (name.endsWith(JournalFiles.CYCLE_SUFFIX)) {
                    forced.files.put(name, content);
                }
            });
        }
        if (random.nextInt(5) != 0) {
            append(writer);
        }
        return new PowerCut(forced, DirectoryImage.of(journal), random);
    }

    private void append(final JournalWriter writer) {
        for (int batches = random.nextInt(1, 12); batches > 0; batches--) {
            nowMs += random.nextInt(12) == 0 ? 300_000 : 1;
            Records.append(writer, 1 + random.nextInt(random.nextInt(8) == 0 ? BatchDescriptor.RECORDS_MAX : 60), nowMs);
        }
    }

    /** The old generation is being cut, the manifest replaced, the new directory made: the next start does it over. */
    private void cutWhileOpening(final DirectoryImage before, final DirectoryImage after, final int count) throws Exception {
        for (int i = 0; i < count; i++) {
            final DirectoryImage state = new PowerCut(before, after, random).state();
            state.files.keySet().removeIf(name -> !before.files.containsKey(name));
            state.directories.addAll(before.directories); // removed only once the new manifest is on the disk
            for (final String name : new String[] {JournalFiles.MANIFEST, JournalFiles.WATERMARK}) {
                if (before.files.containsKey(name)) {
                    state.files.put(name, before.files.get(name));
                }
            }
            final Path journal = stateOf(state);
            check(journal);
            Trees.remove(journal);
        }
    }

    /** What a start does without making a queue, twice; then a tail that followed all the while has the same records. */
    private void check(final Path journal) throws IOException {
        final Positions followed = new Positions();
        final boolean isKnown = lookBeforeTheStart(journal);
        try (JournalTail tail = JournalTail.open(journal)) {
            poll(tail, followed);
            final JournalRecovery recovered = JournalRecovery.run(journal, nowMs);
            final long position = recovered.nextPosition();
            assertThat(position).as(description).isGreaterThanOrEqualTo(durable);
            final RecoveryReport report = recovered.report(0);
            if (isKnown) {
                assertThat(report.quarantined()).as(description).isEmpty();
            }
            final JournalRecovery again = JournalRecovery.run(journal, nowMs);
            assertThat(again.nextPosition()).as(description).isEqualTo(position);
            assertThat(again.report(0).cutBytes()).as(description).isZero();
            assertThat(again.report(0).quarantined()).as(description).isEqualTo(report.quarantined());
            again.manifest(Durability.DISK, 1).write(journal);
            Watermark.create(journal, position).position(position);
            poll(tail, followed);
            checkRecords(followed, position, isKnown);
        }
        checkRecords(Positions.allOf(journal), durable, false);
    }

    /** Starts a journal on it, twice, and goes on. */
    private void checkByOpening(final Path journal) throws IOException {
        final Positions followed = new Positions();
        final boolean isKnown = lookBeforeTheStart(journal);
        try (JournalTail tail = JournalTail.open(journal)) {
            poll(tail, followed);
            final JournalWriter writer = open(journal);
            final long position = writer.position();
            assertThat(position).as(description).isGreaterThanOrEqualTo(durable);
            poll(tail, followed);
            Records.append(writer, 3, nowMs);
            writer.sync();
            TestJournals.close(writer);
            poll(tail, followed);
            checkRecords(followed, position + 3, isKnown);
            final JournalWriter second = open(journal);
            assertThat(second.position()).as(description).isEqualTo(position + 3);
            assertThat(second.recovery().cutBytes()).as(description).isZero();
            assertThat(second.recovery().quarantined()).as(description).isEmpty();
            assertThat(second.recovery().notes()).as(description).allMatch(note -> note.contains(" lies on tmpfs, "));
            TestJournals.close(second);
        }
        final JournalVerifier.Report report = JournalVerifier.verify(journal);
        assertThat(report.isSound()).as(description + report).isTrue();
        assertThat(JournalStats.of(journal).records()).as(description).isEqualTo(report.records());
    }

    /** Nothing acknowledged is called missing, and nothing ends in an error. Whether the watermark can be believed. */
    private boolean lookBeforeTheStart(final Path journal) throws IOException {
        final boolean isKnown = Watermark.read(journal) != Watermark.UNKNOWN;
        final JournalVerifier.Report report = JournalVerifier.verify(journal);
        if (isKnown) {
            assertThat(report.damages()).as(description).isEmpty();
            assertThat(report.durablePosition()).as(description).isLessThanOrEqualTo(durable);
        }
        JournalStats.of(journal);
        return isKnown;
    }

    /** All there is: so many polls are enough. */
    private void poll(final JournalTail tail, final Positions followed) {
        for (int polls = 0; tail.lagRecords() > 0; polls++) {
            assertThat(polls).as(description + ": the tail hangs at " + tail.position()).isLessThan(100_000);
            tail.poll(followed, 1_000);
        }
    }

    private void checkRecords(final Positions positions, final long end, final boolean isExact) {
        if (isExact) {
            assertThat(positions.seen).as(description).isEqualTo(range(0, end));
            assertThat(positions.gaps).as(description).isEmpty();
        } else {
            final int kept = (int) Math.min(end, durable);
            assertThat(positions.seen).as(description).hasSizeGreaterThanOrEqualTo(kept);
            assertThat(positions.seen.subList(0, kept)).as(description).isEqualTo(range(0, kept));
        }
    }
}
