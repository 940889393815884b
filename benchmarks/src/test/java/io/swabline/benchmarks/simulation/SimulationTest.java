package io.swabline.benchmarks.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.ResourceLeakDetector;
import java.util.EnumSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The promises hold over thousands of seeds, always the same ones; {@code bench simulate} draws others. */
class SimulationTest {
    private static final int SEEDS = 2000;
    /** Of the slow suite, behind those of the default one; as many as one has time for. */
    private static final int SEEDS_SLOW = Integer.getInteger("seeds", 8000);
    private static final int TWICE_EACH = 50;
    private static ResourceLeakDetector.Level level;
    private static QuietLogs quiet;

    private final Simulation.Runner runner = new Simulation.Runner(Parts.REAL);
    private final long[] counts = new long[Event.values().length];

    /** Leak detection as paranoid as elsewhere in the tests would take longer than the simulation. */
    @BeforeAll
    static void relax() {
        level = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.SIMPLE);
        quiet = new QuietLogs();
    }

    @AfterAll
    static void restore() {
        ResourceLeakDetector.setLevel(level);
        quiet.close();
    }

    @Test
    void shouldKeepThePromisesOverTwoThousandSeeds() {
        run(0, SEEDS);

        assertThat(EnumSet.allOf(Event.class)).as("the runs go everywhere").allSatisfy(event ->
            assertThat(counts[event.ordinal()]).as(event.toString()).isPositive());
    }

    @Test
    @Tag("slow")
    void shouldKeepThePromisesOverManyMoreSeeds() {
        run(SEEDS, SEEDS_SLOW);
    }

    private void run(final long first, final int seeds) {
        for (long seed = first; seed < first + seeds; seed++) {
            final RunResult result = runner.run(seed, null);
            if (result.broken() != null) {
                throw new AssertionError("replay it with benchmarks/bin/bench simulate --seed " + seed + " --trace:\n"
                    + String.join("\n", result.lastSteps()), result.broken());
            }
            for (int i = 0; i < counts.length; i++) {
                counts[i] += result.counts()[i];
            }
            if (seed % TWICE_EACH == 0) {
                assertThat(runner.run(seed, null).traceHash()).as("seed %d a second time", seed).isEqualTo(result.traceHash());
            }
        }
    }
}
