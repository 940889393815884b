package io.swabline.benchmarks.jmh;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.ScalarResult;

/**
 * A JMH profiler: processor time of all Java threads an operation. On a machine that others use too it stays near the truth
 * where elapsed time does not; with several threads it is their sum. JMH makes it by its name, hence public.
 */
public final class CpuProfiler implements InternalProfiler {
    static final String RESULT = "cpu.norm";

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private long startNs;

    @Override
    public String getDescription() {
        return "Processor time of all Java threads an operation";
    }

    @Override
    public void beforeIteration(final BenchmarkParams benchmark, final IterationParams iteration) {
        startNs = cpuNs();
    }

    @Override
    public Collection<ScalarResult> afterIteration(final BenchmarkParams benchmark, final IterationParams iteration,
        final IterationResult result) {
        final double operations = result.getMetadata().getAllOps();
        return List.of(new ScalarResult(RESULT, (cpuNs() - startNs) / operations, "ns/op", AggregationPolicy.AVG));
    }

    private long cpuNs() {
        long sum = 0;
        for (final long id : threads.getAllThreadIds()) {
            sum += Math.max(0, threads.getThreadCpuTime(id));
        }
        return sum;
    }
}
