package io.swabline.cli;

import io.swabline.journal.JournalSettings;
import io.swabline.journal.JournalTail;
import io.swabline.journal.RecordDescriptor;
import io.swabline.journal.RecordHandler;
import io.swabline.protocol.OperatorNote;
import io.swabline.protocol.Verdict;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2LongHashMap;

/** Counts the whole journal once: records, verdicts, and whether each stream's scans are there once, in order. */
final class DemoCensus implements RecordHandler {
    private static final int RECORDS_A_POLL = 4096;

    private final Long2LongHashMap lastSequenceByStream = new Long2LongHashMap(0);
    private final Map<Verdict, Long> verdicts = new EnumMap<>(Verdict.class);
    private long records;
    private long duplicated;
    private long gaps;

    static DemoCensus of(final Path dataDirectory) {
        final DemoCensus census = new DemoCensus();
        try (JournalTail tail = JournalTail.open(JournalSettings.directoryIn(dataDirectory))) {
            int polled;
            do {
                polled = tail.poll(census, RECORDS_A_POLL);
            } while (polled > 0);
        }
        return census;
    }

    @Override
    public void onRecord(final long position, final long appendedAtMs, final DirectBuffer buffer, final int offset) {
        if (OperatorNote.isNote(RecordDescriptor.verdict(buffer, offset))) {
            return;
        }
        records++;
        verdicts.merge(Verdict.of(RecordDescriptor.verdict(buffer, offset)), 1L, Long::sum);
        final long stream = RecordDescriptor.stream(buffer, offset);
        final long sequence = Integer.toUnsignedLong(RecordDescriptor.sequence(buffer, offset));
        final long last = lastSequenceByStream.get(stream);
        if (sequence <= last) {
            duplicated++;
        } else {
            gaps += sequence - last - 1;
            lastSequenceByStream.put(stream, sequence);
        }
    }

    @Override
    public void onGap(final long fromPosition, final long toPosition) {
        gaps += toPosition - fromPosition;
    }

    long records() {
        return records;
    }

    long duplicated() {
        return duplicated;
    }

    long gaps() {
        return gaps;
    }

    int streams() {
        return lastSequenceByStream.size();
    }

    Map<Verdict, Long> verdicts() {
        return verdicts;
    }

    /** Lines of a tail's output that continue the positions from 0 without a gap; all of them, if it is right. */
    static long recordsInOrder(final Path tailOutput) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(tailOutput)) {
            long next = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.startsWith("{\"position\":" + next + ",")) {
                    return next;
                }
                next++;
            }
            return next;
        }
    }
}
