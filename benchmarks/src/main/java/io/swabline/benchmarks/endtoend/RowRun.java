package io.swabline.benchmarks.endtoend;

import io.swabline.benchmarks.report.Installation;
import io.swabline.benchmarks.report.JsonLine;
import io.swabline.benchmarks.scratch.ScratchDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Runs a row: a new server, a load generator, then the journal is read back and held against what was acknowledged. All scans
 * of a row are of different people, so that every one must be ACCEPTED and have one record.
 *
 * @param installation where the programs are
 * @param workplace    for the row's processes and files
 * @param warmup       time before the measured time
 * @param duration     measured time
 * @param serverJvm    further JVM flags of the server
 * @param loadJvm      further JVM flags of the load generator
 */
record RowRun(Installation installation, Workplace workplace, Duration warmup, Duration duration, String serverJvm,
    String loadJvm) {

    /** A schedule does not wait for the load generator either, a new process too: so much longer it may catch up. */
    private static final int OPEN_LOOP_WARMUPS = 2;
    private static final double NS_PER_SECOND = 1e9;
    private static final long LOAD_MARGIN_SECONDS = 120;

    Figures run(final Row row, final double fsyncP99Us) throws InterruptedException {
        try (ScratchDirectory scratch = ScratchDirectory.in(workplace.path());
            Server server = Server.start(installation, workplace, scratch.path(), row.durability(), serverJvm)) {
            final List<String> problems = new ArrayList<>();
            double before = 0;
            if (row.isOpenLoop()) {
                final Load prepared = load(row.preparation(), Duration.ZERO, warmup, scratch.path(), server, problems);
                before = prepared.number("acknowledged");
            }
            final Duration warming = row.isOpenLoop() ? warmup.multipliedBy(OPEN_LOOP_WARMUPS) : warmup;
            final Load load = load(row, warming, duration, scratch.path(), server, problems);
            final int exitCode = server.stop();
            if (exitCode != 0) {
                problems.add("the server ended with " + exitCode);
            }
            final JournalCount journal = JournalCount.of(server.data());
            final double acknowledged = before + load.number("acknowledged");
            check(load, acknowledged, journal, problems);
            final double perSecond = load.number("acknowledged_per_second");
            return new Figures(row.workload(), row.durability().name().toLowerCase(Locale.ROOT), Figures.ACKNOWLEDGED,
                perSecond, load.number("latency_us.p50"), load.number("latency_us.p99"),
                load.number("latency_us.p99.9"), target(row, fsyncP99Us), (long) acknowledged,
                journal.records(), load.serverLoad() * NS_PER_SECOND / perSecond, load.ownLoad() * NS_PER_SECOND / perSecond,
                problems);
        }
    }

    /**
     * What the load generator said at its end.
     *
     * @param report     values by their paths
     * @param serverLoad processors that the server kept busy, in about the measured time
     * @param ownLoad    processors that the load generator kept busy
     */
    private record Load(Map<String, String> report, double serverLoad, double ownLoad) {
        double number(final String path) {
            final String value = report.get(path);
            if (value == null) {
                throw new IllegalStateException("the load generator's report has no " + path + ": " + report);
            }
            return Double.parseDouble(value);
        }
    }

    private Load load(final Row row, final Duration warming, final Duration measuring, final Path directory, final Server server,
        final List<String> problems) throws InterruptedException {
        final List<String> command = new ArrayList<>(List.of(installation.loadgen().toString()));
        command.addAll(row.arguments(warming, measuring));
        command.addAll(List.of("--port", String.valueOf(server.port()), "--keys", server.keys().toString()));
        try (Child child = Child.start(workplace, "load-generator", directory, loadJvm, command)) {
            final CpuMeter serverMeter = server.cpuMeter(measuring);
            final CpuMeter loadMeter = child.cpuMeter(measuring);
            final int exitCode = child.await(warming.plus(measuring).toSeconds() + LOAD_MARGIN_SECONDS, serverMeter, loadMeter);
            final String line = child.standardOutput().lines().filter(text -> text.startsWith("{"))
                .reduce((first, second) -> second)
                .orElseThrow(() -> child.failed("ended with " + exitCode + " and without a report"));
            final Map<String, String> report = JsonLine.read(line);
            if (exitCode != 0) {
                for (int i = 0; report.containsKey("problems." + i); i++) {
                    problems.add(report.get("problems." + i));
                }
                if (problems.isEmpty()) {
                    problems.add("the load generator ended with " + exitCode);
                }
            }
            return new Load(report, serverMeter.load(), loadMeter.load());
        }
    }

    private static void check(final Load load, final double acknowledged, final JournalCount journal,
        final List<String> problems) {
        expect("scans without a verdict", 0, load.number("unanswered"), problems);
        expect("verdicts that are not the expected ones", 0, load.number("unexpected"), problems);
        expect("acknowledged of those sent", load.number("offered"), load.number("acknowledged"), problems);
        expect("records in the journal", acknowledged, journal.records(), problems);
        expect("accepted in the journal", acknowledged, journal.accepted(), problems);
        expect("records out of place", 0, journal.misplaced(), problems);
    }

    private static void expect(final String what, final double expected, final double found, final List<String> problems) {
        if (expected != found) {
            problems.add(String.format(Locale.ROOT, "%s: %,.0f, not %,.0f", what, found, expected));
        }
    }

    private static String target(final Row row, final double fsyncP99Us) {
        if (row.isOpenLoop()) {
            return String.format(Locale.ROOT, "p50 2,000, p99 %,d, p99.9 30,000 µs", Math.round(3 * fsyncP99Us));
        }
        return String.format(Locale.ROOT, "%,d/s", row.targetPerSecond());
    }
}
