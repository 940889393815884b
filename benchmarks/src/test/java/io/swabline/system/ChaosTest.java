package io.swabline.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.loadgen.LoadProgress;
import io.swabline.loadgen.chaos.ChaosReport;
import io.swabline.loadgen.chaos.ChaosReportText;
import io.swabline.loadgen.chaos.ChaosRun;
import io.swabline.loadgen.chaos.ChaosSettings;
import io.swabline.protocol.Durability;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Chaos with kills while the journal rolls every second. So many kills as the property {@code kills} says, 12 by default; the
 * seed is the property {@code seed}.
 */
@Tag("slow")
class ChaosTest {
    private static final int KILLS = Integer.getInteger("kills", 12);
    private static final long SEED = Long.getLong("seed", 20_220_409);
    private static final List<String> SMALL =
        List.of("dedup.persons-max=3000000", "pool.samples-max=400000", "streams.max=2000", "pipeline.ring-slots=8192");

    @TempDir
    private Path directory;

    private ChaosSettings settings(final Durability durability, final int kills, final Duration duration) {
        return new ChaosSettings(directory, Processes.swabline("-Xmx128m", List.of()), SMALL, durability, duration, 150, 1_500,
            Duration.ofMillis(1_500), kills, Duration.ofMillis(100), Duration.ofMinutes(3), SEED);
    }

    @ParameterizedTest
    @CsvSource({"DISK, 3", "OS, 1"})
    void shouldLoseNothingInChaos(final Durability durability, final int share) throws Exception {
        final int kills = Math.max(1, KILLS * share / 4);
        try (ChaosRun run = new ChaosRun(
            settings(durability, kills, Duration.ofSeconds(3L * kills)), LoadProgress.QUIET, line -> { })) {
            final ChaosReport report = run.run();
            assertThat(report.isFine()).as("%s%n%s%n%s", ChaosReportText.text(report), report.startsMs(), log()).isTrue();
            assertThat(report.killCount()).isPositive();
            assertThat(report.rolls()).isPositive();
            assertThat(report.cuts()).isPositive();
            assertThat(report.load().acknowledged()).isEqualTo(report.load().offered()).isPositive();
            assertThat(report.check().records()).isEqualTo(report.load().acknowledged()).isEqualTo(report.tailLines());
        }
    }

    @Test
    void shouldLeaveNothingBehindWhenItIsStopped() throws Exception {
        final long children = ProcessHandle.current().descendants().count();
        final ChaosSettings endless = settings(Durability.OS, 1_000, Duration.ofMinutes(5));
        try (ChaosRun run = new ChaosRun(endless, LoadProgress.QUIET, line -> { })) {
            final Thread stopper = new Thread(() -> {
                Awaitility.await().atMost(120, TimeUnit.SECONDS).until(() -> run.killsSoFar() > 0);
                run.stop();
            });
            stopper.start();
            final ChaosReport report = run.run();
            stopper.join();
            assertThat(report.isFine()).isFalse();
        }
        Awaitility.await().atMost(60, TimeUnit.SECONDS)
            .until(() -> ProcessHandle.current().descendants().count() <= children);
    }

    private String log() throws Exception {
        return Files.readString(directory.resolve("server.log"));
    }
}
