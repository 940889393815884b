package io.swabline.loadgen;

import io.swabline.loadgen.hostile.HostileLimits;
import io.swabline.loadgen.hostile.HostilePlaces;
import io.swabline.loadgen.hostile.HostileReport;
import io.swabline.loadgen.hostile.HostileReportText;
import io.swabline.loadgen.hostile.HostileRun;
import io.swabline.loadgen.hostile.HostileScenario;
import io.swabline.loadgen.hostile.HostileSettings;
import io.swabline.loadgen.hostile.HostileTimes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code loadgen run hostile}: an attack on a server of one's own, and what honest stations notice of it. */
@Command(
    name = "hostile",
    mixinStandardHelpOptions = true,
    usageHelpWidth = 110,
    sortOptions = false,
    description = "Attacks a running server of your own and measures what honest stations notice: in calm first, then during the "
        + "attack.",
    footer = {
        "",
        "Honest stations connect, scan five people and go, again and again. Fails (1) if one of them is not served or a scan of "
            + "theirs is refused, if connecting, a verdict or a page takes more than --ratio-max times as long as in calm "
            + "(p99), or if connecting or a page takes longer than --connect-p99-max. The attack counts each Retry and sends "
            + "again.",
        "",
        "The invented people stay in the server's tables and journal: use a server with a data directory of its own.",
        "",
        "Example: loadgen run hostile silent-connections --port 7221"})
