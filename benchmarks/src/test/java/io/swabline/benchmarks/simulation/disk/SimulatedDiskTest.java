package io.swabline.benchmarks.simulation.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.journal.JournalSettings;
import io.swabline.journal.JournalWriter;
import io.swabline.journal.RollCycle;
import io.swabline.journal.SimulatedJournal;
import io.swabline.protocol.Durability;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatedDiskTest {
    private static final long NOW_MS = 1_647_000_000_000L;
    private static final int ROLL_MS = 10_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldKeepWhatWasForcedAndOnlyThat(final long seed) throws IOException {
        final SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(seed));
        final Path file = disk.boot().resolve("file");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
            channel.force(true);
            try (FileChannel directory = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
                directory.force(true);
            }
            channel.write(ByteBuffer.wrap(new byte[2000]));
        }
        disk.cutPower();

        final byte[] bytes = Files.readAllBytes(disk.boot().resolve("file"));
        assertThat(bytes).startsWith(1, 2, 3).hasSizeBetween(3, 2003);
    }

    /** The first start is killed at each of its steps; what the second one forces must not hang on names that are not forced. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldKeepAJournalWhoseDirectoryWasMadeByAStartThatWasKilled(final long seed) {
        for (int killedAt = 0; killedAt < 12; killedAt++) {
            final SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(seed));
            startAndEndAfter(disk, killedAt);
            final JournalWriter journal = open(disk.boot());
            journal.reserve(1, NOW_MS);
            journal.append(1, NOW_MS);
            journal.sync();
            SimulatedJournal.abandon(journal);
            disk.cutPower();

            final JournalWriter reopened = open(disk.boot());
            assertThat(reopened.position()).as("killed at change %d", killedAt).isOne();
            SimulatedJournal.abandon(reopened);
        }
    }

    private static void startAndEndAfter(final SimulatedDisk disk, final int changes) {
        final Path root = disk.boot();
        disk.endProcessAfter(changes);
        try {
            SimulatedJournal.abandon(open(root));
        } catch (final ProcessEnded ended) {
            assertThat(disk.isProcessEnded()).isTrue();
        }
        disk.kill();
    }

    private static JournalWriter open(final Path root) {
        return SimulatedJournal.open(new JournalSettings(JournalSettings.directoryIn(root.resolve("data")), Durability.DISK,
            RollCycle.FIVE_MINUTELY, JournalSettings.BLOCK_SIZE_MIN, () -> NOW_MS), ROLL_MS, 4096, () -> true, () -> { }, 1);
    }
}
