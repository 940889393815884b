package io.swabline.benchmarks.jmh;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * What JMH measured of one piece.
 *
 * @param piece        which one
 * @param people       room of its table; empty where it has none
 * @param nsPerScan    average
 * @param errorNs      half of the 99.9 % confidence interval; not a number with too few iterations
 * @param cpuNsPerScan processor time of all Java threads; not a number where preparing the scans is a part of it
 * @param bytesPerScan allocated on the heap, everything that the JVM did meanwhile included
 */
record PieceResult(Piece piece, String people, double nsPerScan, double errorNs, double cpuNsPerScan,
    double bytesPerScan) {
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    static List<PieceResult> of(final Collection<RunResult> results) {
        return results.stream().map(PieceResult::of)
            .sorted(Comparator.comparingInt(result -> Piece.ALL.indexOf(result.piece))).collect(Collectors.toList());
    }

    private static PieceResult of(final RunResult result) {
        final BenchmarkParams params = result.getParams();
        final Result<?> primary = result.getPrimaryResult();
        final Piece piece = Piece.of(params.getBenchmark());
        return new PieceResult(
            piece,
            params.getParamsKeys().contains("people") ? params.getParam("people") : "",
            primary.getScore(),
            primary.getScoreError(),
            piece.preparesEachTime() ? Double.NaN : secondary(result, CpuProfiler.RESULT),
            secondary(result, ALLOCATED));
    }

    private static double secondary(final RunResult result, final String name) {
        final Result<?> secondary = result.getSecondaryResults().get(name);
        return secondary == null ? Double.NaN : secondary.getScore();
    }

    Map<String, Object> json() {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("piece", piece.text());
        fields.put("benchmark", piece.type().getSimpleName() + "." + piece.method());
        fields.put("people", people.isEmpty() ? null : Long.valueOf(people));
        fields.put("ns_per_scan", rounded(nsPerScan));
        fields.put("error_ns", rounded(errorNs));
        fields.put("cpu_ns_per_scan", rounded(cpuNsPerScan));
        fields.put("bytes_per_scan", rounded(bytesPerScan));
        fields.put("reach_ns", piece.targetNs() == 0 ? null : piece.targetNs());
        return fields;
    }

    private static Double rounded(final double value) {
        return Double.isNaN(value) ? null : Math.round(value * 1_000) / 1_000.0;
    }

    String[] cells() {
        return new String[] {
            piece.text(),
            people.isEmpty() ? "" : String.format(Locale.ROOT, "%,d", Long.valueOf(people)),
            decimal("%.1f", nsPerScan),
            decimal("± %.1f", errorNs),
            decimal("%.1f", cpuNsPerScan),
            decimal("%.3f", bytesPerScan),
            piece.targetNs() == 0 ? "" : String.valueOf(piece.targetNs()),
        };
    }

    private static String decimal(final String format, final double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, format, value);
    }
}
