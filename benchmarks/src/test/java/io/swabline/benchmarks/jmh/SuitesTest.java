package io.swabline.benchmarks.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.benchmarks.scratch.ScratchDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs every benchmark for a moment, in this process and on small tables, so that none rots. */
class SuitesTest {
    private static final String LOCK_IGNORED = "jmh.ignoreLock";

    @BeforeEach
    void letOthersMeasureMeanwhile() {
        System.setProperty(LOCK_IGNORED, "true");
    }

    @AfterEach
    void restore() {
        System.clearProperty(LOCK_IGNORED);
        System.clearProperty(ScratchDirectory.PARENT_PROPERTY);
    }

    @Test
    void shouldRunEveryBenchmark(@TempDir final Path directory) throws Exception {
        System.setProperty(ScratchDirectory.PARENT_PROPERTY, directory.toString());
        final Options options = new OptionsBuilder()
            .forks(0)
            .mode(Mode.AverageTime)
            .timeUnit(TimeUnit.NANOSECONDS)
            .addProfiler(GCProfiler.class)
            .addProfiler(CpuProfiler.class)
            .param("people", "50000")
            .warmupIterations(1).warmupTime(TimeValue.milliseconds(20))
            .measurementIterations(1).measurementTime(TimeValue.milliseconds(20))
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();

        final Collection<RunResult> results = new Runner(options).run();

        assertThat(PieceResult.of(results)).hasSize(Piece.ALL.size()).allSatisfy(result -> {
            assertThat(result.nsPerScan()).isPositive();
            assertThat(result.bytesPerScan()).isNotNaN();
            assertThat(Double.isNaN(result.cpuNsPerScan())).isEqualTo(result.piece().preparesEachTime());
            assertThat(result.json()).containsKeys("piece", "ns_per_scan", "bytes_per_scan");
        });
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
    }
}
