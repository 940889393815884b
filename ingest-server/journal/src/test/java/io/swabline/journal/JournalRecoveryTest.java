package io.swabline.journal;

import static io.swabline.journal.TestJournals.T0;
import static io.swabline.journal.TestJournals.range;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Power losses and damage, on an image with 30 batches of 100 records, 20 of them durable; one file holds them all. */
class JournalRecoveryTest {
    private static final int BATCHES = 30;
    private static final int RECORDS = 100;
    private static final long DURABLE = 20 * RECORDS;
    private static final long END = BATCHES * RECORDS;

    @TempDir
    Path temporary;
    private Path image;
    private Path file;
    private List<Long> offsets;

    @BeforeEach
    void write() throws IOException {
        final JournalWriter journal = TestJournals.open(temporary.resolve("journal"));
        for (int i = 0; i < BATCHES; i++) {
            Records.append(journal, RECORDS, T0 + i);
            if (i == 19) {
                journal.sync();
            }
        }
        image = CrashImage.of(temporary.resolve("journal"), temporary.resolve("image"));
        TestJournals.close(journal);
        file = CrashImage.lastCycle(image);
        offsets = CrashImage.batchOffsets(file);
        assertThat(offsets).hasSize(BATCHES);
    }

    @Test
    void shouldKeepWhatWasAppendedButNotDurableIfItIsWhole() {
        final RecoveryReport report = openAppendAndClose(END, 0, 0);
        assertThat(report.records()).isEqualTo(END);
        assertThat(report.unacknowledged()).as("20 batches were synced").isEqualTo(END - 20 * RECORDS);
        assertThat(report.batches()).isEqualTo(BATCHES);
        assertThat(report.cutBytes()).isZero();
        assertThat(report.notes()).isEmpty();
        assertThat(report.generation()).isEqualTo(2);
    }

    @Test
    void shouldCutATornTail() throws IOException {
        CrashImage.zero(file, offsets.get(25) + 2000, Long.MAX_VALUE);
        final RecoveryReport report = openAppendAndClose(2500, 0, 0);
        assertThat(report.cutBytes()).isPositive().isLessThanOrEqualTo(2000);
        assertThat(report.quarantined()).isEmpty();
    }

    @Test
    void shouldCutATruncatedTail() throws IOException {
        CrashImage.truncate(file, offsets.get(22) + 77);
        openAppendAndClose(2200, 0, 0);
        assertThat(Files.size(file)).isEqualTo(offsets.get(22));
    }

    @Test
    void shouldCutAtAHoleThatWasNotDurableEvenIfWholeBatchesLieBehindIt() throws IOException {
        CrashImage.zero(file, offsets.get(23) + 10, 4096);
        final RecoveryReport report = openAppendAndClose(2300, 0, 0);
        assertThat(report.cutBytes()).isGreaterThan(6 * 6400);
        assertThat(JournalVerifier.verify(image).isSound()).isTrue();
    }

