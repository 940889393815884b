package io.swabline.journal;

import io.swabline.protocol.Durability;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import net.openhft.chronicle.core.io.BackgroundResourceReleaser;

/** Journals with small files and time moved by hand. */
final class TestJournals {
    static final long T0 = 1_650_000_000_000L;

    private TestJournals() {
    }

    static JournalSettings settings(final Path directory) {
        return new JournalSettings(directory, Durability.DISK, RollCycle.FIVE_MINUTELY, JournalSettings.BLOCK_SIZE_MIN, () -> T0);
    }

    static JournalWriter open(final Path directory) {
        return JournalWriter.open(settings(directory));
    }

    static void close(final JournalWriter journal) {
        journal.close();
        BackgroundResourceReleaser.releasePendingResources();
    }

    static List<Long> range(final long from, final long to) {
        return LongStream.range(from, to).boxed().toList();
    }
}
