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

    private static final long LOAD_MARGIN_SECONDS = 120;

    Figures run(final Row row, final double fsyncP99Us) throws InterruptedException {
        try (ScratchDirectory scratch = ScratchDirectory.in(workplace.path());
            Server server = Server.start(installation, workplace, scratch.path(), row.durability(), serverJvm)) {
            final List<String> problems = new ArrayList<>();
            final Map<String, String> report = load(row, scratch.path(), server, problems);
            final int exitCode = server.stop();
            if (exitCode != 0) {
                problems.add("the server ended with " + exitCode);
            }
            final JournalCount journal = JournalCount.of(server.data());
            check(report, journal, problems);
            return new Figures(row.workload(), row.durability().name().toLowerCase(Locale.ROOT), Figures.ACKNOWLEDGED,
                number(report, "acknowledged_per_second"), number(report, "latency_us.p50"), number(report, "latency_us.p99"),
                number(report, "latency_us.p99.9"), target(row, fsyncP99Us), (long) number(report, "acknowledged"),
                journal.records(), problems);
        }
    }

    private Map<String, String> load(final Row row, final Path directory, final Server server, final List<String> problems)
        throws InterruptedException {
        final List<String> command = new ArrayList<>(List.of(installation.loadgen().toString()));
        command.addAll(row.arguments(warmup, duration));
        command.addAll(List.of("--port", String.valueOf(server.port()), "--keys", server.keys().toString()));
        try (Child child = Child.start(workplace, "load-generator", directory, loadJvm, command)) {
            final int exitCode = child.await(warmup.plus(duration).toSeconds() + LOAD_MARGIN_SECONDS);
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
            return report;
        }
    }

    private static void check(final Map<String, String> report, final JournalCount journal, final List<String> problems) {
        expect("scans without a verdict", 0, number(report, "unanswered"), problems);
        expect("verdicts that are not the expected ones", 0, number(report, "unexpected"), problems);
        expect("acknowledged of those sent", number(report, "offered"), number(report, "acknowledged"), problems);
        expect("records in the journal", number(report, "acknowledged"), journal.records(), problems);
        expect("accepted in the journal", number(report, "acknowledged"), journal.accepted(), problems);
        expect("records out of place", 0, journal.misplaced(), problems);
    }

    private static void expect(final String what, final double expected, final double found, final List<String> problems) {
        if (expected != found) {
            problems.add(String.format(Locale.ROOT, "%s: %,.0f, not %,.0f", what, found, expected));
        }
    }

    private static double number(final Map<String, String> report, final String path) {
        final String value = report.get(path);
        if (value == null) {
            throw new IllegalStateException("the load generator's report has no " + path + ": " + report);
        }
        return Double.parseDouble(value);
    }

    private static String target(final Row row, final double fsyncP99Us) {
        if (row.isOpenLoop()) {
            return String.format(Locale.ROOT, "p50 2,000, p99 %,d, p99.9 30,000 µs", Math.round(3 * fsyncP99Us));
        }
        return String.format(Locale.ROOT, "%,d/s", row.targetPerSecond());
    }
}
