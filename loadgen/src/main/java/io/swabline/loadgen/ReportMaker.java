package io.swabline.loadgen;

import io.swabline.loadgen.plan.Durations;
import io.swabline.loadgen.plan.Threshold;
import io.swabline.protocol.Durability;
import io.swabline.protocol.Verdict;
import io.swabline.protocol.codec.RetryReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.HdrHistogram.Histogram;

/** Judges the measurements of a run and makes the {@link LoadReport} of them. */
final class ReportMaker {
    /** An open-loop generator that reached less of its schedule in time did not make the load that it reports. */
    static final double REACHED_LEAST = 0.99;
    private static final double SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    private ReportMaker() {
    }

    /** @param failure why the run had to end early; null if it did not. */
    static LoadReport report(final LoadSettings settings, final long runId, final Measurements m, final String failure) {
        final boolean isOpenLoop = settings.isOpenLoop();
        final List<String> invalid = isOpenLoop ? invalidity(settings, m) : List.of();
        final List<String> problems = new ArrayList<>();
        if (failure != null) {
            problems.add(failure);
        }
        problems.addAll(invalid);
        addShortfalls(settings, m, problems);
        addBrokenThresholds(settings, m, problems);
        return new LoadReport(
            settings.scenario().text(),
            String.format("%016x", runId),
            settings.seed(),
            settings.stations(),
            settings.threads(),
            settings.mix().toString(),
            settings.duration().toNanos() / SECOND_NS,
            isOpenLoop ? settings.rate() : 0,
            m.offered,
            m.answered,
            acknowledgedPerSecond(settings.duration(), m),
            m.unanswered,
            m.notOffered,
            m.unexpected,
            counts(m.received),
            counts(m.expected),
            m.doubleScans,
            new LoadReport.Retransmits(m.retransmitsSent, m.retransmitsAnswered, m.retransmitsLost, m.retransmitsSkipped),
            Latencies.of(m.latencyUs),
            Latencies.of(m.serviceUs),
            Latencies.of(m.residenceUs),
            Latencies.of(m.lagUs),
            Latencies.of(m.backPressureUs),
            new LoadReport.Outages(m.outages, m.outageNs / SECOND_NS, m.outageLongestNs / SECOND_NS, m.heldByOutage),
            new LoadReport.Storm(Latencies.of(m.reopenedUs), Latencies.of(m.recoveredUs), Latencies.of(m.retryAfterUs)),
            m.reconnects,
            retryReasons(m),
            m.durability == 0 ? "none" : Durability.of(m.durability).name().toLowerCase(Locale.ROOT),
            invalid.isEmpty(),
            problems);
    }

    private static Map<RetryReason, Long> retryReasons(final Measurements m) {
        final Map<RetryReason, Long> reasons = new EnumMap<>(RetryReason.class);
        for (final RetryReason reason : RetryReason.values()) {
            if (m.retries[reason.ordinal()] > 0) {
                reasons.put(reason, m.retries[reason.ordinal()]);
            }
        }
        return reasons;
    }

    private static double acknowledgedPerSecond(final Duration measured, final Measurements m) {
        return m.answeredInTime * SECOND_NS / measured.toNanos();
    }

    private static List<String> invalidity(final LoadSettings settings, final Measurements m) {
        final List<String> invalid = new ArrayList<>();
        final long lagP99Us = m.lagUs.getTotalCount() == 0 ? 0 : m.lagUs.getValueAtPercentile(99);
        final long lagMaxUs = TimeUnit.NANOSECONDS.toMicros(settings.lagMax().toNanos());
        if (lagP99Us > lagMaxUs) {
            invalid.add(String.format(Locale.ROOT,
                LoadReport.INVALID
                    + "the generator itself was late, by %.1f ms at p99 (bound %s); lower --rate, raise --threads, "
                    + "or give it a processor of its own", lagP99Us / 1e3, Durations.text(settings.lagMax())));
        }
        if (m.reachedInTime < m.scheduled * REACHED_LEAST) {
            invalid.add(String.format(Locale.ROOT,
                LoadReport.INVALID
                    + "the generator got to only %.1f%% of its schedule in time (least: 99%%); lower --rate or raise "
                    + "--threads",
                100.0 * m.reachedInTime / m.scheduled));
        }
        return invalid;
    }

