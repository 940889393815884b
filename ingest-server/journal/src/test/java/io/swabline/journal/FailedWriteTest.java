package io.swabline.journal;

import static io.swabline.journal.TestJournals.range;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A block device fails one write of batches. The kernel tells the writing process, once, and then holds the pages as if they had
 * been written: they can be read, and forcing them again succeeds. The journal is opened again on the same kernel. Then the
 * power is cut: all that the opened journal told to be durable must be on the device.
 */
@Tag("slow")
class FailedWriteTest {
    private static final long SEED = Long.getLong("swabline.seed", System.nanoTime());
    private static final int ROUNDS = 4;

    @TempDir
    Path temporary;
    private final SplittableRandom random = new SplittableRandom(SEED);

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"mkfs.ext4 -q, loop", "mkfs.xfs -q, loop,nouuid"})
    void shouldNotCallDurableWhatAFailedWriteLeftInThePageCache(final String fileSystem) throws Exception {
        final String[] words = fileSystem.split(", ");
        long durable = 0;
        try (FailingDisk disk = FailingDisk.mount(temporary, words[0], words[1])) {
            final Path journal = disk.directory().resolve("journal");
            for (int round = 1; round <= ROUNDS; round++) {
                final String description = "seed " + SEED + ", " + fileSystem + ", round " + round;
                durable = Math.max(durable, writeUntilAWriteFails(disk, journal, description));
                final JournalWriter writer = TestJournals.open(journal);
                final long position = writer.position();
                assertThat(position).as(description).isGreaterThanOrEqualTo(durable);
                assertThat(Positions.allOf(journal).seen).as(description).isEqualTo(range(0, position));
                checkAfterACut(disk, words[1], round, position, description + ", " + writer.recovery());
                TestJournals.close(writer);
                durable = position;
            }
        }
    }

    private long writeUntilAWriteFails(final FailingDisk disk, final Path journal, final String description) throws Exception {
        final ChildJournal child = ChildJournal.start(journal, random.nextLong());
        try {
            final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (child.durable() < 0) {
                assertThat(child.isAlive() && System.nanoTime() - deadlineNs < 0).as(description + child.lastLine()).isTrue();
                LockSupport.parkNanos(1_000_000);
            }
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(300_000)));
            disk.failWrites(1);
            assertThat(child.awaitExit()).as(description).isEqualTo(1);
        } finally {
            child.kill();
        }
        return child.durable();
    }

    private void checkAfterACut(final FailingDisk disk, final String options, final int round, final long position,
        final String description) throws Exception {
        final Path image = temporary.resolve("image-" + round);
        final Path mounted = Files.createDirectories(temporary.resolve("after-" + round));
        disk.copyTo(image);
        assertThat(SmallDisk.run("mount", "-o", options, image.toString(), mounted.toString())).as(description).isZero();
        try {
            final JournalWriter writer = TestJournals.open(mounted.resolve("journal"));
            assertThat(writer.recovery().quarantined()).as(description).isEmpty();
            assertThat(writer.position()).as(description).isGreaterThanOrEqualTo(position);
            assertThat(Positions.allOf(mounted.resolve("journal")).seen.size()).as(description)
                .isGreaterThanOrEqualTo((int) position);
            TestJournals.close(writer);
        } finally {
            SmallDisk.run("umount", "--lazy", mounted.toString());
            Files.delete(image);
        }
    }
}
