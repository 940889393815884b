package io.swabline.benchmarks.endtoend;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A process's time on a processor over the last part of its life: start-up and compilation, which short runs would mistake for
 * the cost of scans, stay out. Asked again and again while the process lives, since a dead one does not tell.
 */
final class CpuMeter {
    private final ProcessHandle process;
    private final long windowNs;
    private final Deque<long[]> samples = new ArrayDeque<>();

    /** @param window how far back to look from the last sample */
    CpuMeter(final ProcessHandle process, final Duration window) {
        this.process = process;
        this.windowNs = window.toNanos();
    }

    /** Looks at the process once more. */
    void sample() {
        final long nowNs = System.nanoTime();
        process.info().totalCpuDuration().ifPresent(cpu -> samples.addLast(new long[] {nowNs, cpu.toNanos()}));
        while (samples.size() > 2 && nowNs - samples.peekFirst()[0] > windowNs) {
            samples.removeFirst();
        }
    }

    /** Share of one processor over the window: 2 stands for two processors all the time. Not a number without samples. */
    double load() {
        if (samples.size() < 2) {
            return Double.NaN;
        }
        final long[] first = samples.peekFirst();
        final long[] last = samples.peekLast();
        return (double) (last[1] - first[1]) / (last[0] - first[0]);
    }
}
