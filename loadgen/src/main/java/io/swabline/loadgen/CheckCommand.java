package io.swabline.loadgen;

import io.swabline.loadgen.check.CheckReport;
import io.swabline.loadgen.check.CheckReportText;
import io.swabline.loadgen.check.LedgerCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code loadgen check}: holds a ledger against a journal, what was found on standard output. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    usageHelpWidth = 110,
    sortOptions = false,
    description = "Holds a run's ledger against the server's journal, one to one; the server may be running or stopped.",
    footer = {
        "",
        "Finds scans that were acknowledged and are missing, records that are there twice, verdicts and contents that "
            + "differ, records that nobody sent, and persons who were accepted twice within the window."})
final class CheckCommand implements Callable<Integer> {
    @ParentCommand
    private LoadGenerator parent;

    @Parameters(index = "0", paramLabel = "LEDGER", description = "As loadgen run --ledger wrote it.")
    private Path ledger;
    @Option(names = "--data", required = true, paramLabel = "DIR", description = "Data directory of the server.")
    private Path data;
    @Option(names = "--window", paramLabel = "TIME", defaultValue = "12h", converter = RunCommand.DurationConverter.class,
        description = "Deduplication window of the server (dedup.window); default ${DEFAULT-VALUE}.")
    private Duration window;
    @Option(names = "--format", paramLabel = "text|json", defaultValue = "text",
        description = "Findings for people, or as one JSON object; default ${DEFAULT-VALUE}.")
    private OutputFormat format;

    @Override
    public Integer call() throws IOException {
        if (!Files.isDirectory(data)) {
            throw new LoadException("there is no data directory " + data + "; name the server's with --data");
        }
        final CheckReport report = LedgerCheck.check(ledger, data, window);
        parent.out().println(format == OutputFormat.JSON ? CheckReportText.json(report) : CheckReportText.text(report));
        return report.isFine() ? LoadGenerator.OK : LoadGenerator.FAILED;
    }
}
