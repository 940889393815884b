package io.swabline.server.wiring;

import io.swabline.journal.JournalTail;
import io.swabline.journal.PositionRange;
import io.swabline.journal.RecordHandler;
import io.swabline.server.dedup.Deduplicator;
import org.agrona.DirectBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.util.function.Consumer;

/** Reads the journal back into deduplication, once, on the thread that starts the server, before the first scan is taken. */
public final class JournalReplay {
    private static final Logger LOGGER = LoggerFactory.getLogger(JournalReplay.class);
    private static final int POLL_LIMIT = 65_536;

    private JournalReplay() {
    }

    /**
     * Replays all that may still matter: records of scans within the deduplicator's horizon before now. A journal is sought by
     * when records were appended, and one may have been appended before the time of its scan.
     *
     * @param futureToleranceMs how far ahead of its arrival a scan is taken
     * @param lost              is told of positions that are missing, each of which the log has told as well
     * @return the records replayed
     */
    public static long run(final Path journal, final Deduplicator deduplicator, final long nowMs, final long futureToleranceMs,
        final Consumer<PositionRange> lost) {
        deduplicator.replayAt(nowMs);
        final long replayed = read(
            journal, nowMs - deduplicator.horizonMs() - futureToleranceMs, new Replay(deduplicator, lost));
        deduplicator.replayed();
        return replayed;
    }

    /** Hands over all that was appended since, and counts it. */
    static long read(final Path journal, final long appendedAtMsMin, final RecordHandler handler) {
        long records = 0;
        try (JournalTail tail = JournalTail.open(journal).fromTime(appendedAtMsMin)) {
            int read;
            do {
                read = tail.poll(handler, POLL_LIMIT);
                records += read;
            } while (read > 0 || tail.lagRecords() > 0);
        }
        return records;
    }

    /** Feeds records to the tables. A lost one takes its person, sample and sequence with it, which the operator is to know. */
    private record Replay(Deduplicator deduplicator, Consumer<PositionRange> lost) implements RecordHandler {
        @Override
        public void onRecord(final long position, final long appendedAtMs, final DirectBuffer buffer, final int offset) {
            deduplicator.replay(appendedAtMs, buffer, offset);
        }

        @Override
        public void onGap(final long fromPosition, final long toPosition) {
            final PositionRange missing = new PositionRange(fromPosition, toPosition);
            LOGGER.warn("positions {} are missing, deleted or damaged: who was registered there is not remembered, and "
                + "would be registered again", missing);
            lost.accept(missing);
        }
    }
}