    @Test
    void shouldQuarantineAHoleBelowWhatWasDurable() throws IOException {
        CrashImage.zero(file, offsets.get(7) + 100, 4096);
        final JournalVerifier.Report before = JournalVerifier.verify(image);
        assertThat(before.damages()).hasSize(1);
        assertThat(before.damages().get(0).isQuarantined()).isFalse();

        final RecoveryReport report = openAppendAndClose(END, 700, 800);
        assertThat(report.quarantined()).containsExactly(new PositionRange(700, 800));

        final JournalVerifier.Damage damage = JournalVerifier.verify(image).damages().get(0);
        assertThat(damage.positions()).isEqualTo(new PositionRange(700, 800));
        assertThat(damage.file()).isEqualTo(file);
        assertThat(damage.offset()).isEqualTo(offsets.get(7));
        assertThat(damage.isQuarantined()).isTrue();
        assertThat(damage.toString()).contains("positions 700 to 799 are missing").contains(file.getFileName().toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {0x40000010, 0x7fffffff, 0x80000123, 0x00001919, 0xffffffff})
    void shouldFindTheWayBackFromAnyHeader(final int header) throws IOException {
        final byte[] bytes = {(byte) header, (byte) (header >> 8), (byte) (header >> 16), (byte) (header >> 24)};
        CrashImage.overwrite(file, offsets.get(7), bytes);
        openAppendAndClose(END, 700, 800);
    }

    @Test
    void shouldNotReuseLostPositionsThatWereDurable() throws IOException {
        CrashImage.zero(file, offsets.get(18), Long.MAX_VALUE);
        final RecoveryReport report = openAppendAndClose(DURABLE, 1800, DURABLE);
        assertThat(report.quarantined()).containsExactly(new PositionRange(1800, DURABLE));
        assertThat(JournalVerifier.verify(image).missing()).isEqualTo(200);
    }

    @Test
    void shouldHideWhatWasNotDurableBehindLostPositionsThatWere() throws IOException {
        CrashImage.zero(file, offsets.get(18), offsets.get(22) - offsets.get(18));
        openAppendAndClose(DURABLE, 1800, DURABLE);
    }

    @Test
    void shouldReadAFileWhoseFirstPageIsGone() throws IOException {
        CrashImage.zero(file, 0, 4096);
        openAppendAndClose(END, 0, 0);
    }

    @Test
    void shouldReadAFileWhoseIndexIsGone() throws IOException {
        CrashImage.zero(file, 0, offsets.get(0));
        openAppendAndClose(END, 0, 0);
    }

    @Test
    void shouldOpenWithoutTheQueuesMetadata() throws IOException {
        Files.delete(file.resolveSibling("metadata.cq4t"));
        openAppendAndClose(END, 0, 0);
    }

    @Test
    void shouldOpenWithoutManifest() throws IOException {
        Files.delete(image.resolve("MANIFEST"));
        final RecoveryReport report = openAppendAndClose(END, 0, 0);
        assertThat(report.notes()).containsExactly(
            "MANIFEST was missing: it was made again from the generations that are there");
    }

    @Test
    void shouldOpenWithADamagedManifest() throws IOException {
        Files.writeString(image.resolve("MANIFEST"), "swabline-journal 1\ngeneration 9 from 5\n");
        final RecoveryReport report = openAppendAndClose(END, 0, 0);
        assertThat(report.notes()).anyMatch(note -> note.contains("MANIFEST is damaged: its checksum does not fit"));
        assertThat(image.resolve("MANIFEST.damaged")).exists();
    }

    @Test
    void shouldOpenWithoutWatermark() throws IOException {
        Files.delete(image.resolve("WATERMARK"));
        CrashImage.zero(file, offsets.get(23) + 10, 4096); // it might have been acknowledged
        final RecoveryReport report = openAppendAndClose(END, 2300, 2400);
        assertThat(report.notes()).anyMatch(note -> note.contains("WATERMARK was missing"));
        assertThat(report.toldOf(report.quarantined().get(0))).contains("positions 2300 to 2399", "WATERMARK")
            .doesNotContain("were acknowledged and");
    }

    /** The next starts do not read those files again, but their operator is to know. */
    @Test
    void shouldTellOfQuarantinedPositionsAtEachStart() throws IOException {
        CrashImage.zero(file, offsets.get(7) + 100, 4096);
        final RecoveryReport first = openAppendAndClose(END, 700, 800);
        assertThat(first.toldOf(first.quarantined().get(0))).contains("positions 700 to 799 were acknowledged");
        assertThat(first.quarantinedBefore()).isEmpty();

        for (int start = 0; start < 2; start++) {
            final JournalWriter journal = TestJournals.open(image);
            assertThat(journal.recovery().quarantined()).isEmpty();
            assertThat(journal.recovery().quarantinedBefore()).containsExactly(new PositionRange(700, 800));
            TestJournals.close(journal);
        }
        assertThat(JournalStats.of(image).missing()).isEqualTo(100);
    }

    /** Of files that recovery does not read, but the replay or a reader does. */
    @Test
    void shouldQuarantineDamageThatIsFoundInOldFiles() throws IOException {
        openAppendAndClose(END, 0, 0);
        CrashImage.zero(file, offsets.get(7) + 100, 4096);
        final JournalWriter journal = TestJournals.open(image);
        assertThat(journal.recovery().quarantinedBefore()).isEmpty();
        journal.quarantine(new PositionRange(700, 800));
        journal.quarantine(new PositionRange(700, 800));
        journal.quarantine(new PositionRange(720, 730));
        assertThat(JournalVerifier.verify(image).damages()).singleElement().satisfies(
            damage -> assertThat(damage.isQuarantined()).isTrue());
        Records.append(journal, 1, T0);
        TestJournals.close(journal);

        final JournalWriter again = TestJournals.open(image);
        assertThat(again.recovery().quarantinedBefore()).containsExactly(new PositionRange(700, 800));
        assertThat(again.position()).isEqualTo(END + 2);
        TestJournals.close(again);
    }

    /** The files before and after it are sound: it is the generation that is not there. */
    @Test
    void shouldNameTheGenerationThatIsGoneAndBlameNoNeighbour() throws IOException {
        for (int generation = 2; generation < 6; generation++) {
            final JournalWriter journal = TestJournals.open(image);
            Records.append(journal, 10, T0);
            TestJournals.close(journal);
        }
        JournalFiles.removeDirectory(JournalFiles.generation(image, 3));
        JournalFiles.removeDirectory(JournalFiles.generation(image, 4));

        final JournalVerifier.Report report = JournalVerifier.verify(image);
        assertThat(report.missing()).isEqualTo(20);
        assertThat(report.damages()).extracting(JournalVerifier.Damage::toString).containsExactly(
            "positions 3010 to 3019 are missing: generation 3 is not there (" + JournalFiles.generation(image, 3) + ")",
            "positions 3020 to 3029 are missing: generation 4 is not there (" + JournalFiles.generation(image, 4) + ")");

        JournalFiles.removeDirectory(JournalFiles.generation(image, 1));
        assertThat(JournalVerifier.verify(image).damages().get(0).toString())
            .startsWith("positions 0 to 2999 are missing: generation 1 is not there");
        JournalFiles.removeDirectory(JournalFiles.generation(image, 5));
        assertThat(JournalVerifier.verify(image).damages()).as("the last one, too").hasSize(4)
            .allMatch(damage -> damage.toString().contains("is not there"));
    }

    @Test
    void shouldTellAGoneGenerationFromDamageBesideIt() throws IOException {
        openAppendAndClose(END, 0, 0);
        final JournalWriter journal = TestJournals.open(image);
        Records.append(journal, 10, T0);
        TestJournals.close(journal);
        CrashImage.zero(file, offsets.get(29) + 100, Long.MAX_VALUE);
        JournalFiles.removeDirectory(JournalFiles.generation(image, 2));

        assertThat(JournalVerifier.verify(image).damages()).extracting(JournalVerifier.Damage::toString).satisfiesExactly(
            torn -> assertThat(torn).startsWith("positions 2900 to 2999 are missing: ").contains(file.toString(), "byte"),
            gone -> assertThat(gone).startsWith("positions 3000 to 3000 are missing: generation 2 is not there"));
    }

    @Test
    void shouldOpenWithADamagedWatermark() throws IOException {
        CrashImage.overwrite(image.resolve("WATERMARK"), 0, new byte[64]);
        openAppendAndClose(END, 0, 0);
    }

    /** Believed, a position that is too high would keep the writer from forcing anything until it got there. */
    @Test
    void shouldNotBelieveAWatermarkThatIsTooHigh() throws IOException {
        CrashImage.overwrite(image.resolve("WATERMARK"), 8, new byte[] {-1, -1, -1, -1, -1, -1, -1, 127});
        final RecoveryReport report = openAppendAndClose(END, 0, 0);
        assertThat(report.notes()).anyMatch(note -> note.contains("WATERMARK was missing or damaged"));
    }

    @Test
    void shouldNotCallAJournalSoundWhoseFilesAreGone() throws IOException {
        openAppendAndClose(END, 0, 0);
        JournalFiles.removeDirectory(JournalFiles.generation(image, 1));
        final JournalVerifier.Report front = JournalVerifier.verify(image);
        assertThat(front.isSound()).isFalse();
        assertThat(front.missing()).isEqualTo(END);
        JournalFiles.removeDirectory(JournalFiles.generation(image, 2));
        final JournalVerifier.Report all = JournalVerifier.verify(image);
        assertThat(all.missing()).isEqualTo(END + 1);
        assertThat(all.damages()).extracting(JournalVerifier.Damage::generation).containsExactly(1, 2);
    }

    @Test
    void shouldGoOnBehindAGenerationThatWasDeleted() throws IOException {
        openAppendAndClose(END, 0, 0);
        JournalFiles.removeDirectory(JournalFiles.generation(image, 1));
        final JournalWriter journal = TestJournals.open(image);
        assertThat(journal.position()).isEqualTo(END + 1);
        assertThat(journal.recovery().notes()).anyMatch(note -> note.contains("generation 1 with the positions 0 to 2999"));
        assertThat(Positions.allOf(image).seen).containsExactly(END);
        TestJournals.close(journal);
    }

    @Test
    void shouldRemoveGenerationsInWhichNothingWasAppended() throws IOException {
        for (int generation = 2; generation < 5; generation++) {
            final JournalWriter journal = TestJournals.open(image);
            assertThat(journal.recovery().generation()).isEqualTo(generation);
            assertThat(journal.position()).isEqualTo(END);
            TestJournals.close(journal);
        }
        assertThat(JournalFiles.generations(image)).containsExactly(1, 4);
        assertThat(Files.readString(image.resolve("MANIFEST"))).matches("swabline-journal 1\n"
            + "generation 1 from 0 to 3000 durability disk salt [0-9a-f]{8}\n"
            + "generation 4 from 3000 durability disk salt [0-9a-f]{8}\ncrc32c [0-9a-f]{8}\n");
    }

    /** Opens the image, appends a record, and reads everything; some positions are expected to be missing. */
    private RecoveryReport openAppendAndClose(final long position, final long missingFrom, final long missingTo) {
        final JournalWriter journal = TestJournals.open(image);
        assertThat(journal.position()).isEqualTo(position);
        assertThat(Records.append(journal, 1, T0)).isEqualTo(position + 1);
        journal.sync();
        final List<Long> kept = new ArrayList<>(range(0, missingFrom));
        kept.addAll(range(missingTo, position + 1));
        final Positions all = Positions.allOf(image);
        assertThat(all.seen).isEqualTo(kept);
        assertThat(all.gaps.stream().mapToLong(PositionRange::length).sum()).isEqualTo(missingTo - missingFrom);
        TestJournals.close(journal);
        final JournalWriter again = TestJournals.open(image);
        assertThat(again.position()).isEqualTo(position + 1);
        assertThat(again.recovery().quarantined()).isEmpty();
        assertThat(again.recovery().notes()).isEmpty();
        TestJournals.close(again);
        return journal.recovery();
    }
}
