package io.swabline.benchmarks.endtoend;

import io.swabline.journal.JournalSettings;
import io.swabline.journal.JournalTail;
import io.swabline.journal.RecordDescriptor;
import io.swabline.protocol.Verdict;
import java.nio.file.Path;
import org.agrona.DirectBuffer;

/** What lies in a journal whose server has stopped: reads all of it. */
final class JournalCount {
    private static final int POLL_LIMIT = 65_536;

    private long records;
    private long accepted;
    private long misplaced;

    private JournalCount() {
    }

    static JournalCount of(final Path dataDirectory) {
        final JournalCount count = new JournalCount();
        try (JournalTail tail = JournalTail.open(JournalSettings.directoryIn(dataDirectory)).oldest()) {
            int read;
            do {
                read = tail.poll(count::onRecord, POLL_LIMIT);
            } while (read > 0);
        }
        return count;
    }

    private void onRecord(final long position, final long appendedAtMs, final DirectBuffer buffer, final int offset) {
        if (position != records) {
            misplaced++;
        }
        records++;
        if (RecordDescriptor.verdict(buffer, offset) == Verdict.ACCEPTED.code()) {
            accepted++;
        }
    }

    long records() {
        return records;
    }

    /** Records that say ACCEPTED. */
    long accepted() {
        return accepted;
    }

    /** Records whose position is not their running number. */
    long misplaced() {
        return misplaced;
    }
}
