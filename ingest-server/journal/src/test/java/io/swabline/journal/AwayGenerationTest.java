package io.swabline.journal;

import static io.swabline.journal.TestJournals.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Generations that are renamed, or on an archive that is not mounted, and come back. */
class AwayGenerationTest {
    private static final int RECORDS = 100;

    @TempDir
    private Path temporary;
    private Path journal;
    private Path archive;

    /** Three generations of 100 records, closed. */
    @BeforeEach
    void write() throws IOException {
        journal = temporary.resolve("journal");
        archive = Files.createDirectory(temporary.resolve("archive"));
        for (int i = 0; i < 3; i++) {
            append();
        }
    }

    private void append() {
        final JournalWriter writer = TestJournals.open(journal);
        Records.append(writer, RECORDS, T0);
        TestJournals.close(writer);
    }

    private Path generation(final int number) {
        return JournalFiles.generation(journal, number);
    }

    /** As the replay at a start does with what it does not find. */
    private RecoveryReport startAndQuarantine(final long from, final long to) {
        final JournalWriter writer = TestJournals.open(journal);
        writer.quarantine(new PositionRange(from, to));
        TestJournals.close(writer);
        return writer.recovery();
    }

    private void assertAwayAndBack(final int number, final Way way) throws IOException {
        final Path there = archive.resolve("generation");
        way.take(generation(number), there);
        final long from = (number - 1) * RECORDS;
        final RecoveryReport report = startAndQuarantine(from, from + RECORDS);
        assertThat(report.notes()).singleElement().asString().contains(
            "generation " + number + " with the positions " + from + " to " + (from + RECORDS - 1) + " is away",
            "mount it or move it back", generation(number) + ".lost");
        assertThat(report.quarantined()).isEmpty();
        assertThat(JournalVerifier.verify(journal).damages()).singleElement().satisfies(damage -> {
            assertThat(damage.generation()).isEqualTo(number);
            assertThat(damage.isQuarantined()).as("marked as lost").isFalse();
        });

        way.giveBack(generation(number), there);
        final JournalWriter writer = TestJournals.open(journal);
        assertThat(writer.recovery().quarantinedBefore()).isEmpty();
        assertThat(writer.recovery().notes()).isEmpty();
        TestJournals.close(writer);
        assertThat(JournalVerifier.verify(journal).isSound()).isTrue();
    }

    /** How a generation goes away and comes back. */
    private interface Way {
        void take(Path generation, Path there) throws IOException;

        default void giveBack(final Path generation, final Path there) throws IOException {
            Files.deleteIfExists(generation);
            Files.move(there, generation);
        }
    }

    @Test
    void shouldMarkNothingAsLostThatIsOnlyAway() throws IOException {
        assertAwayAndBack(1, Files::move);
        assertAwayAndBack(2, (generation, there) -> {
            Files.move(generation, there);
            Files.createSymbolicLink(generation, archive.resolve("not-mounted"));
        });
        assertAwayAndBack(3, (generation, there) -> {
            Files.move(generation, there);
            Files.createDirectory(generation);
        });
    }

    @Test
    void shouldMarkWhatIsDamagedBesideAGenerationThatIsAway() throws IOException {
        Files.move(generation(2), archive.resolve("generation"));
        startAndQuarantine(90, 205);
        Files.move(archive.resolve("generation"), generation(2));

        final JournalWriter writer = TestJournals.open(journal);
        assertThat(writer.recovery().quarantinedBefore())
            .containsExactly(new PositionRange(90, 100), new PositionRange(200, 205));
        TestJournals.close(writer);
    }

    @Test
    void shouldMarkAsLostWhatTheOperatorSaysIsLost() throws IOException {
        JournalFiles.removeDirectory(generation(2));
        Files.createFile(temporary.resolve("journal/generation-000002.lost"));

        final JournalWriter writer = TestJournals.open(journal);
        assertThat(writer.recovery().quarantined()).containsExactly(new PositionRange(100, 200));
        assertThat(writer.position()).isEqualTo(300);
        TestJournals.close(writer);
        final JournalWriter again = TestJournals.open(journal);
        assertThat(again.recovery().quarantinedBefore()).containsExactly(new PositionRange(100, 200));
        assertThat(again.recovery().notes()).isEmpty();
        TestJournals.close(again);
    }

    /** Its end is not known: positions that were acknowledged would be given to other records. */
    @Test
    void shouldNotStartWithoutTheGenerationThatAKilledServerWrote() throws IOException {
        final JournalWriter killed = TestJournals.open(journal);
        Records.append(killed, RECORDS, T0);
        killed.sync();
        final Path image = CrashImage.of(journal, temporary.resolve("image"));
        TestJournals.close(killed);
        journal = image;
        final byte[] manifest = Files.readAllBytes(image.resolve("MANIFEST"));
        for (final boolean isEmptyDirectory : new boolean[] {false, true}) {
            Files.move(generation(4), archive.resolve("generation"));
            if (isEmptyDirectory) {
                Files.createDirectory(generation(4));
            }
            assertThatExceptionOfType(JournalException.class).isThrownBy(() -> TestJournals.open(image))
                .withMessageContainingAll("generation 4, from position 300 on, was not closed", "mount it or move it back",
                    generation(4) + ".lost");
            assertThat(Files.readAllBytes(image.resolve("MANIFEST"))).isEqualTo(manifest);
            Files.deleteIfExists(generation(4));
            Files.move(archive.resolve("generation"), generation(4));
        }
        final JournalWriter back = TestJournals.open(image);
        assertThat(back.position()).isEqualTo(400);
        assertThat(back.recovery().quarantined()).isEmpty();
        TestJournals.close(back);
    }

    @Test
    void shouldStartWithoutItOnceTheOperatorSaysThatItIsLost() throws IOException {
        final JournalWriter killed = TestJournals.open(journal);
        Records.append(killed, RECORDS, T0);
        killed.sync();
        final Path image = CrashImage.of(journal, temporary.resolve("image"));
        TestJournals.close(killed);
        JournalFiles.removeDirectory(JournalFiles.generation(image, 4));
        Files.createFile(image.resolve("generation-000004.lost"));

        final JournalWriter writer = TestJournals.open(image);
        assertThat(writer.recovery().quarantined()).containsExactly(new PositionRange(300, 400));
        assertThat(writer.position()).isEqualTo(400);
        TestJournals.close(writer);
    }
}
