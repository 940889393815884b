package io.swabline.benchmarks.jmh;

import io.swabline.benchmarks.report.BenchFailure;
import io.swabline.benchmarks.report.Installation;
import io.swabline.benchmarks.report.JsonLine;
import io.swabline.benchmarks.report.Machine;
import io.swabline.benchmarks.report.OutputFormat;
import io.swabline.benchmarks.report.Progress;
import io.swabline.benchmarks.report.TextTable;
import io.swabline.benchmarks.scratch.ScratchDirectory;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bench jmh}: runs the suites in forks with the server's flags and the GC profiler, and prints nanoseconds a scan. */
@Command(
    name = "jmh",
    mixinStandardHelpOptions = true,
    usageHelpWidth = 110,
    sortOptions = false,
    description = {
        "Measures the pieces of a scan's way with JMH: nanoseconds and heap bytes a scan, in a JVM with the",
        "server's flags. All takes about two minutes, --quick about one."},
    footer = {
        "",
        "Arguments behind -- go to JMH as they are and win, such as:",
        "  bench jmh --include PersonTable -- -f 3 -prof perfnorm"})
public final class JmhCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Option(names = "--include", paramLabel = "REGEX",
        description = "Only benchmarks whose class and method match, such as Append or CodeCheck.*many; may be repeated.")
    private List<String> includes = List.of();
    @Option(names = "--quick", description = "Fewer and shorter iterations: rough figures.")
    private boolean quick;
    @Option(names = "--format", paramLabel = "text|json", defaultValue = "text",
        description = "A table, or one JSON object a benchmark; default ${DEFAULT-VALUE}.")
    private OutputFormat format;
    @Option(names = "--data", paramLabel = "DIR",
        description = "Where journals are written, and deleted again; default the directory for temporary files.")
    private Path data;
    @Parameters(paramLabel = "-- JMH ARGUMENTS", description = "Passed on to JMH.")
    private List<String> raw = List.of();

    @Override
    public Integer call() {
        final JmhProgress progress = new JmhProgress(Progress.onStandardError());
        final Installation installation = Installation.find();
        final List<PieceResult> results = PieceResult.of(run(options(installation), progress));
        final PrintWriter out = spec.commandLine().getOut();
        if (format == OutputFormat.JSON) {
            results.forEach(result -> out.println(JsonLine.write(result.json())));
        } else {
            out.println("machine  " + Machine.hardware());
            out.println("java     " + Machine.java() + ", forks with " + installation.serverFlagsText());
            out.println();
            final TextTable table = new TextTable(1, "piece", "people", "ns/scan", "99.9 %", "cpu ns", "B/scan", "reach ns");
            results.forEach(result -> table.add(result.cells()));
            out.print(table);
            out.println("cpu ns: processor time a scan of all threads. B/scan should be 0; thousandths come from JMH itself.");
        }
        out.flush();
        return ExitCode.OK;
    }

    private Collection<RunResult> run(final ChainedOptionsBuilder options, final JmhProgress progress) {
        try {
            return new Runner(options.build(), progress).run();
        } catch (final NoBenchmarksException none) {
            throw new ParameterException(spec.commandLine(), "no benchmark matches " + String.join(", ", includes), none);
        } catch (final RunnerException failure) {
            throw new BenchFailure(BenchFailure.FAILED,
                "a benchmark failed: " + failure.getMessage() + System.lineSeparator() + progress.lastLines(), failure);
        }
    }

    /** What stands behind {@code --} wins over what is set here. */
    private ChainedOptionsBuilder options(final Installation installation) {
        final CommandLineOptions given = given();
        final ChainedOptionsBuilder options = new OptionsBuilder().parent(given)
            .mode(Mode.AverageTime)
            .timeUnit(TimeUnit.NANOSECONDS)
            .addProfiler(GCProfiler.class)
            .addProfiler(CpuProfiler.class)
            .shouldFailOnError(true);
        includes.forEach(options::include);
        if (!given.getForkCount().hasValue()) {
            options.forks(1);
        }
        if (!given.getWarmupIterations().hasValue()) {
            options.warmupIterations(quick ? 2 : 5);
        }
        if (!given.getWarmupTime().hasValue()) {
            options.warmupTime(TimeValue.milliseconds(quick ? 200 : 400));
        }
        if (!given.getMeasurementIterations().hasValue()) {
            options.measurementIterations(quick ? 3 : 5);
        }
        if (!given.getMeasurementTime().hasValue()) {
            options.measurementTime(TimeValue.milliseconds(quick ? 200 : 400));
        }
        final List<String> flags = new ArrayList<>(installation.serverFlags());
        if (data != null) {
            flags.add("-D" + ScratchDirectory.PARENT_PROPERTY + "=" + data.toAbsolutePath());
        }
        return given.getJvmArgs().hasValue() ? options : options.jvmArgs(flags.toArray(String[]::new));
    }

    private CommandLineOptions given() {
        try {
            return new CommandLineOptions(raw.toArray(String[]::new));
        } catch (final CommandLineOptionException wrong) {
            throw new ParameterException(spec.commandLine(), "JMH does not take these arguments: " + wrong.getMessage(), wrong);
        }
    }
}
