package io.swabline.loadgen.hostile;

import io.swabline.protocol.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Compares what honest stations met with during an attack with the limits. Immutable. */
final class HostileJudge {
    private final HostileScenario scenario;
    private final HostileLimits limits;

    HostileJudge(final HostileScenario scenario, final HostileLimits limits) {
        this.scenario = scenario;
        this.limits = limits;
    }

    /** What is not as it should be; empty if all is. */
    List<String> problems(final List<Measured> measured, final HonestWaits attacked) {
        final List<String> problems = new ArrayList<>();
        if (attacked.failures() > 0) {
            problems.add(
                attacked.failures() + " times somebody honest was not served; the last one, " + attacked.lastFailure());
        }
        attacked.refusals().forEach((verdict, count) -> {
            // The other station's tubes are what this attack takes; the report counts them.
            if (verdict != Verdict.SAMPLE_ELSEWHERE || scenario != HostileScenario.SQUATTED_SAMPLES) {
                problems.add(count + " honest scans were answered " + verdict
                    + "; give another --seed if this one was used before");
            }
        });
        measured.forEach(each -> judge(each, problems));
        return problems;
    }

    private void judge(final Measured measured, final List<String> problems) {
        if (measured.calm().count() == 0 || measured.attacked().count() == 0) {
            problems.add("nobody honest waited for a " + measured.name() + ": raise --calm and --duration");
            return;
        }
        final long p99Us = measured.attacked().p99();
        final long calmUs = Math.max(measured.calm().p99(), us(limits.calmMin()));
        if (p99Us > limits.ratioMax() * calmUs) {
            problems.add(String.format(Locale.ROOT, "%s took %.1f ms (p99), more than --ratio-max %.1f times %.1f ms of calm",
                measured.name(), p99Us / 1000.0, limits.ratioMax(), calmUs / 1000.0));
        }
        if (!measured.name().equals(HonestWaits.VERDICT) && p99Us > us(limits.connectMax())) {
            problems.add(String.format(Locale.ROOT, "%s took %.1f ms (p99), more than --connect-p99-max %d ms",
                measured.name(), p99Us / 1000.0, limits.connectMax().toMillis()));
        }
    }

    private static long us(final Duration time) {
        return time.toNanos() / 1_000;
    }
}
