package io.swabline.cli;

import io.swabline.protocol.OwnerOnlyFile;
import io.swabline.protocol.SamplingKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code swabline demo}: the whole way from a resident's code to the laboratory's tail, with real processes, told on standard
 * error and summed up on standard output. Leaves images, keys and logs behind for whoever wants to look, and in a directory that
 * was asked for the journal and the tail's output too.
 */
@Command(name = "demo", description = {
    "Show the whole way on this machine in about a minute, and check it.",
    "Issue codes, draw and read their QR images, scan them, stream a morning burst from 1,000 stations, follow the journal from "
        + "another process, and compare what was acknowledged with what was kept."})
final class DemoCommand implements Callable<Integer> {
    private static final int STATIONS = 1_000;
    private static final int RATE_PER_SECOND = 3_000;
    private static final Duration LOAD_DURATION = Duration.ofSeconds(20);
    private static final Duration TAIL_TIMEOUT = Duration.ofSeconds(20);

    @Spec
    private CommandSpec spec;
    @Option(
        names = "--dir", paramLabel = "DIR",
        description = "where to work and to leave everything; must be empty or missing "
            + "(default: a new temporary one, where the images and logs are left)")
    private Path directory;
    @Option(names = "--format", paramLabel = "text|json", defaultValue = "text", description = "default: text")
    private OutputFormat format;

    private int step;

    @Override
    public Integer call() throws IOException, InterruptedException {
        final long startNs = System.nanoTime();
        final Path home = home();
        final boolean isTemporary = directory == null;
        makeDirectory();
        try (DemoPrograms programs = new DemoPrograms(home, directory)) {
            Swabline.stopSignalOf(spec).listen(programs::close);
            final DemoSummary summary = playUnlessStopped(programs, startNs);
            final Console console = Swabline.consoleOf(spec);
            if (format == OutputFormat.JSON) {
                summary.printJson(console.out());
            } else {
                summary.printText(console.out());
            }
            if (isTemporary && summary.isFine()) {
                programs.deleteBulk();
            }
            return summary.isFine() ? ExitCode.OK : ExitCode.CHECK_FAILED;
        }
    }

    /** What fails because the programs were ended under it is no news. */
    private DemoSummary playUnlessStopped(final DemoPrograms programs, final long startNs)
        throws IOException, InterruptedException {
        try {
            return play(programs, startNs);
        } catch (final IOException | RuntimeException failure) {
            requireNotStopped();
            throw failure;
        }
    }

    private void requireNotStopped() {
        if (Swabline.stopSignalOf(spec).isRaised()) {
            throw CommandFailure.checkFailed("stopped before its end; what it made until then is in " + directory);
        }
    }

    private DemoSummary play(final DemoPrograms programs, final long startNs) throws IOException, InterruptedException {
        tell("Everything of this demo is in %s", directory);
        final SamplingKeys keys = SamplingKeys.create(programs.keys());
        final int port = programs.startServer();
        tell("The server listens on 127.0.0.1:%d; what it acknowledges is on the disk.", port);
        final Path tailOutput = programs.startTail();
        tell("A laboratory follows the journal from another process, into %s.", directory.relativize(tailOutput));

        final DemoResidents residents = new DemoResidents(directory.resolve("codes"), keys);
        residents.issueAndDraw();
        final int read = residents.readBack();
        final int zbarRead = residents.readBackByZbar(directory);
        tell("%d residents have their sampling codes, some fetched by a relative: %s", DemoResidents.COUNT,
            directory.resolve("codes"));
        tell("Their QR images are read back: %d by ZXing, %s.", read,
            zbarRead < 0 ? "zbarimg is not installed (package zbar-tools)" : zbarRead + " by zbarimg");

        final DemoTerminal terminal = new DemoTerminal();
        terminal.scan(
            port, residents.images(), residents.forged(SamplingKeys.create(directory.resolve("forger.properties"))),
            residents.expired());
        tell("A station scanned them and some that must be refused: %d scans, %d people registered, %d verdicts not as expected.",
            terminal.scans(), terminal.accepted(), terminal.surprises().size());

        tell("The morning begins: %,d stations, %,d scans a second, in bursts up to %,d, for %d s ...", STATIONS, RATE_PER_SECOND,
            10 * RATE_PER_SECOND, LOAD_DURATION.toSeconds());
        final JsonFields load = programs.runLoad(port, STATIONS, RATE_PER_SECOND, LOAD_DURATION);
        tell("%,d scans answered in it, %,d unanswered; p99 %.1f ms from when each scan was due.", load.number("acknowledged"),
            load.number("unanswered"), load.number("latency_us.p99") / 1e3);

        programs.stopServer();
        tell("The server was told to stop, and drained.");
        final JsonFields check = programs.checkLedger();
        final DemoCensus census = DemoCensus.of(programs.data());
        tell("The ledger of the stations was held against the journal, scan by scan: %,d missing, %,d there twice.",
            check.number("missing"), check.number("duplicated"));
        final long tailed = awaitTail(tailOutput, census.records());
        programs.stopTail();
        tell("The laboratory has %,d records of %,d.%n", tailed, census.records());
        return new DemoSummary(directory.resolve("codes"), DemoResidents.COUNT, read, zbarRead, terminal.answers(),
            terminal.surprises(), load, check, census, tailed,
            TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNs));
    }

    private static long awaitTail(final Path tailOutput, final long records) throws IOException {
        final long deadlineNs = System.nanoTime() + TAIL_TIMEOUT.toNanos();
        long tailed = DemoCensus.recordsInOrder(tailOutput);
        while (tailed < records && System.nanoTime() - deadlineNs < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            tailed = DemoCensus.recordsInOrder(tailOutput);
        }
        return tailed;
    }

    private static Path home() {
        final String home = System.getProperty("swabline.home");
        if (home == null) {
            throw CommandFailure.usage("the demo starts other programs: run it through ingest-server/bin/swabline");
        }
        return Path.of(home);
    }

    private void makeDirectory() throws IOException {
        if (directory == null) {
            directory = Files.createTempDirectory("swabline-demo-");
            return;
        }
        OwnerOnlyFile.makeDirectory(directory);
        try (var files = Files.list(directory)) {
            if (files.findAny().isPresent()) {
                throw CommandFailure.usage("--dir " + directory + " is not empty");
            }
        }
    }

    /** Between two steps, so also where the demo ends if it was stopped. */
    private void tell(final String message, final Object... arguments) {
        requireNotStopped();
        final Console console = Swabline.consoleOf(spec);
        console.err().printf("%2d  %s%n", ++step, String.format(Locale.ROOT, message, arguments));
        console.err().flush();
    }
}
