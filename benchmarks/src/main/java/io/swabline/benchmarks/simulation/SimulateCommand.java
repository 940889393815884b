package io.swabline.benchmarks.simulation;

import io.swabline.benchmarks.report.JsonLine;
import io.swabline.benchmarks.report.OutputFormat;
import io.swabline.benchmarks.report.Progress;
import io.swabline.loadgen.plan.Durations;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code bench simulate}: runs the simulation over many seeds, or over one again. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    usageHelpWidth = 110,
    sortOptions = false,
    description = {
        "Simulates stations, network, clocks, disk and crashes around the server's own pipeline and journal, a run",
        "for each seed, and holds what comes out to the promises. A seed that fails is printed with the last steps",
        "and the command that replays it."})
public final class SimulateCommand implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int PROGRESS_EACH = 500;

    @Spec
    private CommandSpec spec;
    @ArgGroup
    private Length length = new Length();
    @Option(names = "--first-seed", paramLabel = "N", description = "Seeds count up from it; default: drawn and printed.")
    private Long firstSeed;
    @Option(names = "--trace", description = "Print each step of the run; with --seed.")
    private boolean trace;
    @Option(names = "--format", paramLabel = "text|json", defaultValue = "text",
        description = "Lines for people, or one JSON object; default ${DEFAULT-VALUE}.")
    private OutputFormat format;

    /** Durations as people write them. */
    static final class DurationConverter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(final String text) {
            try {
                return Durations.parse(text);
            } catch (final IllegalArgumentException wrong) {
                throw new TypeConversionException(wrong.getMessage());
            }
        }
    }

    /** How many runs. */
    private static final class Length {
        @Option(names = "--seeds", paramLabel = "N", description = "So many runs; default 2000.")
        private Long seeds;
        @Option(names = "--seed", paramLabel = "N", description = "The run of this seed, twice: it must be the same.")
        private Long seed;
        @Option(names = "--duration", paramLabel = "T", description = "As many runs as fit, such as 5m.",
            converter = DurationConverter.class)
        private Duration duration;
        @Option(names = "--endless", description = "Until one fails, or the process is ended.")
        private boolean endless;
    }

    @Override
    public Integer call() {
        if (trace && length.seed == null || length.seeds != null && length.seeds < 1) {
            throw new ParameterException(spec.commandLine(), trace ? "--trace goes with --seed" : "--seeds is 1 and up");
        }
        final Simulation.Runner runner = new Simulation.Runner(Parts.REAL);
        final QuietLogs quiet = new QuietLogs();
        try (quiet) {
            return length.seed != null ? one(runner, length.seed) : many(runner);
        }
    }

    private int one(final Simulation.Runner runner, final long seed) {
        final RunResult result = runner.run(seed, trace ? System.out : null);
        final boolean isSame = result.broken() != null || runner.run(seed, null).traceHash() == result.traceHash();
        final long[] counts = result.counts();
        print(seed, 1, counts, result.traceHash());
        return report(result) && isSame(seed, isSame) ? ExitCode.OK : FAILED;
    }

    private boolean isSame(final long seed, final boolean isSame) {
        if (!isSame) {
            spec.commandLine().getErr().println("bench: seed " + seed + " ran otherwise the second time");
        }
        return isSame;
    }

    private int many(final Simulation.Runner runner) {
        final Progress progress = Progress.onStandardError();
        final long first = firstSeed != null ? firstSeed : new SplittableRandom().nextLong(1_000_000_000_000L);
        final long seeds = length.seeds != null ? length.seeds
            : length.endless || length.duration != null ? Long.MAX_VALUE - first : 2000;
        final long endNs = length.duration == null ? Long.MAX_VALUE : length.duration.toNanos();
        final long startNs = System.nanoTime();
        final long[] counts = new long[Event.values().length];
        long hash = 0;
        long runs = 0;
        boolean isFine = true;
        while (isFine && runs < seeds && System.nanoTime() - startNs < endNs) {
            final RunResult result = runner.run(first + runs++, null);
            for (int i = 0; i < counts.length; i++) {
                counts[i] += result.counts()[i];
            }
            hash = hash * 31 + result.traceHash();
            isFine = report(result);
            if (runs % PROGRESS_EACH == 0) {
                progress.say(runs + " runs");
            }
        }
        print(first, runs, counts, hash);
        return isFine ? ExitCode.OK : FAILED;
    }

    private boolean report(final RunResult result) {
        if (result.broken() == null) {
            return true;
        }
        final PrintWriter err = spec.commandLine().getErr();
        result.lastSteps().forEach(err::println);
        err.println("bench: seed " + result.seed() + ": " + result.broken().getMessage());
        if (!(result.broken() instanceof BrokenPromise)) {
            result.broken().printStackTrace(err);
        }
        err.println("bench: replay it with: benchmarks/bin/bench simulate --seed " + result.seed() + " --trace");
        return false;
    }

    private void print(final long first, final long runs, final long[] counts, final long hash) {
        final PrintWriter out = spec.commandLine().getOut();
        final Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("first_seed", first);
        figures.put("runs", runs);
        figures.put("trace_hash", Long.toHexString(hash));
        for (final Event event : Event.values()) {
            figures.put(event.toString(), counts[event.ordinal()]);
        }
        if (format == OutputFormat.JSON) {
            out.println(JsonLine.write(figures));
        } else {
            figures.forEach((name, value) -> out.printf("%-22s %s%n", name.replace('_', ' '), value));
        }
        out.flush();
    }
}
