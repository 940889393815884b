package io.swabline.journal;

import static io.swabline.journal.TestJournals.T0;
import static io.swabline.journal.TestJournals.range;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk fills up under the journal, at once and by other hands: what was reserved can be appended, the rest is refused. */
class FullDiskTest {
    private static final long CYCLE_MS = 300_000;

    @TempDir
    Path directory;

    @Test
    void shouldAppendWhatWasReservedOnAFullDiskAndRefuseTheRest() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(directory, "size=40m")) {
            final JournalWriter journal = TestJournals.open(disk.journal());
            assertThat(journal.reserve(8_192, T0)).isTrue();
            disk.fill();
            for (int i = 0; i < 8_192; i += 64) {
                Records.append(journal, 64, T0);
            }
            assertThat(journal.sync()).isEqualTo(8_192);
            long nowMs = T0;
            long expected = 8_192;
            while (journal.reserve(1_024, ++nowMs)) { // what is left of the blocks that were allocated together
                expected = Records.append(journal, 1_024, nowMs);
                assertThat(expected).isLessThan(1_000_000);
            }
            assertThat(journal.isFull()).isTrue();
            assertThat(journal.reserve(1, nowMs + 1)).as("not asked again at once").isFalse();
            disk.makeRoom();
            nowMs += 1_000;
            assertThat(journal.reserve(1_024, nowMs)).isTrue();
            assertThat(journal.isFull()).isFalse();
            expected = Records.append(journal, 1_024, nowMs);
            journal.sync();
            assertThat(Positions.allOf(disk.journal()).seen).isEqualTo(range(0, expected));
            TestJournals.close(journal);
            assertThat(JournalVerifier.verify(disk.journal()).isSound()).isTrue();
        }
    }

    @Test
    void shouldNotRollOnAFullDiskAndRollWhenThereIsRoom() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(directory, "size=40m")) {
            final JournalWriter journal = TestJournals.open(disk.journal());
            Records.append(journal, 100, T0);
            disk.fill();
            assertThat(journal.reserve(1, T0 + CYCLE_MS)).isFalse();
            disk.makeRoom();
            assertThat(journal.reserve(1, T0 + 2 * CYCLE_MS)).isTrue();
            assertThat(journal.reserve(1, T0 + 4 * CYCLE_MS)).as("the prepared file is used for a later cycle").isTrue();
            disk.fill();
            Records.append(journal, 1, T0 + 4 * CYCLE_MS);
            assertThat(journal.sync()).isEqualTo(101);
            final Path generation = JournalFiles.generation(disk.journal(), 1);
            assertThat(JournalFiles.cycles(generation)).hasSize(2);
            assertThat(JournalFiles.unfinished(generation)).isEmpty();
            assertThat(Positions.allOf(disk.journal()).seen).isEqualTo(range(0, 101));
            disk.makeRoom();
            TestJournals.close(journal);
        }
    }

    @Test
    void shouldRefuseWithoutInodesForTheNextFile() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(directory, "size=40m,nr_inodes=100")) {
            final JournalWriter journal = TestJournals.open(disk.journal());
            Records.append(journal, 100, T0);
            final Path last = useUpInodes();
            assertThat(journal.reserve(1, T0 + CYCLE_MS)).isFalse();
            Files.delete(last);
            assertThat(journal.reserve(1, T0 + CYCLE_MS + 200)).isTrue();
            assertThat(Records.append(journal, 1, T0 + CYCLE_MS + 200)).isEqualTo(101);
            TestJournals.close(journal);
        }
    }

    private Path useUpInodes() {
        Path last = null;
        try {
            for (int i = 0; i < 1_000; i++) {
                last = Files.createFile(directory.resolve("file-" + i));
            }
        } catch (final IOException none) {
            return last;
        }
        throw new IllegalStateException("1,000 files and no end");
    }

    @Test
    void shouldSayThatTheDiskIsFullWhenItCannotBeOpened() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(directory, "size=2m")) {
            disk.fill();
            assertThatThrownBy(() -> TestJournals.open(disk.journal())).isInstanceOf(JournalException.class)
                .hasMessageContaining("the disk is full");
            disk.makeRoom();
            TestJournals.close(TestJournals.open(disk.journal()));
        }
    }

    @Test
    void shouldGiveBackWhatWasAllocatedAheadWhenAFileIsLeft() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(directory, "size=40m")) {
            final JournalWriter journal = TestJournals.open(disk.journal());
            for (int cycle = 0; cycle < 60; cycle++) { // a MiB each, were it kept
                Records.append(journal, 1_000, T0 + cycle * CYCLE_MS);
                journal.sync();
            }
            TestJournals.close(journal);
            final long before = Files.getFileStore(directory).getUsableSpace();
            TestJournals.close(TestJournals.open(disk.journal()));
            assertThat(before).isGreaterThan(30L << 20);
            assertThat(Positions.allOf(disk.journal()).seen).isEqualTo(range(0, 60_000));
        }
    }
}
