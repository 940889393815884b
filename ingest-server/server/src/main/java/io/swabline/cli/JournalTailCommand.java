package io.swabline.cli;

import io.swabline.journal.JournalTail;
import io.swabline.journal.RecordHandler;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code swabline journal tail}: prints records on standard output, in order, without and with a running server. Ends with 0 on
 * a signal and when whoever reads its output has gone.
 */
@Command(name = "tail", description = {
    "Print the journal's records in the order of their positions, while the server runs or without it.",
    "Without a start it begins at the oldest record, or where the tail named by --name left off.",
    "Exit code 1 if damage or deletion made it step over records; each gap is told on standard error."})
final class JournalTailCommand implements Callable<Integer> {
    /** Records between looks at signals and at whether anybody still reads. */
    private static final int RECORDS_A_POLL = 4096;
    private static final long IDLE_NS = 2_000_000;

    @Spec
    private CommandSpec spec;
    @Mixin
    private DataOption data;
    @ArgGroup
    private Start start;
    @Option(names = "--follow", description = "go on and wait for new records")
    private boolean isFollowing;
    @Option(
        names = "--name", paramLabel = "NAME",
        description = "keep the position under this name, and go on from there next time")
    private String name;
    @Option(names = "--limit", paramLabel = "N", description = "end after so many records")
    private long limit = Long.MAX_VALUE;
    @Option(names = "--format", paramLabel = "json|csv", defaultValue = "json", description = "default: ${DEFAULT-VALUE}")
    private RecordFormat format;

    private RecordPrinter printer;

    /** Where to begin: one of these. */
    static final class Start {
        @Option(names = "--from", paramLabel = "POSITION", description = "begin at this position")
        private Long position;
        @Option(
            names = "--from-time", paramLabel = "TIME",
            description = "begin at the first record journaled then or later, such as 2022-04-16T08:00:00Z")
        private Instant time;
        @Option(names = "--oldest", description = "begin at the oldest record that is kept")
        private boolean isOldest;
        @Option(names = "--newest", description = "begin behind the newest record, for --follow")
        private boolean isNewest;
    }

    @Override
    public Integer call() throws IOException {
        final Console console = Swabline.consoleOf(spec);
        final StopSignal stop = Swabline.stopSignalOf(spec);
        printer = format.printer(console.out());
        stop.listen();
        try (JournalTail tail = open()) {
            position(tail);
            printer.begin();
            run(tail, stop, console.out());
            return tail.missingRecords() == 0 ? ExitCode.OK : ExitCode.CHECK_FAILED;
        }
    }

    private JournalTail open() {
        if (!isFollowing) {
            data.existingJournal();
        }
        try {
            return name == null ? JournalTail.open(data.journal()) : JournalTail.open(data.journal(), name);
        } catch (final IllegalArgumentException e) {
            throw CommandFailure.usage("--name: " + e.getMessage(), e);
        }
    }

    private void position(final JournalTail tail) {
        if (start == null) {
            return;
        }
        if (start.position != null) {
            if (start.position < 0) {
                throw CommandFailure.usage("--from " + start.position + ": the first position is 0");
            }
            tail.from(start.position);
        } else if (start.time != null) {
            tail.fromTime(start.time.toEpochMilli());
        } else if (start.isNewest) {
            tail.newest();
        } else {
            tail.oldest();
        }
    }

    private void run(final JournalTail tail, final StopSignal stop, final PrintStream out) throws IOException {
        final RecordHandler handler = new GapReporter(printer, Swabline.consoleOf(spec).err());
        long left = limit;
        boolean isTaken = true;
        while (left > 0 && isTaken && !stop.isRaised()) {
            final int polled = tail.poll(handler, (int) Math.min(left, RECORDS_A_POLL));
            left -= polled;
            if (polled > 0) {
                isTaken = handOver(tail, out);
            } else if (isFollowing) {
                LockSupport.parkNanos(IDLE_NS);
            } else {
                return;
            }
        }
    }

    /**
     * False if nobody reads our output any more. Commits only what was taken from us: after a crash records may come twice, but
     * none is skipped.
     */
    private boolean handOver(final JournalTail tail, final PrintStream out) throws IOException {
        printer.flush();
        if (out.checkError()) {
            return false;
        }
        if (name != null) {
            tail.commit();
        }
        return true;
    }
}
