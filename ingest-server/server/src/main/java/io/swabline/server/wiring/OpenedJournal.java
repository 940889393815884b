package io.swabline.server.wiring;

import io.swabline.journal.JournalException;
import io.swabline.journal.JournalSettings;
import io.swabline.journal.JournalWriter;
import io.swabline.journal.PositionRange;
import io.swabline.journal.RecoveryReport;
import io.swabline.journal.RollCycle;
import io.swabline.server.dedup.Deduplicator;
import io.swabline.server.dedup.TableTooSmallException;
import org.agrona.concurrent.EpochClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.util.List;

/** The journal at the start of a server: recovered, opened for writing, and read back to rebuild deduplication. */
final class OpenedJournal {
    private static final Logger LOGGER = LoggerFactory.getLogger(OpenedJournal.class);

    private static final int TOLD_MAX = 20;

    private final JournalWriter journal;
    private final Path directory;
    private final EpochClock clock;
    private final ServerSettings settings;

    private OpenedJournal(
        final JournalWriter journal, final Path directory, final EpochClock clock, final ServerSettings settings) {
        this.journal = journal;
        this.directory = directory;
        this.clock = clock;
        this.settings = settings;
    }

    static OpenedJournal open(final ServerSettings settings, final EpochClock clock) {
        final Path directory = JournalSettings.directoryIn(settings.dataDirectory());
        try {
            final JournalWriter journal = JournalWriter.open(new JournalSettings(directory, settings.durability(),
                RollCycle.valueOf(settings.rollCycle()), (int) settings.journalBlockSize(), clock,
                settings.anyFileSystem(), settings.clockBehindMax().toMillis()));
            DataDirectory.tighten(settings.dataDirectory());
            log(directory, journal.recovery());
            return new OpenedJournal(journal, directory, clock, settings);
        } catch (final JournalException unusable) {
            throw new StartException(unusable.getMessage(), unusable);
        }
    }

    private static void log(final Path directory, final RecoveryReport recovery) {
        LOGGER.info("journal {}: generation {}, next position {}; recovery: {} records at its end were read again, {} of them"
            + " after the durable position, in {} ms", directory, recovery.generation(), recovery.nextPosition(),
            recovery.records(), recovery.unacknowledged(), recovery.durationMs());
        if (recovery.cutBytes() > 0) {
            LOGGER.info("cut {} bytes of batches that were under way and acknowledged to nobody", recovery.cutBytes());
        }
        recovery.quarantined().forEach(positions -> LOGGER.warn(recovery.toldOf(positions)));
        tellOfEarlier(recovery.quarantinedBefore());
        recovery.notes().forEach(LOGGER::warn);
    }

    private static void tellOfEarlier(final List<PositionRange> lost) {
        lost.stream().limit(TOLD_MAX).forEach(positions -> LOGGER.warn(
            "positions {} are lost since an earlier start (quarantined); 'swabline journal verify' names the file", positions));
        if (lost.size() > TOLD_MAX) {
            LOGGER.warn("{} more ranges of positions are lost since earlier starts: see 'swabline journal verify'",
                lost.size() - TOLD_MAX);
        }
    }

    JournalWriter journal() {
        return journal;
    }

    /** Reads back all that may still matter. */
    void replayInto(final Deduplicator deduplicator) {
        final long startedMs = clock.time();
        final long replayed;
        try {
            replayed = JournalReplay.run(
                directory, deduplicator, startedMs, settings.futureTolerance().toMillis(), journal::quarantine);
        } catch (final TableTooSmallException e) {
            throw WindowCount.tooSmall(settings, directory, startedMs, e);
        }
        LOGGER.info("state rebuilt from {} records in {} ms: {} people, {} samples, {} streams", replayed,
            clock.time() - startedMs, deduplicator.personCount(), deduplicator.sampleCount(),
            deduplicator.streamCount());
    }
}
