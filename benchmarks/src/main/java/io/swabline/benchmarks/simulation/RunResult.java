package io.swabline.benchmarks.simulation;

import java.util.List;

/**
 * What became of one run.
 *
 * @param counts    by {@link Event#ordinal()}
 * @param traceHash the same for each run of the seed
 * @param broken    what was otherwise than promised; null if nothing was
 * @param lastSteps of the trace, oldest first
 */
public record RunResult(long seed, long traceHash, long[] counts, Throwable broken, List<String> lastSteps) {
    /** How often something happened. */
    public long count(final Event event) {
        return counts[event.ordinal()];
    }
}
