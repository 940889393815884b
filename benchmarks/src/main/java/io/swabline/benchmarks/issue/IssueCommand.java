package io.swabline.benchmarks.issue;

import io.swabline.benchmarks.report.JsonLine;
import io.swabline.benchmarks.report.Machine;
import io.swabline.benchmarks.report.OutputFormat;
import io.swabline.benchmarks.report.Progress;
import io.swabline.benchmarks.report.TextTable;
import io.swabline.benchmarks.scratch.ScratchDirectory;
import io.swabline.issuer.SigningProvider;
import io.swabline.protocol.SamplingKeys;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.Provider;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench issue}: codes for residents who are new, from the embedded registry, and the baselines beside it. */
@Command(
    name = "issue",
    mixinStandardHelpOptions = true,
    usageHelpWidth = 110,
    sortOptions = false,
    description = {
        "Issues a code to each of many new residents on an embedded registry that is deleted afterwards. Each",
        "answer is on the disk when it is given. In the same run: forced writes, and signatures."})
public final class IssueCommand implements Callable<Integer> {
    private static final Duration BASELINE = Duration.ofMillis(700);
    private static final int WARM_UP_MAX = 20_000;
    private static final double NS_PER_MS = 1e6;

    @Spec
    private CommandSpec spec;
    @Option(names = "--residents", paramLabel = "N", defaultValue = "100000", description = "Default ${DEFAULT-VALUE}.")
    private int residents;
    @Option(names = "--threads", paramLabel = "N", defaultValue = "2", description = "Callers; default ${DEFAULT-VALUE}.")
    private int threads;
    @Option(names = "--under-way", paramLabel = "N", defaultValue = "2000",
        description = "Requests of all callers that wait for their answers at a time; default ${DEFAULT-VALUE}.")
    private int underWay;
    @Option(names = "--format", paramLabel = "text|json", defaultValue = "text",
        description = "A table, or one JSON object; default ${DEFAULT-VALUE}.")
    private OutputFormat format;
    @Option(names = "--data", paramLabel = "DIR",
        description = "Below it the registry is written, and deleted again; default the directory for temporary files.")
    private Path data = Path.of(System.getProperty("java.io.tmpdir"));

    @Override
    public Integer call() throws InterruptedException {
        if (residents < 1 || threads < 1 || underWay < 1 || underWay > 10_000) {
            throw new ParameterException(spec.commandLine(),
                "--residents and --threads are 1 and up, --under-way is 1 to 10000");
        }
        final Progress progress = Progress.onStandardError();
        final Path parent = data.toAbsolutePath();
        try (ScratchDirectory scratch = ScratchDirectory.in(parent)) {
            if (Machine.isInMemory(scratch.path())) {
                System.err.println("bench: " + parent + " lies in memory, where forcing means nothing: give --data DIR");
            }
            progress.say("baselines");
            final Provider used = SigningProvider.fastest();
            final SamplingKeys keys = SamplingKeys.create(scratch.path().resolve("baseline-keys"));
            final double forced = IssueBaselines.forcedWrites(scratch.path(), BASELINE);
            final double codes = IssueBaselines.codes(keys, used, BASELINE);
            final double jdkCodes = IssueBaselines.codes(keys, null, BASELINE);
            progress.say("issuing to " + residents + " residents");
            final IssueRun.Issued issued = new IssueRun(scratch.path(), threads, underWay)
                .run(Math.min(residents, WARM_UP_MAX), residents);
            final Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("residents", residents);
            figures.put("threads", threads);
            figures.put("under_way", underWay);
            figures.put("residents_per_second", issued.aSecond());
            figures.put("p50_ms", issued.latencies().getValueAtPercentile(50) / NS_PER_MS);
            figures.put("p99_ms", issued.latencies().getValueAtPercentile(99) / NS_PER_MS);
            figures.put("forced_writes_per_second", forced);
            figures.put("signing_provider", used == null ? "JDK" : used.getName());
            figures.put("codes_per_second_one_thread", codes);
            figures.put("codes_per_second_one_thread_jdk", jdkCodes);
            print(figures, parent);
            return ExitCode.OK;
        }
    }

    private void print(final Map<String, Object> figures, final Path directory) {
        final PrintWriter out = spec.commandLine().getOut();
        if (format == OutputFormat.JSON) {
            figures.put("machine", Machine.hardware() + ", " + Machine.java());
            out.println(JsonLine.write(figures));
        } else {
            out.println("machine  " + Machine.hardware());
            out.println("java     " + Machine.java());
            out.println("disk     " + Machine.fileSystem(directory));
            out.println();
            final TextTable table = new TextTable(1, "figure", "value");
            figures.forEach((name, value) -> table.add(name.replace('_', ' '), text(value)));
            out.print(table);
        }
        out.flush();
    }

    private static String text(final Object value) {
        return value instanceof Double number
            ? String.format(Locale.ROOT, number < 100 ? "%,.1f" : "%,.0f", number)
            : value.toString();
    }
}
