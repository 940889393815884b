package io.swabline.benchmarks.endtoend;

import io.swabline.benchmarks.scratch.ScratchJournal;
import io.swabline.journal.BatchDescriptor;
import io.swabline.journal.JournalWriter;
import io.swabline.protocol.Durability;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** What the journal can do at best, without server and network: 1,024 records an append, 8,192 a sync, one thread. */
final class AppendBaseline {
    private static final int APPENDS_A_SYNC = 8;
    private static final double NS_PER_SECOND = 1e9;

    private AppendBaseline() {
    }

    static Figures measure(final Path directory, final Durability durability, final Duration warmup, final Duration duration) {
        try (ScratchJournal journal = ScratchJournal.in(directory, durability)) {
            run(journal.writer(), warmup);
            final double perSecond = run(journal.writer(), duration);
            return Figures.baseline("raw append", durability.name().toLowerCase(Locale.ROOT), "records", perSecond);
        }
    }

    private static double run(final JournalWriter writer, final Duration duration) {
        final long startNs = System.nanoTime();
        long records = 0;
        long elapsedNs;
        do {
            for (int i = 0; i < APPENDS_A_SYNC; i++) {
                writer.append(BatchDescriptor.RECORDS_MAX, System.currentTimeMillis());
                records += BatchDescriptor.RECORDS_MAX;
            }
            writer.sync();
            elapsedNs = System.nanoTime() - startNs;
        } while (elapsedNs < duration.toNanos());
        return records * NS_PER_SECOND / elapsedNs;
    }
}
