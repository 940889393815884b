package io.swabline.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.journal.BatchDescriptor;
import io.swabline.journal.Journal;
import io.swabline.journal.JournalSettings;
import io.swabline.journal.JournalWriter;
import io.swabline.journal.RecordDescriptor;
import io.swabline.journal.RollCycle;
import io.swabline.protocol.Durability;
import io.swabline.protocol.SipHash;
import io.swabline.protocol.Verdict;
import io.swabline.server.dedup.DedupLimits;
import io.swabline.server.dedup.Deduplicator;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which records a start reads back. */
class JournalReplayTest {
    private static final long NOW_MS = 1_650_000_000_000L;
    private static final long MINUTE_MS = TimeUnit.MINUTES.toMillis(1);
    private static final long TOLERANCE_MS = 5 * MINUTE_MS;

    @TempDir
    private Path directory;

    /** Its own time keeps a person in the table, and a scan may be taken before that time has come. */
    @Test
    void shouldReadBackScansThatWereTakenAheadOfTheirTime() {
        final Deduplicator deduplicator = new Deduplicator(
            new DedupLimits(12 * 60 * MINUTE_MS, 72 * 60 * MINUTE_MS, 100, 100, 10, 16, 10, SipHash.withRandomKey()));
        final long sinceMs = NOW_MS - deduplicator.horizonMs();
        final JournalSettings settings = new JournalSettings(
            directory, Durability.OS, RollCycle.FIVE_MINUTELY, JournalSettings.BLOCK_SIZE_MIN, () -> sinceMs - 60 * MINUTE_MS);
        try (Journal journal = JournalWriter.open(settings)) {
            append(journal, 1, sinceMs - 10 * MINUTE_MS, sinceMs - 9 * MINUTE_MS);
            append(journal, 2, sinceMs - 4 * MINUTE_MS, sinceMs + MINUTE_MS / 2);
            append(journal, 3, sinceMs + MINUTE_MS, sinceMs + MINUTE_MS);
            journal.sync();
        }
        assertThat(JournalReplay.run(directory, deduplicator, NOW_MS, TOLERANCE_MS, lost -> { })).isEqualTo(2);
        assertThat(deduplicator.personCount()).isEqualTo(2);
    }

    private static void append(final Journal journal, final int sequence, final long appendedAtMs, final long scannedAtMs) {
        final int record = BatchDescriptor.recordOffset(0);
        journal.batchBuffer().setMemory(record, RecordDescriptor.LENGTH, (byte) sequence);
        RecordDescriptor.stream(journal.batchBuffer(), record, 1);
        RecordDescriptor.sequence(journal.batchBuffer(), record, sequence);
        RecordDescriptor.scannedAtMs(journal.batchBuffer(), record, scannedAtMs);
        RecordDescriptor.verdict(journal.batchBuffer(), record, Verdict.ACCEPTED.code());
        journal.append(1, appendedAtMs);
    }
}
