package io.swabline.journal;

import static io.swabline.journal.TestJournals.T0;
import static io.swabline.journal.TestJournals.range;
import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.protocol.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How much a start reads of a journal of many files, and that it reads enough: 12 files of 10 batches of 10 records. */
class JournalStartTest {
    private static final int FILES = 12;
    private static final int BATCHES = 10;
    private static final int RECORDS = 10;
    private static final long FILE_RECORDS = BATCHES * RECORDS;
    private static final long END = FILES * FILE_RECORDS;
    private static final long ROLL_MS = 300_000;

    @TempDir
    Path temporary;

    @ParameterizedTest
    @EnumSource(Durability.class)
    void shouldReadNothingBehindAWriterThatWasClosed(final Durability durability) throws IOException {
        final Path journal = temporary.resolve("journal");
        final JournalWriter writer = open(journal, durability);
        write(writer, END);
        TestJournals.close(writer);
        assertThat(Files.readString(journal.resolve("MANIFEST"))).contains("generation 1 from 0 to " + END + " durability ");

        final JournalWriter next = JournalWriter.open(
            TestJournals.settings(journal).withDurability(durability).withClock(() -> timeOf(FILES, 0)));
        assertThat(next.recovery().records()).isZero();
        assertThat(next.recovery().notes()).isEmpty();
        assertThat(next.position()).isEqualTo(END);
        assertThat(next.recovery().generation()).isEqualTo(2);
        final Path last = JournalFiles.cycles(JournalFiles.generation(journal, 1)).get(FILES - 1);
        assertThat(Files.size(last)).as("nothing reserved is left").isEqualTo(
            CrashImage.batchOffsets(last).get(BATCHES - 1) + BatchReader.EXCERPT_HEADER_LENGTH + BatchDescriptor.length(RECORDS));
        Records.append(next, 1, timeOf(FILES, 1));
        next.sync();
        assertThat(Positions.allOf(journal).seen).isEqualTo(range(0, END + 1));
        TestJournals.close(next);
        assertThat(JournalVerifier.verify(journal).isSound()).isTrue();
    }

    @Test
    void shouldReadOnlyFilesThatMayNotHaveBeenForced() throws IOException {
        final Path image = killedImage(Durability.DISK, END);
        final RecoveryReport report = requireWhole(image);
        assertThat(report.records()).isEqualTo(2 * FILE_RECORDS);
    }

    @Test
    void shouldReadFromTheFileBeforeTheDurablePositionHoweverFarBehind() throws IOException {
        final Path image = killedImage(Durability.DISK, 5 * FILE_RECORDS + 1);
        assertThat(requireWhole(image).records()).isEqualTo(END - 4 * FILE_RECORDS);
    }

    @Test
    void shouldReadFromTheFileBeforeADurablePositionBetweenTwoFiles() throws IOException {
        final Path image = killedImage(Durability.DISK, 5 * FILE_RECORDS);
        assertThat(requireWhole(image).records()).isEqualTo(END - 3 * FILE_RECORDS);
    }

    @Test
    void shouldReadEverythingThatWasNeverForced() throws IOException {
        assertThat(requireWhole(killedImage(Durability.OS, END)).records()).isEqualTo(END);
    }

    @Test
    void shouldReadEverythingWithoutWatermark() throws IOException {
        final Path image = killedImage(Durability.DISK, END);
        Files.delete(image.resolve("WATERMARK"));
        assertThat(JournalRecovery.run(image, T0).report(0).records()).isEqualTo(END);
    }

    @Test
    void shouldReadEverythingWithoutManifest() throws IOException {
        final Path image = killedImage(Durability.DISK, END);
        Files.delete(image.resolve("MANIFEST"));
        assertThat(JournalRecovery.run(image, T0).report(0).records()).isEqualTo(END);
    }

    /** Manifests from before they told the durability. */
    @Test
    void shouldReadEverythingOfAGenerationWhoseDurabilityIsNotKnown() throws IOException {
        final Path image = killedImage(Durability.DISK, END);
        new Manifest(List.of(new Generation(1, 0, Generation.OPEN, null, Generation.UNKNOWN_SALT)), List.of()).write(image);
        assertThat(Files.readString(image.resolve("MANIFEST"))).startsWith("swabline-journal 1\ngeneration 1 from 0\ncrc32c ");
        assertThat(requireWhole(image).records()).isEqualTo(END);
    }

    /** Where a file begins cannot be read, so the one before it tells what must follow. */
    @Test
    void shouldBeginFurtherBackWhereAFilesBeginningIsDamaged() throws IOException {
        final Path image = killedImage(Durability.DISK, END);
        final Path damaged = JournalFiles.allCycles(image).get(FILES - 2);
        CrashImage.zero(damaged, 0, CrashImage.batchOffsets(damaged).get(1));
        final JournalRecovery recovered = JournalRecovery.run(image, T0);
        final long lost = (FILES - 2) * FILE_RECORDS;
        assertThat(recovered.report(0).quarantined()).containsExactly(new PositionRange(lost, lost + RECORDS));
        assertThat(recovered.report(0).records()).isEqualTo(3 * FILE_RECORDS - RECORDS);
        assertThat(recovered.nextPosition()).isEqualTo(END);
    }

