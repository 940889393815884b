package io.swabline.loadgen;

import io.swabline.protocol.Verdict;
import java.util.Locale;

/** A {@link LoadReport} as a table for people. */
final class ReportText {
    private ReportText() {
    }

    static String text(final LoadReport r) {
        final StringBuilder text = new StringBuilder();
        line(text, "scenario", "%s, %,d stations on %d thread%s, %s measured, run %s, seed %d", r.scenario(), r.stations(),
            r.threads(), r.threads() == 1 ? "" : "s", LoadReport.seconds(r.durationSeconds()), r.runId(), r.seed());
        line(text, "mix", "%s", r.mix());
        if (r.rateIntended() > 0) {
            line(text, "rate", "%,.0f a second intended", r.rateIntended());
        }
        line(text, "acknowledged", "%,d of %,d scans offered; %,.0f a second; durability %s", r.acknowledged(), r.offered(),
            r.acknowledgedPerSecond(), r.durability());
        for (final Verdict verdict : Verdict.values()) {
            final long received = r.received().getOrDefault(verdict, 0L);
            final long expected = r.expected().getOrDefault(verdict, 0L);
            if (received + expected > 0) {
                line(text, "  " + verdict, "%,d%s", received,
                    received == expected ? "" : String.format(Locale.ROOT, " (expected %,d)", expected));
            }
        }
        line(text, "unanswered", "%,d (not offered for want of credit: %,d)", r.unanswered(), r.notOffered());
        line(text, "retransmits", "%,d sent, %,d answered, %,d lost with their connection, %,d skipped as too old",
            r.retransmits().sent(), r.retransmits().answered(), r.retransmits().lost(), r.retransmits().skipped());
        text.append(String.format(Locale.ROOT, "%n%-14s %10s %10s %10s %10s %10s %10s%n",
            "milliseconds", "p50", "p90", "p99", "p99.9", "p99.99", "max"));
        row(text, "latency", r.latency());
        row(text, "service", r.service());
        row(text, "in the server", r.residence());
        row(text, "own lag", r.lag());
        row(text, "back pressure", r.backPressure());
        if (r.storm().reopened().count() > 0) {
            row(text, "welcomed again", r.storm().reopened());
            row(text, "all verdicts", r.storm().recovered());
        }
        if (r.storm().retryAfter().count() > 0) {
            row(text, "retry after", r.storm().retryAfter());
        }
        text.append(System.lineSeparator());
        line(text, "back pressure", "%,d scans waited for credit", r.backPressure().count());
        line(text, "outages", "%,d, %.1f s in all, longest %.1f s, %,d scans held; %,d reconnects, %,d refusals, %,d retries%s",
            r.outages().count(), r.outages().totalSeconds(), r.outages().longestSeconds(), r.outages().scansHeld(),
            r.reconnects(), r.storm().retryAfter().count(), r.retries(),
            r.retries() == 0 ? "" : " " + r.retryReasons());
        if (r.isFine()) {
            line(text, "result", "fine: every verdict came and was the expected one");
        }
        for (final String problem : r.problems()) {
            line(text, "FAILED", "%s", problem);
        }
        return text.toString();
    }

    private static void line(final StringBuilder text, final String name, final String format, final Object... values) {
        text.append(String.format(Locale.ROOT, "%-14s ", name)).append(String.format(Locale.ROOT, format, values))
            .append(System.lineSeparator());
    }

    private static void row(final StringBuilder text, final String name, final Latencies l) {
        text.append(String.format(Locale.ROOT, "%-14s %10.3f %10.3f %10.3f %10.3f %10.3f %10.3f%n",
            name, l.p50() / 1e3, l.p90() / 1e3, l.p99() / 1e3, l.p999() / 1e3, l.p9999() / 1e3, l.max() / 1e3));
    }
}