    private static void addShortfalls(final LoadSettings settings, final Measurements m, final List<String> problems) {
        if (m.unanswered > 0) {
            problems.add(m.unanswered + " scans were sent and never answered");
        }
        if (m.notRecovered > 0) {
            problems.add(m.notRecovered + " stations did not come back from the storm with all their verdicts within "
                + Durations.text(settings.drain()) + " after the end");
        }
        if (m.retransmitsUnanswered > 0) {
            problems.add(m.retransmitsUnanswered + " retransmits were sent and never answered");
        }
        if (m.lostByServer > 0) {
            problems.add("the server does not know " + m.lostByServer + " scans that it had acknowledged");
        }
        if (m.unexpected > 0) {
            problems.add(m.unexpected + " verdicts differ from the expected ones");
        }
        if (m.notOffered > 0) {
            problems.add(m.notOffered + " scans of the schedule were never sent: the server did not take them until "
                + Durations.text(settings.drain()) + " after the end, so that the latencies are too good");
        }
    }

    private static Map<Verdict, Long> counts(final long[] byCode) {
        final Map<Verdict, Long> counts = new EnumMap<>(Verdict.class);
        for (final Verdict verdict : Verdict.values()) {
            if (byCode[verdict.code()] > 0) {
                counts.put(verdict, byCode[verdict.code()]);
            }
        }
        return counts;
    }

    private static void addBrokenThresholds(final LoadSettings settings, final Measurements m, final List<String> problems) {
        final Map<String, Double> figures = figures(settings.duration(), m);
        for (final Threshold threshold : settings.thresholds()) {
            if (!threshold.isKept(figures)) {
                problems.add("threshold " + threshold.text() + " is broken: "
                    + threshold.figure() + " is " + number(figures.get(threshold.figure()))
                    + (threshold.isOfTime() ? "us" : ""));
            }
        }
    }

    /** The figures that thresholds may name; times in microseconds. */
    static Map<String, Double> figures(final Duration measured, final Measurements m) {
        final Map<String, Double> figures = new TreeMap<>();
        addPercentiles(figures, "", m.latencyUs);
        addPercentiles(figures, "service-", m.serviceUs);
        addPercentiles(figures, "residence-", m.residenceUs);
        addPercentiles(figures, "lag-", m.lagUs);
        addPercentiles(figures, "reopened-", m.reopenedUs);
        addPercentiles(figures, "recovered-", m.recoveredUs);
        figures.put("refusals", (double) m.retryAfterUs.getTotalCount());
        figures.put("acknowledged", (double) m.answered);
        figures.put("acknowledged_per_second", acknowledgedPerSecond(measured, m));
        figures.put("unanswered", (double) m.unanswered);
        figures.put("unexpected", (double) m.unexpected);
        figures.put("not_offered", (double) m.notOffered);
        figures.put("outages", (double) m.outages);
        figures.put("reconnects", (double) m.reconnects);
        figures.put("retries", (double) LongStream.of(m.retries).sum());
        return figures;
    }

    private static void addPercentiles(final Map<String, Double> figures, final String prefix, final Histogram histogramUs) {
        final Latencies latencies = Latencies.of(histogramUs);
        figures.put(prefix + "p50", (double) latencies.p50());
        figures.put(prefix + "p90", (double) latencies.p90());
        figures.put(prefix + "p99", (double) latencies.p99());
        figures.put(prefix + "p99.9", (double) latencies.p999());
        figures.put(prefix + "p99.99", (double) latencies.p9999());
        figures.put(prefix + "max", (double) latencies.max());
    }

    private static String number(final double value) {
        return value == Math.rint(value) ? String.format(Locale.ROOT, "%.0f", value) : String.format(Locale.ROOT, "%.2f", value);
    }
}
