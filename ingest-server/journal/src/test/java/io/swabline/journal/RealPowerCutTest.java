package io.swabline.journal;

import static io.swabline.journal.TestJournals.range;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A writing process on a real file system in a file. What has got into that file, and not what the kernel still holds, is
 * what a disk has after a power cut: it is copied while the process is stopped, mounted, and gone on from, again and again.
 */
@Tag("slow")
class RealPowerCutTest {
    private static final long SEED = Long.getLong("swabline.seed", System.nanoTime());
    private static final long IMAGE_LENGTH = 512L << 20;
    private static final int CUTS = 12;

    @TempDir
    Path temporary;
    private final SplittableRandom random = new SplittableRandom(SEED);

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"mkfs.ext4 -q, loop", "mkfs.ext4 -q, loop,data=writeback,commit=1", "mkfs.xfs -q, loop"})
    void shouldKeepWhatWasDurable(final String fileSystem) throws Exception {
        final String[] words = fileSystem.split(", ");
        Path image = temporary.resolve("image-0");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(IMAGE_LENGTH);
        }
        final String[] make = (words[0] + " " + image).split(" ");
        Assumptions.assumeTrue(SmallDisk.run(make) == 0, make[0] + " is missing: install its package");
        long durable = 0;
        for (int cut = 1; cut <= CUTS; cut++) {
            final String description = "seed " + SEED + ", " + fileSystem + ", cut " + cut;
            final Path disk = Files.createDirectories(temporary.resolve("disk-" + cut));
            Assumptions.assumeTrue(SmallDisk.run("mount", "-o", words[1], image.toString(), disk.toString()) == 0,
                "a file cannot be mounted (needs root and loop devices): real power cuts are not tested");
            final Path copy = temporary.resolve("image-" + cut);
            try {
                durable = Math.max(durable, check(disk.resolve("journal"), durable, description));
                durable = writeAndCut(disk.resolve("journal"), image, copy, description);
            } finally {
                SmallDisk.run("umount", "--lazy", disk.toString());
            }
            Files.delete(image);
            image = copy;
        }
    }

    /** Opens what is there, twice; the position then. */
    private static long check(final Path journal, final long durable, final String description) throws IOException {
        for (int time = 0; time < 2; time++) {
            final long watermark = Files.exists(journal) ? Watermark.read(journal) : 0;
            final JournalWriter writer = TestJournals.open(journal);
            final long position = writer.position();
            assertThat(position).as(description).isGreaterThanOrEqualTo(durable);
            assertThat(writer.recovery().quarantined())
                .as(description + ", durable " + durable + ", watermark " + watermark + ", " + writer.recovery()).isEmpty();
            assertThat(Positions.allOf(journal).seen).as(description).isEqualTo(range(0, position));
            TestJournals.close(writer);
        }
        final JournalVerifier.Report report = JournalVerifier.verify(journal);
        assertThat(report.isSound()).as(description + report).isTrue();
        return report.durablePosition();
    }

    private long writeAndCut(final Path journal, final Path image, final Path copy, final String description) throws Exception {
        final ChildJournal child = ChildJournal.start(journal, random.nextLong());
        try {
            final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (child.durable() < 0) {
                assertThat(child.isAlive() && System.nanoTime() - deadlineNs < 0).as(description + child.lastLine()).isTrue();
                LockSupport.parkNanos(1_000_000);
            }
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(400_000)));
            assertThat(SmallDisk.run("kill", "-STOP", Long.toString(child.pid()))).isZero();
            // the copy is of one moment: nothing is written to the image meanwhile, or it is made again
            final String copying = "until before=$(stat -c '%y' \"$0\"); cp --sparse=always \"$0\" \"$1\";"
                + " [ \"$before\" = \"$(stat -c '%y' \"$0\")\" ]; do :; done";
            assertThat(SmallDisk.run("bash", "-c", copying, image.toString(), copy.toString())).isZero();
        } finally {
            child.kill();
        }
        return child.durable(); // all that it said before it was stopped
    }
}
