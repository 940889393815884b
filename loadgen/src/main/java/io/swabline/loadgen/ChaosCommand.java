package io.swabline.loadgen;

import io.swabline.loadgen.chaos.ChaosReport;
import io.swabline.loadgen.chaos.ChaosReportText;
import io.swabline.loadgen.chaos.ChaosRun;
import io.swabline.loadgen.chaos.ChaosSettings;
import io.swabline.loadgen.chaos.Commands;
import io.swabline.loadgen.plan.Durations;
import io.swabline.protocol.Durability;
import io.swabline.protocol.OwnerOnlyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code loadgen run chaos}: a run whose server is killed again and again, and the proof that nothing came of it. */
@Command(
    name = "chaos",
    mixinStandardHelpOptions = true,
    usageHelpWidth = 110,
    sortOptions = false,
    description = "Starts a server of its own, loads it, kills it and cuts its connections, then checks what was kept.",
    footer = {
        "",
        "The server is killed (kill -9) while it works, while it goes over to the next file of the journal (every second here), "
            + "while it starts and while it drains. Connections break behind random bytes. Some stations' clocks are hours "
            + "off, or step; some scans are sent twice, some persons come twice. A tail follows through it all.",
        "",
        "Fails (1) if a scan is missing, duplicated or wrong, if the tail printed anything else than what the journal holds in "
            + "the end, if the server ended by itself, or did not start or stop as it should.",
        "",
        "Example: loadgen run chaos --duration 10m --seed 7"})
final class ChaosCommand implements Callable<Integer> {
    private static final long STOP_WAIT_SECONDS = 20;

    @Spec
    private CommandSpec spec;

    @Option(names = "--duration", paramLabel = "TIME", defaultValue = "1m", converter = RunCommand.DurationConverter.class,
        description = "How long the load goes on; default ${DEFAULT-VALUE}.")
    private Duration duration;
    @Option(names = "--seed", paramLabel = "N", description = "Seed of all random choices; default random, in the report.")
    private Long seed;
    @Option(names = "--durability", paramLabel = "disk|os", defaultValue = "disk",
        description = "Of the server's journal; default ${DEFAULT-VALUE}.")
    private String durability;
    @Option(names = "--stations", paramLabel = "N", defaultValue = "200",
        description = "Terminals to simulate; default ${DEFAULT-VALUE}.")
    private int stations;
    @Option(names = "--rate", paramLabel = "N", defaultValue = "2000",
        description = "Scans a second of all stations together; default ${DEFAULT-VALUE}.")
    private double rate;
    @Option(names = "--kills-every", paramLabel = "TIME", defaultValue = "5s", converter = RunCommand.DurationConverter.class,
        description = "Mean time from the start of the server to the next kill; default ${DEFAULT-VALUE}.")
    private Duration killsEvery;
    @Option(names = "--kills", paramLabel = "N", defaultValue = "1000000", hidden = true)
    private int killsMax;
    @Option(names = "--cuts-every", paramLabel = "TIME", defaultValue = "300ms", converter = RunCommand.DurationConverter.class,
        description = "Mean time between two cuts of a connection; default ${DEFAULT-VALUE}.")
    private Duration cutsEvery;
    @Option(names = "--drain", paramLabel = "TIME", defaultValue = "2m", converter = RunCommand.DurationConverter.class,
        description = "How long to wait at the end for verdicts; default ${DEFAULT-VALUE}.")
    private Duration drain;
    @Option(names = "--data", paramLabel = "DIR",
        description = "Keep everything there: data, keys, ledger, logs; must be empty. Default: a temporary directory, which "
            + "is kept only if something was found.")
    private Path directory;
    @Option(names = "--keep", description = "Keep the temporary directory in any case.")
    private boolean isKept;
    @Option(names = "--server", paramLabel = "PATH", defaultValue = "auto",
        description = "The swabline launcher of the server; default: the one beside this program.")
    private String server;
    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A further setting of the server; may be repeated.")
    private List<String> settings = List.of();
    @Option(names = "--format", paramLabel = "text|json", defaultValue = "text",
        description = "Report for people, or as one JSON object; default ${DEFAULT-VALUE}.")
    private OutputFormat format;

