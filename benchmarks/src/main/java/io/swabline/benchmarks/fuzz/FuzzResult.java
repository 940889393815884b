package io.swabline.benchmarks.fuzz;

import java.nio.file.Path;
import java.util.List;

/**
 * How a run of the fuzzer ended.
 *
 * @param exitCode of its process; -1 if it had to be killed
 * @param inputs   run in all
 * @param coverage places in the code that were reached
 * @param message  what was found; empty if nothing
 * @param findings inputs that broke the target, also those of earlier runs
 */
record FuzzResult(int exitCode, long inputs, long coverage, String message, List<Path> findings) {
    private static final String INPUTS = "stat::number_of_executed_units:";
    private static final String EXCEPTION = "== Java Exception: ";
    private static final String ERROR = "ERROR: ";
    private static final String COVERAGE = " cov: ";

    static FuzzResult of(final int exitCode, final List<String> log, final List<Path> findings) {
        long inputs = 0;
        long coverage = 0;
        String message = exitCode == 0 ? "" : "the fuzzer ended with " + exitCode;
        for (final String line : log) {
            if (line.startsWith(INPUTS)) {
                inputs = Long.parseLong(line.substring(INPUTS.length()).strip());
            } else if (line.startsWith("#") && line.contains(COVERAGE)) {
                coverage = Long.parseLong(line.substring(line.indexOf(COVERAGE) + COVERAGE.length()).strip().split(" ")[0]);
            } else if (line.startsWith(EXCEPTION)) {
                message = line.substring(EXCEPTION.length());
            } else if (line.contains(ERROR) && exitCode != 0) {
                message = line.strip();
            }
        }
        return new FuzzResult(exitCode, inputs, coverage, message, List.copyOf(findings));
    }

    boolean isClean() {
        return exitCode == 0;
    }
}
