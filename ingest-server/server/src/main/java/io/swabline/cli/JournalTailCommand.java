package io.swabline.cli;

import io.swabline.journal.JournalTail;
import io.swabline.journal.RecordHandler;
import io.swabline.journal.remote.RemoteTail;
import io.swabline.journal.remote.RemoteTailException;
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
    "With --connect it reads over the network, and with --follow comes back when the connection breaks.",
    "Exit code 1 if damage or deletion made it step over records; each gap is told on standard error."})
final class JournalTailCommand implements Callable<Integer> {
    /** Records between looks at signals and at whether anybody still reads. */
    private static final int RECORDS_A_POLL = 4096;
    private static final long IDLE_NS = 2_000_000;

    @Spec
    private CommandSpec spec;
    @Mixin
    private DataOption data;
    @ArgGroup(exclusive = false)
    private ServerOption server;
    @ArgGroup
    private Start start;
    @Option(names = "--follow", description = "go on and wait for new records")
    private boolean isFollowing;
    @Option(
        names = "--name", paramLabel = "NAME",
        description = "keep the position under this name, and go on from there next time; with --connect: who reads")
    private String name;
    @Option(names = "--limit", paramLabel = "N", description = "end after so many records")
    private long limit = Long.MAX_VALUE;
    @Option(names = "--format", paramLabel = "json|csv", defaultValue = "json", description = "default: ${DEFAULT-VALUE}")
    private RecordFormat format;

    private RecordPrinter printer;

    /** Where to begin: one of these. */
    static final class Start {
        @Option(
            names = "--from", paramLabel = "POSITION", converter = PositionConverter.class,
            description = "begin at this position; oldest and newest are understood as well")
        private Long position;
        @Option(
            names = "--from-time", paramLabel = "TIME",
            description = "begin at the first record journaled then or later, such as 2022-04-16T08:00:00Z")
        private Instant time;
        @Option(names = "--oldest", description = "begin at the oldest record that is kept")
        private boolean isOldest;
        @Option(names = "--newest", description = "begin behind the newest record, for --follow")
        private boolean isNewest;

        /** The position, or a word for one; none where a time was given. */
        private long position() {
            if (position != null) {
                return position;
            }
            return isNewest ? RemoteTail.NEWEST : RemoteTail.OLDEST;
        }
    }

    @Override
    public Integer call() throws IOException {
        final Console console = Swabline.consoleOf(spec);
        final StopSignal stop = Swabline.stopSignalOf(spec);
        printer = format.printer(console.out());
        if (server != null) {
            return readRemotely(console, stop);
        }
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
        if (start.time != null) {
            tail.fromTime(start.time.toEpochMilli());
            return;
        }
        final long position = start.position();
        if (position == RemoteTail.NEWEST) {
            tail.newest();
        } else if (position == RemoteTail.OLDEST) {
            tail.oldest();
        } else {
            tail.from(position);
        }
    }

    private int readRemotely(final Console console, final StopSignal stop) throws IOException {
        if (start != null && start.time != null) {
            throw CommandFailure.usage("--from-time cannot be used with --connect: give --from POSITION");
        }
        final long from = start == null ? RemoteTail.OLDEST : start.position();
        final String reader = name == null ? "subscriber" : name;
        try (RemoteTail tail = server.tail(reader, from, isFollowing, text -> complain(console, text))) {
            stop.listen(tail::close);
            printer.begin();
            run(tail, stop, console);
            return tail.missingRecords() == 0 ? ExitCode.OK : ExitCode.CHECK_FAILED;
        } catch (final RemoteTailException failure) {
            throw CommandFailure.checkFailed(failure.getMessage());
        }
    }

    private static void complain(final Console console, final String text) {
        console.err().println("swabline: " + text + "; trying again");
        console.err().flush();
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

    private void run(final RemoteTail tail, final StopSignal stop, final Console console) throws IOException {
        final LimitedHandler handler = new LimitedHandler(new GapReporter(printer, console.err()), limit);
        while (!handler.isFull() && !stop.isRaised()) {
            final int polled = tail.poll(handler);
            if (polled > 0) {
                printer.flush();
                if (console.out().checkError()) {
                    return;
                }
            }
            if (!isFollowing && tail.position() >= tail.durablePosition()) {
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
