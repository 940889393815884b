package io.swabline.benchmarks.endtoend;

import io.swabline.benchmarks.report.Installation;
import io.swabline.benchmarks.report.JsonLine;
import io.swabline.benchmarks.report.Machine;
import io.swabline.benchmarks.report.OutputFormat;
import io.swabline.benchmarks.report.Progress;
import io.swabline.benchmarks.report.TextTable;
import io.swabline.loadgen.plan.Durations;
import io.swabline.protocol.Durability;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code bench end-to-end}: the reference workload with real processes, and its baselines beside it. */
@Command(
    name = "end-to-end",
    mixinStandardHelpOptions = true,
    usageHelpWidth = 110,
    sortOptions = false,
    description = {
        "Runs the reference workload: server and load generator as processes over loopback, on a data directory",
        "that is deleted afterwards. Every row is checked against the journal. In the same run its baselines:",
        "forced writes, an echo server, raw appends. Takes about two minutes, --quick well under one.",
        "",
        "Give it the machine: what others do shows in every figure, and a load generator that was kept from its",
        "schedule fails the open loop."})
public final class EndToEndCommand implements Callable<Integer> {
    private static final Duration QUICK_DURATION = Duration.ofSeconds(2);
    private static final Duration QUICK_WARMUP = Duration.ofMillis(1500);
    private static final Duration WARMUP = Duration.ofSeconds(4);
    private static final Duration QUICK_BASELINE = Duration.ofMillis(300);
    private static final Duration BASELINE = Duration.ofMillis(1500);

    @Spec
    private CommandSpec spec;
    @Option(names = "--quick", description = "Shorter: rough figures.")
    private boolean quick;
    @Option(names = "--durability", paramLabel = "disk|os|both", defaultValue = "both",
        description = "What acknowledgements promise; default ${DEFAULT-VALUE}.")
    private Levels levels;
    @Option(names = "--duration", paramLabel = "TIME", converter = DurationConverter.class,
        description = "Measured time of each row, behind its warm-up; default 10s, with --quick 2s.")
    private Duration duration;
    @Option(names = "--include", paramLabel = "REGEX", defaultValue = "", description = "Only rows whose workload matches.")
    private Pattern include;
    @Option(names = "--format", paramLabel = "text|json", defaultValue = "text",
        description = "A table, or one JSON object a row; default ${DEFAULT-VALUE}.")
    private OutputFormat format;
    @Option(names = "--data", paramLabel = "DIR",
        description = "Below it journals are written, and deleted again; default the directory for temporary files.")
    private Path data = Path.of(System.getProperty("java.io.tmpdir"));
    @Option(names = "--server-jvm", paramLabel = "FLAGS", defaultValue = "",
        description = "Further JVM flags of the server, for example to profile it.")
    private String serverJvm;
    @Option(names = "--load-jvm", paramLabel = "FLAGS", defaultValue = "",
        description = "Further JVM flags of the load generator.")
    private String loadJvm;

    /** What {@code --durability} may be. */
    enum Levels {
        OS(Durability.OS), DISK(Durability.DISK), BOTH(Durability.OS, Durability.DISK);

        private final List<Durability> levels;

        Levels(final Durability... levels) {
            this.levels = List.of(levels);
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        final List<Row> rows = Row.of(levels.levels).stream().filter(row -> include.matcher(row.workload()).find()).toList();
        if (rows.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "no workload matches " + include);
        }
        final Installation installation = Installation.find();
        final Progress progress = Progress.onStandardError();
        final Path parent = data.toAbsolutePath();
        try (Workplace workplace = Workplace.in(parent)) {
            if (Machine.isInMemory(workplace.path())) {
                System.err.println("bench: " + parent + " lies in memory, where forcing means nothing: give --data DIR");
            }
            final List<Figures> baselines = baselines(workplace.path(), progress);
            final List<Figures> figures = rows(rows, baselines.get(0).p99Us(), workplace, installation, progress);
            print(baselines, figures, installation, parent);
            return figures.stream().allMatch(row -> row.problems().isEmpty()) ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }

    private List<Figures> baselines(final Path directory, final Progress progress) throws InterruptedException {
        final Duration time = quick ? QUICK_BASELINE : BASELINE;
        final List<Figures> baselines = new ArrayList<>();
        progress.say("baselines: forced writes");
        baselines.add(FsyncBaseline.growing(directory, time));
        baselines.add(FsyncBaseline.preallocated(directory, time));
        progress.say("baselines: echo");
        baselines.add(EchoBaseline.whole(time, time));
        baselines.add(EchoBaseline.acknowledged(time, time));
        progress.say("baselines: raw appends");
        for (final Durability durability : levels.levels) {
            baselines.add(AppendBaseline.measure(directory, durability, time, time));
        }
        return baselines;
    }

    private List<Figures> rows(final List<Row> rows, final double fsyncP99Us, final Workplace workplace,
        final Installation installation, final Progress progress) throws InterruptedException {
        final Duration measured = duration != null ? duration : quick ? QUICK_DURATION : Duration.ofSeconds(10);
        final RowRun run = new RowRun(installation, workplace, quick ? QUICK_WARMUP : WARMUP, measured, serverJvm, loadJvm);
        final List<Figures> figures = new ArrayList<>();
        for (final Row row : rows) {
            progress.say(String.format("row %d of %d: %s, %s", figures.size() + 1, rows.size(), row.workload(),
                row.durability().name().toLowerCase(Locale.ROOT)));
            figures.add(run.run(row, fsyncP99Us));
        }
        return figures;
    }

    private void print(final List<Figures> baselines, final List<Figures> rows, final Installation installation,
        final Path directory) {
        final PrintWriter out = spec.commandLine().getOut();
        final List<Figures> all = new ArrayList<>(rows);
        all.addAll(baselines);
        if (format == OutputFormat.JSON) {
            final String machine = Machine.hardware() + ", " + Machine.java();
            all.forEach(figures -> out.println(JsonLine.write(figures.json(machine))));
        } else {
            out.println("machine  " + Machine.hardware());
            out.println("java     " + Machine.java() + ", server with " + installation.serverFlagsText());
            out.println("disk     " + Machine.fileSystem(directory));
            out.println();
            final TextTable table = new TextTable(2, "workload", "durability", "a second", "of", "p50 µs", "p99 µs", "p99.9 µs",
                "server ns", "load ns", "reach", "check");
            all.forEach(figures -> table.add(figures.cells()));
            out.print(table);
            out.println("server ns, load ns: processor time a scan of the server and of the load generator, kernel included.");
        }
        rows.forEach(row -> row.problems().forEach(problem ->
            System.err.println("bench: " + row.workload() + ", " + row.durability() + ": " + problem)));
        out.flush();
    }

    /** For {@code --duration}. */
    static final class DurationConverter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(final String value) {
            try {
                return Durations.parse(value);
            } catch (final IllegalArgumentException wrong) {
                final TypeConversionException failure = new TypeConversionException(wrong.getMessage());
                failure.initCause(wrong);
                throw failure;
            }
        }
    }
}
