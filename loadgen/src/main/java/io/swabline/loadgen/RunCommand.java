package io.swabline.loadgen;

import io.swabline.loadgen.plan.Durations;
import io.swabline.loadgen.plan.Mix;
import io.swabline.loadgen.plan.Scenario;
import io.swabline.loadgen.plan.Threshold;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code loadgen run}: one run, its report on standard output. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    usageHelpWidth = 110,
    sortOptions = false,
    subcommands = {ChaosCommand.class, HostileCommand.class},
    description = "Sends the scans of a scenario to a server and reports what became of them.",
    footer = {
        "",
        "Latencies count from the time at which a scan was due on the schedule, not from when it could be sent. The run fails "
            + "when a verdict is missing or is not the expected one, when a threshold is broken, and when the generator itself "
            + "could not keep the schedule. A server that is killed and comes back is no failure, as long as every verdict "
            + "comes in the end.",
        "",
        "Example: loadgen run steady --port 7221 --rate 50000 --duration 20s --ledger L --threshold 'p99<20ms'"})
final class RunCommand implements Callable<Integer> {
    private static final long STOP_WAIT_SECONDS = 10;

    @ParentCommand
    private LoadGenerator parent;
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", arity = "0..1", paramLabel = "SCENARIO", converter = ScenarioConverter.class, description = {
        "steady: at one rate whatever the server does",
        "burst: calm at the rate, then bursts that build up to ten times of it",
        "max: as fast as the server's credit allows",
        "storm: all stations lose their connections, fill their buffers and come back at once",
        "chaos: with a server of its own that is killed again and again; see loadgen run chaos --help",
        "hostile: an attack on a server of your own; see loadgen run hostile --help"})
    private Scenario scenario;
    @Option(names = "--port", paramLabel = "N", description = "Port of the server; must be given.")
    private Integer port;
    @Option(names = "--host", paramLabel = "HOST", defaultValue = "127.0.0.1",
        description = "Its host; default ${DEFAULT-VALUE}.")
    private String host;
    @Option(names = "--stations", paramLabel = "N", defaultValue = "1000",
        description = "Terminals to simulate; default ${DEFAULT-VALUE}.")
    private int stations;
    @Option(names = "--rate", paramLabel = "N", defaultValue = "50000",
        description = "Scans a second of all stations together, not for max; default ${DEFAULT-VALUE}.")
    private double rate;
    @Option(names = "--duration", paramLabel = "TIME", defaultValue = "20s", converter = DurationConverter.class,
        description = "Measured time, such as 20s or 2m; default ${DEFAULT-VALUE}.")
    private Duration duration;
    @Option(names = "--warmup", paramLabel = "TIME", defaultValue = "2s", converter = DurationConverter.class,
        description = "Time before it that counts for the ledger only; default ${DEFAULT-VALUE}.")
    private Duration warmup;
    @Option(names = "--frame", paramLabel = "N", defaultValue = "64",
        description = "Scans in one frame at most; default ${DEFAULT-VALUE}.")
    private int frame;
    @Option(names = "--window", paramLabel = "N", defaultValue = "0",
        description = "Scans of a station that may be unacknowledged, if the server's credit allows; default 512, less for "
            + "more than 3906 stations.")
    private int window;
    @Option(names = "--drops", paramLabel = "N", defaultValue = "1",
        description = "For storm: how often it breaks all connections itself, evenly over the duration; 0 if you kill and "
            + "restart the server instead; default ${DEFAULT-VALUE}. Each station's --window is what its buffer holds.")
    private int drops;
    @Option(names = "--mix", paramLabel = "SHARES", converter = MixConverter.class,
        description = "Shares of the kinds of scan, or none; default retransmit=1%%,double=1%%,forged=0.5%%,expired=0.5%%,id=2%%,"
            + "bad-id=0.1%%,document=0.5%%,bad-document=0.05%%, for max: none. Documents are passports; the server needs schema "
            + "version 3 or later for them.")
    private Mix mix;
    @Option(names = "--ledger", paramLabel = "FILE",
        description = "Write every verdict there, for loadgen check; replaces the file.")
    private Path ledger;
    @Option(names = "--keys", paramLabel = "FILE", description = "Key file of the server; default ~/.swabline/keys.properties.")
    private Path keys;
    @Option(names = "--tls-ca", paramLabel = "FILE",
        description = "Connect with TLS 1.3, trusting the authorities (or the certificate) in this PEM file.")
    private Path tlsTrusted;
    @Option(names = "--token-file", paramLabel = "FILE",
        description = "Tokens of the stations, as 'swabline stations add 1-1000 --format csv' prints them.")
    private Path tokens;
    @Option(names = "--seed", paramLabel = "N", description = "Seed of all random choices; default random, in the report.")
    private Long seed;
    @Option(names = "--threads", paramLabel = "N", defaultValue = "1",
        description = "Event loops that the stations share; default ${DEFAULT-VALUE}.")
    private int threads;
    @Option(names = "--threshold", paramLabel = "BOUND", converter = ThresholdConverter.class,
        description = "Fail unless it is kept, such as p99<20ms, service-p99.9<=30ms or acknowledged_per_second>=50000; "
            + "may be given several times.")
    private List<Threshold> thresholds = List.of();
    @Option(names = "--drain", paramLabel = "TIME", defaultValue = "60s", converter = DurationConverter.class,
        description = "How long to wait at the end for verdicts; default ${DEFAULT-VALUE}.")
    private Duration drain;
    @Option(names = "--connect-max", paramLabel = "TIME", defaultValue = "30s", converter = DurationConverter.class,
        description = "How long to wait at the start for all stations to be connected; default ${DEFAULT-VALUE}.")
    private Duration connectMax;
    @Option(names = "--outage-max", paramLabel = "TIME", defaultValue = "60s", converter = DurationConverter.class,
        description = "How long the server may be unreachable at a stretch; default ${DEFAULT-VALUE}.")
    private Duration outageMax;
    @Option(names = "--lag-max", paramLabel = "TIME", defaultValue = "250ms", converter = DurationConverter.class,
        description = "The run is invalid when the generator itself is later than this at p99; default ${DEFAULT-VALUE}.")
    private Duration lagMax;
    @Option(names = "--format", paramLabel = "text|json", defaultValue = "text",
        description = "Report for people, or as one JSON object; default ${DEFAULT-VALUE}.")
    private OutputFormat format;

    @Override
    public Integer call() {
        if (scenario == null) {
            throw new ParameterException(spec.commandLine(), "Missing required parameter: 'SCENARIO'");
        }
        if (port == null) {
            throw new ParameterException(spec.commandLine(), "Missing required option: '--port=N'");
        }
        final LoadProgress progress = TerminalProgress.isWatched() ? new TerminalProgress(parent.err()) : LoadProgress.QUIET;
        final LoadRun run = new LoadRun(settings(), progress);
        final CountDownLatch reported = new CountDownLatch(1);
        // On Ctrl-C the run still closes its ledger and reports.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(run, reported), "loadgen-stop"));
        try {
            final LoadReport report = run.run();
            print(report);
            return report.exitCode();
        } finally {
            reported.countDown();
        }
    }

    private void print(final LoadReport report) {
        parent.out().println(format == OutputFormat.JSON ? ReportJson.text(report) : ReportText.text(report));
        if (format == OutputFormat.JSON) {
            report.problems().forEach(problem -> parent.err().println("loadgen: " + problem));
        }
    }

    private static void stop(final LoadRun run, final CountDownLatch reported) {
        run.stop();
        try {
            if (!reported.await(STOP_WAIT_SECONDS, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(LoadGenerator.FAILED);
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private LoadSettings settings() {
        final LoadSettings.Builder builder = LoadSettings.builder(scenario, port).host(host).stations(stations).rate(rate)
            .duration(duration).warmup(warmup).frame(frame).window(window).drops(drops).mix(mix).ledger(ledger).threads(threads)
            .drain(drain).connectMax(connectMax).outageMax(outageMax).lagMax(lagMax);
        builder.tlsTrusted(tlsTrusted).tokens(tokens);
        if (keys != null) {
            builder.keys(keys);
        }
        if (seed != null) {
            builder.seed(seed);
        }
        thresholds.forEach(builder::threshold);
        try {
            return builder.build();
        } catch (final IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /** For {@link Duration} options. */
    static final class DurationConverter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(final String value) {
            return converted(() -> Durations.parse(value));
        }
    }

    /** For {@code --mix}. */
    static final class MixConverter implements ITypeConverter<Mix> {
        @Override
        public Mix convert(final String value) {
            return converted(() -> Mix.parse(value));
        }
    }

    /** For {@code --threshold}. */
    static final class ThresholdConverter implements ITypeConverter<Threshold> {
        @Override
        public Threshold convert(final String value) {
            return converted(() -> Threshold.parse(value));
        }
    }

    /** For the scenario. */
    static final class ScenarioConverter implements ITypeConverter<Scenario> {
        @Override
        public Scenario convert(final String value) {
            return converted(() -> Scenario.parse(value));
        }
    }

    private static <T> T converted(final Callable<T> conversion) {
        try {
            return conversion.call();
        } catch (final Exception e) {
            final TypeConversionException failure = new TypeConversionException(e.getMessage());
            failure.initCause(e);
            throw failure;
        }
    }
}
