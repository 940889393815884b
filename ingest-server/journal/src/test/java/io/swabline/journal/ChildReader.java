package io.swabline.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * A process that reads journals by every way there is: verify, stats, tails, recovery. Prints each directory when it is
 * through with it; that it is still alive at the end is the point.
 */
final class ChildReader {
    /** More would be a loop: each poll hands something over or reports a gap. */
    private static final int POLLS_MAX = 1_000_000;

    private ChildReader() {
    }

    public static void main(final String[] args) throws IOException {
        for (final String line : Files.readAllLines(Path.of(args[0]))) {
            read(Path.of(line));
            System.out.println(line);
        }
        if (args.length > 1) {
            follow(Path.of(args[1]), Path.of(args[2]));
        }
    }

    private static void read(final Path directory) throws IOException {
        final JournalVerifier.Report report = JournalVerifier.verify(directory);
        JournalStats.of(directory);
        tail(directory, 0);
        tail(directory, report.durablePosition() / 2);
        try (JournalTail byTime = JournalTail.open(directory).fromTime(TestJournals.T0 + 1)) {
            drain(byTime);
        }
        JournalRecovery.run(directory, TestJournals.T0);
        tail(directory, 0);
    }

    private static void tail(final Path directory, final long position) {
        try (JournalTail tail = JournalTail.open(directory).from(position)) {
            drain(tail);
        }
    }

    private static void drain(final JournalTail tail) {
        for (int polls = 0; tail.lagRecords() > 0; polls++) {
            if (polls > POLLS_MAX) {
                throw new IllegalStateException("the tail hangs at " + tail.position());
            }
            tail.poll(new Ignoring(), 1_000);
        }
    }

    /** Reads a journal again and again, whose files shrink meanwhile, until the other file is there. */
    private static void follow(final Path directory, final Path until) {
        System.out.println("following");
        do {
            for (final long position : List.of(0L, 500L)) {
                tail(directory, position);
            }
            JournalVerifier.verify(directory);
            JournalStats.of(directory);
        } while (Files.notExists(until));
    }

    private static final class Ignoring implements RecordHandler {
        @Override
        public void onRecord(final long position, final long appendedAtMs, final DirectBuffer buffer, final int offset) {
            RecordDescriptor.verdict(buffer, offset);
        }
    }
}
