package io.swabline.benchmarks.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.benchmarks.report.JsonLine;
import io.swabline.protocol.Durability;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaselinesTest {
    private static final Duration SHORT = Duration.ofMillis(500);

    @Test
    void shouldMeasureForcedWrites(@TempDir final Path directory) {
        for (final Figures figures : List.of(
            FsyncBaseline.growing(directory, SHORT), FsyncBaseline.preallocated(directory, SHORT))) {
            assertThat(figures.perSecond()).isPositive();
            assertThat(figures.p50Us()).isPositive().isLessThanOrEqualTo(figures.p99Us());
            assertThat(figures.json("here")).containsEntry("durability", "disk").containsKeys("syncs_per_second", "p99_9_us");
        }
    }

    @Test
    void shouldMeasureEchoes() throws Exception {
        assertThat(EchoBaseline.whole(SHORT, SHORT).perSecond()).isPositive();
        assertThat(EchoBaseline.acknowledged(SHORT, SHORT).perSecond()).isPositive();
    }

    @Test
    void shouldMeasureRawAppendsAndLeaveNothing(@TempDir final Path directory) throws Exception {
        for (final Durability durability : Durability.values()) {
            assertThat(AppendBaseline.measure(directory, durability, SHORT, SHORT).perSecond()).isPositive();
        }
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void shouldTellRowsFromBaselinesInJson() {
        final Figures row = new Figures("64 stations", "os", Figures.ACKNOWLEDGED, 2e6, 10, 20, 30, "2,000,000/s", 100, 98,
            450, 350, List.of("records in the journal: 98, not 100"));
        final Map<String, String> json = JsonLine.read(JsonLine.write(row.json("here")));

        assertThat(json).containsEntry("acknowledged_per_second", "2000000").containsEntry("p99_9_us", "30")
            .containsEntry("lost", "2").containsEntry("passed", "false").containsEntry("machine", "here");
        assertThat(row.isBaseline()).isFalse();
        assertThat(Figures.baseline("echo", "", "scans", 1).json("here"))
            .containsEntry("workload", "baseline: echo").doesNotContainKey("acknowledged_per_second");
    }

    @Test
    void shouldRunSingleRowsAtTheStrongestLevel() {
        assertThat(Row.of(List.of(Durability.OS, Durability.DISK))).extracting(Row::durability)
            .containsExactly(Durability.OS, Durability.DISK, Durability.DISK, Durability.DISK);
        assertThat(Row.of(List.of(Durability.OS))).extracting(Row::durability).containsOnly(Durability.OS);
    }
}