    @Test
    void shouldCutATornTailBehindFilesThatItDidNotRead() throws IOException {
        final long durable = END - 3 * RECORDS;
        final Path image = killedImage(Durability.DISK, durable);
        final Path last = CrashImage.lastCycle(image);
        CrashImage.zero(last, CrashImage.batchOffsets(last).get(BATCHES - 2) + 100, Long.MAX_VALUE);
        final JournalWriter writer = open(image, Durability.DISK);
        assertThat(writer.position()).isEqualTo(END - 2 * RECORDS);
        assertThat(writer.recovery().cutBytes()).isPositive();
        assertThat(writer.recovery().quarantined()).isEmpty();
        assertThat(Positions.allOf(image).seen).isEqualTo(range(0, END - 2 * RECORDS));
        TestJournals.close(writer);
        assertThat(JournalVerifier.verify(image).isSound()).isTrue();
    }

    @Test
    void shouldQuarantineDamageInTheFilesThatItReads() throws IOException {
        final Path image = killedImage(Durability.DISK, END);
        final Path last = CrashImage.lastCycle(image);
        CrashImage.zero(last, CrashImage.batchOffsets(last).get(3) + 50, 64);
        final JournalRecovery recovered = JournalRecovery.run(image, T0);
        final long lost = END - FILE_RECORDS + 3 * RECORDS;
        assertThat(recovered.report(0).quarantined()).containsExactly(new PositionRange(lost, lost + RECORDS));
        assertThat(recovered.nextPosition()).isEqualTo(END);
    }

    /** Nobody looked at it, so nobody may believe it: the tail steps over it and tells. */
    @Test
    void shouldLeaveDamageInFilesThatItDoesNotReadToTailsAndVerify() throws IOException {
        final Path image = killedImage(Durability.DISK, END);
        final Path old = JournalFiles.allCycles(image).get(2);
        CrashImage.zero(old, CrashImage.batchOffsets(old).get(3) + 50, 64);
        final JournalWriter writer = open(image, Durability.DISK);
        assertThat(writer.recovery().quarantined()).isEmpty();
        assertThat(writer.position()).isEqualTo(END);
        final long lost = 2 * FILE_RECORDS + 3 * RECORDS;
        assertThat(Positions.allOf(image).gaps).containsExactly(new PositionRange(lost, lost + RECORDS));
        assertThat(JournalVerifier.verify(image).damages().get(0).positions()).isEqualTo(new PositionRange(lost, lost + RECORDS));
        TestJournals.close(writer);
    }

    /** Killed between the forced watermark and the manifest's new name: as if it had not been closed. */
    @Test
    void shouldFindTheEndOfAWriterThatWasKilledWhileClosing() throws IOException {
        final Path journal = temporary.resolve("journal");
        final JournalWriter writer = open(journal, Durability.DISK);
        write(writer, END);
        final byte[] manifest = Files.readAllBytes(journal.resolve("MANIFEST"));
        TestJournals.close(writer);
        Files.move(journal.resolve("MANIFEST"), journal.resolve("MANIFEST.tmp"));
        Files.write(journal.resolve("MANIFEST"), manifest);
        assertThat(requireWhole(journal).records()).isEqualTo(2 * FILE_RECORDS);
    }

    @Test
    void shouldLeaveTheManifestOfAnotherJournalAlone() throws IOException {
        final Path journal = temporary.resolve("journal");
        final JournalWriter writer = open(journal, Durability.DISK);
        write(writer, FILE_RECORDS);
        final Manifest other = new Manifest(List.of(new Generation(7, 70, Generation.OPEN, Durability.OS, 5)), List.of());
        other.write(journal);
        TestJournals.close(writer);
        assertThat(Manifest.read(journal)).isEqualTo(other);
    }

    private RecoveryReport requireWhole(final Path image) throws IOException {
        final JournalRecovery recovered = JournalRecovery.run(image, T0);
        final RecoveryReport report = recovered.report(0);
        assertThat(recovered.nextPosition()).isEqualTo(END);
        assertThat(recovered.lastAppendedAtMs()).isEqualTo(timeOf(FILES - 1, BATCHES - 1));
        assertThat(recovered.manifest(Durability.DISK, 1).generations().get(0).firstPosition()).isZero();
        assertThat(recovered.manifest(Durability.DISK, 1).generations().get(0).endPosition()).isEqualTo(END);
        assertThat(report.quarantined()).isEmpty();
        assertThat(report.cutBytes()).isZero();
        final List<Long> kept = new ArrayList<>(Positions.allOf(image).seen);
        assertThat(kept).isEqualTo(range(0, kept.size()));
        return report;
    }

    private static JournalWriter open(final Path journal, final Durability durability) {
        return JournalWriter.open(TestJournals.settings(journal).withDurability(durability));
    }

    /** Of a process that was killed when this much was durable, and all was appended. */
    private Path killedImage(final Durability durability, final long durable) throws IOException {
        final Path journal = temporary.resolve("journal");
        final JournalWriter writer = open(journal, durability);
        write(writer, durable);
        final Path image = CrashImage.of(journal, temporary.resolve("image"));
        TestJournals.close(writer);
        return image;
    }

    private static void write(final JournalWriter writer, final long durable) {
        for (int file = 0; file < FILES; file++) {
            for (int batch = 0; batch < BATCHES; batch++) {
                final long position = Records.append(writer, RECORDS, timeOf(file, batch));
                if (position <= durable || position - RECORDS < durable) {
                    writer.sync();
                }
            }
        }
    }

    private static long timeOf(final int file, final int batch) {
        return T0 + file * ROLL_MS + batch;
    }
}
