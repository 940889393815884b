package io.swabline.benchmarks.endtoend;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A line of the report: a row of the workload, or a baseline.
 *
 * @param workload     in words; a baseline's begins with "baseline: "
 * @param durability   {@code os} or {@code disk}; empty where nothing is written
 * @param unit         what is counted: acknowledged, scans, records, syncs
 * @param perSecond    how many a second
 * @param p50Us        microseconds; negative where no time was taken, as are the next two
 * @param p99Us        microseconds
 * @param p999Us       microseconds
 * @param target       what to reach, for people; empty where nothing is set
 * @param acknowledged scans acknowledged in all, warm-up included; -1 for baselines, as is the next
 * @param journaled    records found in the journal
 * @param serverCpuNs  the server's processor time a scan, kernel included; negative where there is none
 * @param loadCpuNs    the load generator's
 * @param problems     what is wrong with it; empty: it passed its check
 */
record Figures(String workload, String durability, String unit, double perSecond, double p50Us, double p99Us, double p999Us,
    String target, long acknowledged, long journaled, double serverCpuNs, double loadCpuNs, List<String> problems) {

    static final String ACKNOWLEDGED = "acknowledged";
    static final double NONE = -1;
    private static final String BASELINE = "baseline: ";

    static Figures baseline(final String name, final String durability, final String unit, final double perSecond) {
        return baseline(name, durability, unit, perSecond, NONE, NONE, NONE);
    }

    static Figures baseline(final String name, final String durability, final String unit, final double perSecond,
        final double p50Us, final double p99Us, final double p999Us) {
        return new Figures(BASELINE + name, durability, unit, perSecond, p50Us, p99Us, p999Us, "", -1, -1, NONE, NONE, List.of());
    }

    boolean isBaseline() {
        return workload.startsWith(BASELINE);
    }

    Map<String, Object> json(final String machine) {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("workload", workload);
        fields.put("durability", durability.isEmpty() ? null : durability);
        fields.put(unit + "_per_second", Math.round(perSecond));
        fields.put("p50_us", rounded(p50Us));
        fields.put("p99_us", rounded(p99Us));
        fields.put("p99_9_us", rounded(p999Us));
        if (!isBaseline()) {
            fields.put("reach", target);
            fields.put("acknowledged", acknowledged);
            fields.put("journaled", journaled);
            fields.put("server_cpu_ns_per_scan", rounded(serverCpuNs));
            fields.put("load_cpu_ns_per_scan", rounded(loadCpuNs));
            fields.put("lost", Math.max(0, acknowledged - journaled));
            fields.put("passed", problems.isEmpty());
            fields.put("problems", problems.isEmpty() ? null : String.join("; ", problems));
        }
        fields.put("machine", machine);
        return fields;
    }

    private static Long rounded(final double value) {
        return value < 0 ? null : Math.round(value);
    }

    String[] cells() {
        return new String[] {
            workload,
            durability,
            String.format(Locale.ROOT, "%,d", Math.round(perSecond)),
            isBaseline() ? unit : "scans",
            number(p50Us), number(p99Us), number(p999Us), number(serverCpuNs), number(loadCpuNs),
            target,
            isBaseline() ? "" : problems.isEmpty() ? "passed" : "FAILED",
        };
    }

    private static String number(final double value) {
        return value < 0 ? "" : String.format(Locale.ROOT, "%,d", Math.round(value));
    }
}
