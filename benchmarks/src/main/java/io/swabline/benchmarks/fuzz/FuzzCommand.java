package io.swabline.benchmarks.fuzz;

import io.swabline.benchmarks.report.BenchFailure;
import io.swabline.benchmarks.report.Installation;
import io.swabline.benchmarks.report.JsonLine;
import io.swabline.benchmarks.report.OutputFormat;
import io.swabline.benchmarks.report.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bench fuzz}: runs the coverage-guided fuzzer on one target after another, or one input by itself. */
@Command(
    name = "fuzz",
    mixinStandardHelpOptions = true,
    usageHelpWidth = 110,
    sortOptions = false,
    description = "Looks for inputs that break what reads bytes of others, with Jazzer; see ingest-server/docs/fuzzing.md.",
    footer = {
        "",
        "A folder that is named again goes on from its corpus. An input that was found is run by itself with",
        "  bench fuzz TARGET --input FILE"})
public final class FuzzCommand implements Callable<Integer> {
    private static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,5})([smh])");
    private static final String ALL = "all";

    @Spec
    private CommandSpec spec;
    @Parameters(paramLabel = "TARGET", arity = "1..*", description = "What to fuzz, or all. One of: edge, station, code, base45, "
        + "id-number, request, callers, key-file, trust-bundle, cutoff-log, journal, ledger, image, symbol.")
    private List<String> names;
    @Option(names = "--duration", paramLabel = "TIME", defaultValue = "1m",
        description = "How long each target is run, such as 30s, 10m, 1h; default ${DEFAULT-VALUE}.")
    private String duration;
    @Option(names = "--folder", paramLabel = "DIR",
        description = "Where corpus, logs and what is found are kept; default a new one among the temporary files.")
    private Path folder;
    @Option(names = "--input", paramLabel = "FILE", description = "Runs this input alone, in this process.")
    private Path input;
    @Option(names = "--format", paramLabel = "text|json", defaultValue = "text",
        description = "A line, or one JSON object, a target; default ${DEFAULT-VALUE}.")
    private OutputFormat format;

    @Override
    public Integer call() throws IOException {
        final List<FuzzTarget> targets = targets();
        if (input != null) {
            return runInput(targets);
        }
        final Duration each = duration();
        final Path home = folder == null ? Files.createTempDirectory("swabline-fuzz-") : folder;
        final Progress progress = Progress.onStandardError();
        final PrintWriter out = spec.commandLine().getOut();
        final Installation installation = Installation.find();
        boolean isClean = true;
        for (final FuzzTarget target : targets) {
            progress.say("fuzzing " + target.text() + " for " + duration + "; its log is "
                + home.resolve(target.text()).resolve("log"));
            final FuzzResult result = run(target, installation, home, each);
            out.println(format == OutputFormat.JSON ? JsonLine.write(json(target, result)) : text(target, result));
            out.flush();
            isClean &= result.isClean();
        }
        return isClean ? ExitCode.OK : BenchFailure.FAILED;
    }

    private FuzzResult run(
        final FuzzTarget target, final Installation installation, final Path home, final Duration each) throws IOException {
        final List<String> flags = new ArrayList<>(installation.javaFlags());
        flags.addAll(List.of("-cp", System.getProperty("java.class.path")));
        final FuzzProcess process = new FuzzProcess(flags, target.className(), home.resolve(target.text()));
        int number = 0;
        for (final byte[] seed : target.seeds()) {
            process.seed("seed-" + number++, seed);
        }
        final Path found = installation.home().resolve("benchmarks/src/test/resources/fuzz").resolve(target.text());
        if (Files.isDirectory(found)) {
            try (Stream<Path> files = Files.list(found)) {
                for (final Path file : files.toList()) {
                    process.seed(file.getFileName().toString(), Files.readAllBytes(file));
                }
            }
        }
        return process.run(each);
    }

    private Integer runInput(final List<FuzzTarget> targets) throws IOException {
        if (targets.size() != 1) {
            throw new ParameterException(spec.commandLine(), "an input is run on one target: name that");
        }
        final byte[] bytes = Files.readAllBytes(input);
        try {
            targets.get(0).run(bytes);
        } catch (final Exception finding) {
            throw new BenchFailure(BenchFailure.FAILED, input + " breaks " + targets.get(0).text() + ": " + finding
                + Arrays.stream(finding.getStackTrace()).limit(12).map(frame -> System.lineSeparator() + "    at " + frame)
                    .collect(Collectors.joining()), finding);
        }
        spec.commandLine().getOut().println(input + " holds");
        return ExitCode.OK;
    }

    private static String text(final FuzzTarget target, final FuzzResult result) {
        final String counts = String.format("%-12s %,12d inputs %,7d places", target.text(), result.inputs(), result.coverage());
        return result.isClean() ? counts + "  nothing found" : counts + "  FOUND: " + result.message()
            + result.findings().stream().map(file -> System.lineSeparator() + "    run it by itself: benchmarks/bin/bench fuzz "
                + target.text() + " --input " + file).collect(Collectors.joining());
    }

    private static Map<String, Object> json(final FuzzTarget target, final FuzzResult result) {
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("target", target.text());
        json.put("inputs", result.inputs());
        json.put("places", result.coverage());
        json.put("clean", result.isClean());
        json.put("message", result.message());
        json.put("findings", result.findings().stream().map(Path::toString).collect(Collectors.joining(" ")));
        return json;
    }

    private List<FuzzTarget> targets() {
        if (names.contains(ALL)) {
            return List.of(FuzzTarget.values());
        }
        return names.stream().map(this::target).toList();
    }

    private FuzzTarget target(final String name) {
        return Arrays.stream(FuzzTarget.values()).filter(target -> target.text().equals(name)).findFirst()
            .orElseThrow(() -> new ParameterException(spec.commandLine(), "there is no target " + name + "; there are all, "
                + Arrays.stream(FuzzTarget.values()).map(FuzzTarget::text).collect(Collectors.joining(", "))));
    }

    private Duration duration() {
        final Matcher matcher = DURATION.matcher(duration);
        if (!matcher.matches()) {
            throw new ParameterException(
                spec.commandLine(), "--duration is a number and s, m or h, such as 10m, not " + duration);
        }
        final long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }
}
