package io.swabline.cli;

import io.swabline.journal.JournalTail;
import io.swabline.protocol.OwnerOnlyFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code swabline journal export}: writes all records to a file, which appears under its name only when it is complete. */
@Command(name = "export", description = {
    "Write the journal's records to a file, by default as CSV. The file appears when it is complete.",
    "Exit code 1 if damage or deletion made it step over records."})
final class JournalExportCommand implements Callable<Integer> {
    private static final int RECORDS_A_POLL = 4096;

    @Spec
    private CommandSpec spec;
    @Mixin
    private DataOption data;
    @Option(names = "--from", paramLabel = "POSITION", description = "begin at this position (default: the oldest)")
    private Long from;
    @Option(names = "--limit", paramLabel = "N", description = "end after so many records")
    private long limit = Long.MAX_VALUE;
    @Option(names = "--format", paramLabel = "csv|json", defaultValue = "csv", description = "default: ${DEFAULT-VALUE}")
    private RecordFormat format;
    @Parameters(
        paramLabel = "FILE", description = "the file to write; one that exists is replaced; " + StandardOutput.HELP)
    private Path file;

    @Override
    public Integer call() throws IOException {
        final Path journal = data.existingJournal();
        if (StandardOutput.isMeant(file)) {
            return print(journal);
        }
        final Path part = file.resolveSibling(file.getFileName() + ".part");
        try (JournalTail tail = JournalTail.open(journal);
            OutputStream out = new BufferedOutputStream(OwnerOnlyFile.newOutputStream(part))) {
            final long count = write(tail, format.printer(out));
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            Swabline.consoleOf(spec).err().println("wrote " + count + " records to " + file);
            return tail.missingRecords() == 0 ? ExitCode.OK : ExitCode.CHECK_FAILED;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** What cannot be written there is told by the caller, as of all results. */
    private int print(final Path journal) throws IOException {
        final Console console = Swabline.consoleOf(spec);
        try (JournalTail tail = JournalTail.open(journal)) {
            console.err().println("wrote " + write(tail, format.printer(console.out())) + " records to standard output");
            return tail.missingRecords() == 0 ? ExitCode.OK : ExitCode.CHECK_FAILED;
        }
    }

    private long write(final JournalTail tail, final RecordPrinter printer) throws IOException {
        final GapReporter handler = new GapReporter(printer, Swabline.consoleOf(spec).err());
        if (from != null) {
            tail.from(from);
        }
        printer.begin();
        long count = 0;
        int polled;
        do {
            polled = tail.poll(handler, (int) Math.min(limit - count, RECORDS_A_POLL));
            count += polled;
        } while (polled > 0);
        printer.flush();
        return count;
    }
}
