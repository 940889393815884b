package io.swabline.loadgen.hostile;

import io.swabline.protocol.Verdict;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** What honest stations and visitors met with in one phase of a run. One thread at a time. */
final class HonestWaits {
    /** From connecting to Welcome, TLS included. */
    static final String CONNECT = "connect";
    /** From sending a scan to its verdict. */
    static final String VERDICT = "verdict";
    /** From connecting to the last byte of a page, TLS included. */
    static final String PAGE = "page";

    private static final long MAX_US = TimeUnit.MINUTES.toMicros(20);
    private static final int DIGITS = 3;

    private final Map<String, Histogram> histograms = new LinkedHashMap<>();
    private final Map<Verdict, Long> refusals = new EnumMap<>(Verdict.class);
    private long retries;
    private long failures;
    private String lastFailure = "";

    /** Records a wait that ends now. Returns when it ended. */
    long record(final String name, final long sinceNs) {
        final long nowNs = System.nanoTime();
        histogram(name).recordValue(Math.min(MAX_US, TimeUnit.NANOSECONDS.toMicros(nowNs - sinceNs)));
        return nowNs;
    }

    void failed(final String name, final long sinceNs, final Exception failure) {
        record(name, sinceNs);
        failures++;
        lastFailure = name + ": " + failure.getMessage();
    }

    void refused(final Verdict verdict) {
        refusals.merge(verdict, 1L, Long::sum);
    }

    void retried() {
        retries++;
    }

    void add(final HonestWaits other) {
        other.histograms.forEach((name, histogram) -> histogram(name).add(histogram));
        other.refusals.forEach((verdict, count) -> refusals.merge(verdict, count, Long::sum));
        retries += other.retries;
        failures += other.failures;
        lastFailure = other.failures > 0 ? other.lastFailure : lastFailure;
    }

    private Histogram histogram(final String name) {
        return histograms.computeIfAbsent(name, key -> new Histogram(MAX_US, DIGITS));
    }

    /** The names of what was waited for. */
    Iterable<String> names() {
        return histograms.keySet();
    }

    Waits of(final String name) {
        return Waits.of(histogram(name));
    }

    /** Verdicts other than ACCEPTED. */
    Map<Verdict, Long> refusals() {
        return refusals;
    }

    long retries() {
        return retries;
    }

    long failures() {
        return failures;
    }

    String lastFailure() {
        return lastFailure;
    }
}