    private final CountDownLatch ended = new CountDownLatch(1);
    private boolean isStopped;

    @Override
    public Integer call() throws IOException, InterruptedException {
        final LoadGenerator generator = (LoadGenerator) spec.root().userObject();
        final ChaosSettings chaos = chaosSettings();
        generator.err().println("chaos in " + chaos.directory() + "; to repeat it: " + repetition(chaos));
        try {
            return runAndTidy(chaos, generator) ? LoadGenerator.OK : LoadGenerator.FAILED;
        } finally {
            ended.countDown();
        }
    }

    private boolean runAndTidy(final ChaosSettings chaos, final LoadGenerator generator)
        throws IOException, InterruptedException {
        boolean isFine = false;
        try {
            isFine = run(chaos, generator);
        } finally {
            if (directory == null && !isKept && (isFine || isStopped)) {
                remove(chaos.directory());
            } else {
                generator.err().println("kept: " + chaos.directory());
            }
        }
        return isFine;
    }

    private boolean run(final ChaosSettings chaos, final LoadGenerator generator) throws IOException, InterruptedException {
        final boolean isWatched = TerminalProgress.isWatched();
        final ChaosRun run = new ChaosRun(chaos, isWatched ? new TerminalProgress(generator.err()) : LoadProgress.QUIET,
            isWatched ? generator.err()::println : line -> { });
        // On Ctrl-C nothing that was started is left behind.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(run), "chaos-stop"));
        try (run) {
            final ChaosReport report = run.run();
            generator.out().println(format == OutputFormat.JSON ? ChaosReportText.json(report) : ChaosReportText.text(report));
            return report.isFine();
        } finally {
            isStopped = run.isStopped();
        }
    }

    private void stop(final ChaosRun run) {
        try {
            if (ended.getCount() > 0) {
                run.stop();
                if (!ended.await(STOP_WAIT_SECONDS, TimeUnit.SECONDS)) {
                    Runtime.getRuntime().halt(LoadGenerator.FAILED);
                }
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ChaosSettings chaosSettings() throws IOException {
        final Durability kept = durability();
        final List<String> swabline = server.equals("auto") ? Commands.swabline() : List.of(server);
        if (!Files.isExecutable(Path.of(swabline.get(0)))) {
            throw new ParameterException(spec.commandLine(), "--server " + server + " is not a program that can be started");
        }
        if (directory != null && Files.exists(directory) && !isEmpty(directory)) {
            throw new ParameterException(spec.commandLine(), "--data " + directory + " is not empty");
        }
        final Path place = directory == null ? Files.createTempDirectory("swabline-chaos-") : directory.toAbsolutePath();
        OwnerOnlyFile.makeDirectory(place);
        final long chosen = seed == null ? new SecureRandom().nextInt(1_000_000) : seed;
        try {
            return new ChaosSettings(place, swabline, settings, kept, duration, stations, rate,
                killsEvery, killsMax, cutsEvery, drain, chosen);
        } catch (final IllegalArgumentException e) {
            Files.deleteIfExists(place);
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private Durability durability() {
        try {
            return Durability.valueOf(durability.toUpperCase(Locale.ROOT));
        } catch (final IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--durability " + durability + " is neither disk nor os", e);
        }
    }

    private String repetition(final ChaosSettings chaos) {
        final List<String> words = new ArrayList<>(List.of("loadgen run chaos", "--seed " + chaos.seed(),
            "--duration " + Durations.text(duration), "--durability " + durability, "--stations " + stations,
            "--rate " + Math.round(rate), "--kills-every " + Durations.text(killsEvery),
            "--cuts-every " + Durations.text(cutsEvery)));
        settings.forEach(setting -> words.add("--set " + setting));
        return String.join(" ", words);
    }

    private static boolean isEmpty(final Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.findAny().isEmpty();
        }
    }

    private static void remove(final Path directory) throws IOException {
        final List<Path> paths;
        try (Stream<Path> all = Files.walk(directory)) {
            paths = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (final Path path : paths) {
            Files.delete(path);
        }
    }
}