final class HostileCommand implements Callable<Integer> {
    private static final int PORT_MAX = 65_535;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "SCENARIO", converter = ScenarioConverter.class, description = {
        "colliding-samples: a station scans into --count sample ids that meet in a table without a secret hash (150000)",
        "silent-connections: --count connections at a time from one address never say Hello (9000)",
        "reset-connections: one address connects to the pages and resets, --count times (100000); needs --http-port",
        "new-people: a station sends --count scans of invented people (2000000)",
        "squatted-samples: a station sends --count scans into tubes that the honest stations will use (2000000)",
        "refused-scans: a station sends --count scans with wrong ID numbers (2000000)"})
    private HostileScenario scenario;
    @Option(names = "--port", paramLabel = "N", required = true, description = "Port of the server for stations.")
    private int port;
    @Option(names = "--http-port", paramLabel = "N", description = "Port of the server for pages, for reset-connections.")
    private Integer httpPort;
    @Option(names = "--host", paramLabel = "HOST", defaultValue = "127.0.0.1",
        description = "Its host; default ${DEFAULT-VALUE}. Another machine needs --own-test-server.")
    private String host;
    @Option(names = "--own-test-server",
        description = "Says that the server at --host is your own and is there to be attacked.")
    private boolean isOwnServer;
    @Option(names = "--count", paramLabel = "N", description = "How much the attack does at most; default beside each scenario.")
    private Integer count;
    @Option(names = "--connections-per-second", paramLabel = "N",
        description = "New connections of the attack at most; default 3000 for silent-connections, 600 for reset-connections.")
    private Integer perSecond;
    @Option(names = "--stations", paramLabel = "N", defaultValue = "4",
        description = "Honest stations, numbered from 1; the hostile one has the next number; default ${DEFAULT-VALUE}.")
    private int stations;
    @Option(names = "--from", paramLabel = "ADDRESS", description = "Local address of the attack; default: the system chooses.")
    private String attackFrom;
    @Option(names = "--honest-from", paramLabel = "ADDRESS",
        description = "Local address of the honest stations; default 127.1.2.3 on this machine, else the system chooses.")
    private String honestFrom;
    @Option(names = "--tls-ca", paramLabel = "FILE",
        description = "Connect with TLS 1.3, trusting the authorities (or the certificate) in this PEM file.")
    private Path tlsTrusted;
    @Option(names = "--token-file", paramLabel = "FILE",
        description = "Tokens of the stations, as 'swabline stations add 1-5 --format csv' prints them.")
    private Path tokens;
    @Option(names = "--warmup", paramLabel = "TIME", defaultValue = "3s", converter = RunCommand.DurationConverter.class,
        description = "Time before anything is measured; default ${DEFAULT-VALUE}.")
    private Duration warmup;
    @Option(names = "--calm", paramLabel = "TIME", defaultValue = "10s", converter = RunCommand.DurationConverter.class,
        description = "Measured time before the attack; default ${DEFAULT-VALUE}.")
    private Duration calm;
    @Option(names = "--duration", paramLabel = "TIME", defaultValue = "20s", converter = RunCommand.DurationConverter.class,
        description = "Measured time of the attack at most; default ${DEFAULT-VALUE}.")
    private Duration duration;
    @Option(names = "--timeout", paramLabel = "TIME", defaultValue = "30s", converter = RunCommand.DurationConverter.class,
        description = "Longest wait of an honest station; default ${DEFAULT-VALUE}.")
    private Duration timeout;
    @Option(names = "--ratio-max", paramLabel = "X", defaultValue = "10",
        description = "Largest p99 against that of calm; default ${DEFAULT-VALUE}.")
    private double ratioMax;
    @Option(names = "--calm-min", paramLabel = "TIME", defaultValue = "5ms", converter = RunCommand.DurationConverter.class,
        description = "A calm p99 below this counts as this; default ${DEFAULT-VALUE}: what the scheduler of a machine that "
            + "server and attack share makes anybody wait.")
    private Duration calmMin;
    @Option(names = "--connect-p99-max", paramLabel = "TIME", defaultValue = "1s", converter = RunCommand.DurationConverter.class,
        description = "Largest p99 of connecting, and of a page, during the attack; default ${DEFAULT-VALUE}.")
    private Duration connectMax;
    @Option(names = "--seed", paramLabel = "N",
        description = "Seed of people and sample ids, 0 to 999999; default random, in the report. Take another for each run.")
    private Integer seed;
    @Option(names = "--format", paramLabel = "text|json", defaultValue = "text",
        description = "Report for people, or as one JSON object; default ${DEFAULT-VALUE}.")
    private OutputFormat format;

    @Override
    public Integer call() throws InterruptedException {
        final LoadGenerator generator = (LoadGenerator) spec.root().userObject();
        final Consumer<String> progress = TerminalProgress.isWatched() ? generator.err()::println : line -> { };
        final HostileReport report = HostileRun.run(settings(), progress);
        generator.out().println(format == OutputFormat.JSON ? HostileReportText.json(report) : HostileReportText.text(report));
        if (format == OutputFormat.JSON) {
            report.problems().forEach(problem -> generator.err().println("loadgen: " + problem));
        }
        return report.isFine() ? LoadGenerator.OK : LoadGenerator.FAILED;
    }

    private HostileSettings settings() {
        try {
            final HostilePlaces places = new HostilePlaces(address("--port", port), httpPort == null ? null
                : address("--http-port", httpPort), tlsTrusted, local("--honest-from", honestFrom), local("--from", attackFrom),
                isOwnServer);
            return new HostileSettings(scenario, places, tokens, stations, count == null ? scenario.countDefault() : count,
                perSecond == null ? scenario.perSecondDefault() : perSecond, new HostileTimes(warmup, calm, duration, timeout),
                new HostileLimits(ratioMax, calmMin, connectMax),
                seed == null ? new SecureRandom().nextInt(HostileSettings.SEEDS) : seed);
        } catch (final IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private InetSocketAddress address(final String option, final int number) {
        if (number < 1 || number > PORT_MAX) {
            throw new IllegalArgumentException(option + " is " + number + ", not 1 to " + PORT_MAX);
        }
        return new InetSocketAddress(host, number);
    }

    private static InetAddress local(final String option, final String name) {
        try {
            return name == null ? null : InetAddress.getByName(name);
        } catch (final UnknownHostException e) {
            throw new IllegalArgumentException(option + " " + name + " is not known on this machine", e);
        }
    }

    /** For the scenario. */
    static final class ScenarioConverter implements ITypeConverter<HostileScenario> {
        @Override
        public HostileScenario convert(final String value) {
            try {
                return HostileScenario.parse(value);
            } catch (final IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
