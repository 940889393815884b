package io.swabline.benchmarks.simulation.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.journal.JournalException;
import io.swabline.journal.JournalSettings;
import io.swabline.journal.JournalTail;
import io.swabline.journal.JournalWriter;
import io.swabline.journal.RollCycle;
import io.swabline.journal.SimulatedJournal;
import io.swabline.protocol.Durability;
import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.trust.Cutoff;
import io.swabline.protocol.trust.RegistryNote;
import io.swabline.protocol.trust.CutoffLog;
import io.swabline.protocol.trust.CutoffLogException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    /**
     * A forced write fails; processes read on what it was to write. The next start on the same kernel keeps nothing that a power
     * cut would take back, whether its file system can be read past the page cache or not.
     */
    @ParameterizedTest
    @CsvSource({"1, true", "2, true", "3, true", "4, true", "5, false", "6, false", "7, false", "8, false"})
    void shouldNotKeepWhatAForcedWriteThatFailedLeftInThePageCache(final long seed, final boolean readsPastCache) {
        final SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(seed), readsPastCache);
        long durable = 0;
        for (int failure = 0; failure < 20; failure++) {
            final JournalWriter journal = open(disk.boot());
            assertThat(journal.position()).isGreaterThanOrEqualTo(durable);
            durable = appendUntilAForceFails(disk, journal);
            SimulatedJournal.abandon(journal);
            disk.kill();

            final JournalWriter next = open(disk.boot());
            final long position = next.position();
            assertThat(position).isGreaterThanOrEqualTo(durable);
            SimulatedJournal.abandon(next);
            disk.cutPower();

            final Path root = disk.boot();
            final JournalWriter afterTheCut = open(root);
            assertThat(afterTheCut.recovery().quarantined()).as("seed %d, failure %d", seed, failure).isEmpty();
            assertThat(afterTheCut.position()).isEqualTo(position);
            try (JournalTail tail = JournalTail.open(JournalSettings.directoryIn(root.resolve("data")))) {
                assertThat(records(tail)).as("seed %d, failure %d", seed, failure).isEqualTo(position);
            }
            SimulatedJournal.abandon(afterTheCut);
            disk.kill();
        }
    }

    /** The same of the superseded codes that a server knows: a hole in their log would have them accepted again. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldNotKeepACutoffThatAForcedWriteThatFailedLeftInThePageCache(final long seed) {
        final SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(seed));
        int next = 1;
        for (int failure = 0; failure < 10; failure++) {
            final CutoffLog log = CutoffLog.open(disk.boot(), 0, cutoff -> { });
            disk.failForceWithin(4);
            try {
                while (true) {
                    log.append(cutoffs(next, next += 20));
                }
            } catch (final CutoffLogException failed) {
                disk.kill();
            }
            final List<RegistryNote> known = new ArrayList<>();
            final CutoffLog second = CutoffLog.open(disk.boot(), 0, known::add);
            final List<Cutoff> more = cutoffs(next, next += 5);
            second.append(more);
            known.addAll(more);
            disk.cutPower();

            final List<RegistryNote> kept = new ArrayList<>();
            final CutoffLog third = CutoffLog.open(disk.boot(), 0, kept::add);
            assertThat(third.report().damagedRecords()).as("seed %d, failure %d", seed, failure).isZero();
            assertThat(kept).as("seed %d, failure %d", seed, failure).isEqualTo(known);
            disk.kill();
        }
    }

    private static List<Cutoff> cutoffs(final int from, final int to) {
        final List<Cutoff> cutoffs = new ArrayList<>();
        for (int i = from; i < to; i++) {
            final byte[] person = new byte[Pseudonym.LENGTH];
            person[0] = (byte) i;
            cutoffs.add(new Cutoff(i, NOW_MS + i, NOW_MS / 1000 + 2_592_000, Pseudonym.of(person), i, 1_000 + i));
        }
        return cutoffs;
    }

    private static long records(final JournalTail tail) {
        long records = 0;
        while (tail.lagRecords() > 0) {
            records += tail.poll((position, appendedAtMs, buffer, offset) -> { }, 1000);
        }
        return records;
    }

    private static long appendUntilAForceFails(final SimulatedDisk disk, final JournalWriter journal) {
        long durable = journal.durablePosition();
        disk.failForceWithin(6);
        try {
            while (true) {
                for (int batch = 0; batch < 3; batch++) {
                    journal.reserve(40, NOW_MS);
                    journal.append(40, NOW_MS);
                }
                durable = journal.sync();
            }
        } catch (final JournalException failed) {
            return durable;
        }
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
