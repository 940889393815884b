package io.swabline.benchmarks.endtoend;

import io.swabline.protocol.Durability;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One row of the reference workload.
 *
 * @param workload        in words
 * @param durability      what the server promises
 * @param stations        terminals
 * @param frame           scans in a frame
 * @param window          scans of a station under way
 * @param ratePerSecond   open loop at this rate; 0: as fast as credit allows
 * @param targetPerSecond acknowledged a second to reach; 0 where latency is what counts
 */
record Row(String workload, Durability durability, int stations, int frame, int window, int ratePerSecond, int targetPerSecond) {
    private static final int OPEN_LOOP_RATE = 100_000;

    /** All rows at the given levels; those that there is one of run at the strongest. */
    static List<Row> of(final List<Durability> levels) {
        final List<Row> rows = new ArrayList<>();
        for (final Durability level : levels) {
            rows.add(new Row("64 stations, frames of 64", level, 64, 64, 512, 0,
                level == Durability.OS ? 2_000_000 : 1_500_000));
        }
        final Durability strongest = levels.get(levels.size() - 1);
        rows.add(new Row("1,000 stations, 1 scan a frame", strongest, 1_000, 1, 64, 0, 300_000));
        rows.add(new Row("1,000 stations, open loop 100,000/s", strongest, 1_000, 64, 512, OPEN_LOOP_RATE, 0));
        return rows;
    }

    boolean isOpenLoop() {
        return ratePerSecond > 0;
    }

    /**
     * What goes before an open loop, at full speed: a schedule does not wait until a cold server is compiled, and what piles up
     * meanwhile would be measured instead of the server.
     */
    Row preparation() {
        return new Row(workload + ", preparation", durability, stations, 1, 64, 0, 0);
    }

    /** For the load generator. */
    List<String> arguments(final Duration warmup, final Duration duration) {
        final List<String> arguments = new ArrayList<>(List.of(
            "run", isOpenLoop() ? "steady" : "max",
            "--stations", String.valueOf(stations),
            "--frame", String.valueOf(frame),
            "--window", String.valueOf(window),
            "--mix", "none",
            "--warmup", warmup.toMillis() + "ms",
            "--duration", duration.toMillis() + "ms",
            "--format", "json"));
        if (isOpenLoop()) {
            arguments.addAll(List.of("--rate", String.valueOf(ratePerSecond)));
        }
        return arguments;
    }
}
