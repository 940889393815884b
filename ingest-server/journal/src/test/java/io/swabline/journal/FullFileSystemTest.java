package io.swabline.journal;

import static io.swabline.journal.TestJournals.range;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A journal fills a small file system as fast as it can, each in a file of its own. It is told that there is no room, and never
 * killed by a page that the disk has none for; what was called durable is there.
 */
@Tag("slow")
class FullFileSystemTest {
    private static final long SEED = Long.getLong("swabline.seed", System.nanoTime());
    private static final int FILLS = 2;
    private static final int BALLAST_LENGTH = 8 << 20;

    @TempDir
    Path temporary;
    private final SplittableRandom random = new SplittableRandom(SEED);

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"mkfs.btrfs -q", "mkfs.btrfs -q --mixed", "mkfs.xfs -q"})
    void shouldEndForLackOfRoomAndNotByASignal(final String make) throws Exception {
        final Path image = temporary.resolve("image");
        final Path disk = Files.createDirectories(temporary.resolve("disk"));
        for (int fill = 1; fill <= FILLS; fill++) {
            final String description = "seed " + SEED + ", " + make + ", fill " + fill;
            Files.deleteIfExists(image);
            FailingDisk.makeFileSystem(image, (make.contains("xfs") ? 320L : 160L) << 20, make);
            Assumptions.assumeTrue(SmallDisk.run("mount", "-o", "loop", image.toString(), disk.toString()) == 0,
                "a file cannot be mounted (needs root and loop devices): full file systems are not tested");
            try {
                fill(disk, description);
            } finally {
                SmallDisk.run("umount", "--lazy", disk.toString());
            }
        }
    }

    /** As {@code chattr +C} says; a journal that was begun without it goes on with it. */
    @Test
    void shouldTurnOffCopyingOnWriteOnBtrfsOrRefuseTheJournal() throws Exception {
        final Path image = temporary.resolve("image");
        final Path disk = Files.createDirectories(temporary.resolve("disk"));
        FailingDisk.makeFileSystem(image, 160L << 20, "mkfs.btrfs -q");
        Assumptions.assumeTrue(SmallDisk.run("mount", "-o", "loop", image.toString(), disk.toString()) == 0,
            "a file cannot be mounted (needs root and loop devices): btrfs is not tested");
        try {
            final Path journal = Files.createDirectories(disk.resolve("journal"));
            Watermark.create(journal, 0);
            assertThat(NoCopyOnWrite.isSet(journal.resolve(JournalFiles.WATERMARK))).isFalse();
            final JournalWriter writer = TestJournals.open(journal);
            Records.append(writer, 1, TestJournals.T0);
            writer.sync();
            for (final Path file : List.of(journal.resolve(JournalFiles.WATERMARK), CrashImage.lastCycle(journal))) {
                assertThat(NoCopyOnWrite.isSet(file)).as(file.toString()).isTrue();
            }
            TestJournals.close(writer);

            final Path compressed = Files.createDirectories(disk.resolve("compressed"));
            assertThat(SmallDisk.run("chattr", "+c", compressed.toString())).isZero();
            assertThatThrownBy(() -> TestJournals.open(compressed)).isInstanceOf(JournalException.class)
                .hasMessageContaining("chattr +C").hasMessageContaining("journal.any-file-system");
            final JournalWriter insisted =
                JournalWriter.open(TestJournals.settings(compressed).withAnyFileSystem(true));
            assertThat(insisted.recovery().notes()).anyMatch(note -> note.contains("chattr +C"));
            TestJournals.close(insisted);
        } finally {
            SmallDisk.run("umount", "--lazy", disk.toString());
        }
    }

    private void fill(final Path disk, final String description) throws InterruptedException, IOException {
        final Path ballast = Files.write(disk.resolve("ballast"), new byte[BALLAST_LENGTH]);
        final Path journal = disk.resolve("journal");
        final ChildJournal child = ChildJournal.start(journal, random.nextLong());
        try {
            assertThat(child.awaitExit()).as(description + ": " + child.lastLine()).isEqualTo(1);
        } finally {
            child.kill();
        }
        assertThat(child.durable()).as(description).isGreaterThan(20_000);
        Files.delete(ballast);
        final JournalWriter writer = TestJournals.open(journal);
        assertThat(writer.recovery().quarantined()).as(description).isEmpty();
        assertThat(writer.position()).as(description).isGreaterThanOrEqualTo(child.durable());
        assertThat(Positions.allOf(journal).seen).as(description).isEqualTo(range(0, writer.position()));
        TestJournals.close(writer);
    }
}
