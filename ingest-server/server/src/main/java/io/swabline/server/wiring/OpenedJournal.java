package io.swabline.server.wiring;

import io.swabline.journal.JournalException;
import io.swabline.journal.JournalSettings;
import io.swabline.journal.JournalTail;
import io.swabline.journal.JournalWriter;
import io.swabline.journal.RecordHandler;
import io.swabline.journal.RecoveryReport;
import io.swabline.journal.RollCycle;
import io.swabline.server.dedup.Deduplicator;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.EpochClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;

/** The journal at the start of a server: recovered, opened for writing, and read back to rebuild deduplication. */
final class OpenedJournal {
    private static final Logger LOGGER = LoggerFactory.getLogger(OpenedJournal.class);
    private static final int POLL_LIMIT = 65_536;

    private final JournalWriter journal;
    private final Path directory;
    private final EpochClock clock;

    private OpenedJournal(final JournalWriter journal, final Path directory, final EpochClock clock) {
        this.journal = journal;
        this.directory = directory;
        this.clock = clock;
    }

    static OpenedJournal open(final ServerSettings settings, final EpochClock clock) {
        final Path directory = JournalSettings.directoryIn(settings.dataDirectory());
        try {
            final JournalWriter journal = JournalWriter.open(new JournalSettings(directory, settings.durability(),
                RollCycle.valueOf(settings.rollCycle()), (int) settings.journalBlockSize(), clock));
            log(directory, journal.recovery());
            return new OpenedJournal(journal, directory, clock);
        } catch (final JournalException unusable) {
            throw new StartException(unusable.getMessage(), unusable);
        }
    }

    private static void log(final Path directory, final RecoveryReport recovery) {
        LOGGER.info("journal {}: generation {}, next position {}, {} records of the last generation checked in {} ms", directory,
            recovery.generation(), recovery.nextPosition(), recovery.records(), recovery.durationMs());
        if (recovery.cutBytes() > 0) {
            LOGGER.info("cut {} bytes of batches that were under way and acknowledged to nobody", recovery.cutBytes());
        }
        recovery.quarantined().forEach(positions -> LOGGER.warn("the positions {} were acknowledged and are damaged or gone:"
            + " quarantined, see swabline journal verify", positions));
        recovery.notes().forEach(LOGGER::warn);
    }

    JournalWriter journal() {
        return journal;
    }

    /** Reads back all that may still matter: records appended within the deduplicator's horizon. */
    void replayInto(final Deduplicator deduplicator) {
        final long startedMs = clock.time();
        final RecordHandler replay = new Replay(deduplicator, startedMs);
        long replayed = 0;
        try (JournalTail tail = JournalTail.open(directory).fromTime(startedMs - deduplicator.horizonMs())) {
            int read;
            do {
                read = tail.poll(replay, POLL_LIMIT);
                replayed += read;
            } while (read > 0 || tail.lagRecords() > 0);
        }
        deduplicator.replayed();
        LOGGER.info("state rebuilt from {} records in {} ms: {} people, {} samples, {} streams", replayed,
            clock.time() - startedMs, deduplicator.personCount(), deduplicator.sampleCount(),
            deduplicator.streamCount());
    }

    /** Feeds records to the tables. A lost one takes its person, sample and sequence with it, which the operator is to know. */
    private record Replay(Deduplicator deduplicator, long startedMs) implements RecordHandler {
        @Override
        public void onRecord(final long position, final long appendedAtMs, final DirectBuffer buffer, final int offset) {
            // Records of a clock that was ahead before the start are no reason to forget people early.
            deduplicator.replay(Math.min(appendedAtMs, startedMs), buffer, offset);
        }

        @Override
        public void onGap(final long fromPosition, final long toPosition) {
            LOGGER.warn("positions {} to {} are missing, deleted or damaged: who was registered there is not remembered, and "
                + "would be registered again", fromPosition, toPosition - 1);
        }
    }
}
