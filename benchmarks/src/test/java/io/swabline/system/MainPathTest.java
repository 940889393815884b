package io.swabline.system;

import io.swabline.journal.JournalSettings;
import io.swabline.journal.JournalTail;
import io.swabline.loadgen.LoadReport;
import io.swabline.loadgen.LoadRun;
import io.swabline.loadgen.LoadSettings;
import io.swabline.loadgen.check.CheckReport;
import io.swabline.loadgen.check.CheckReportText;
import io.swabline.loadgen.check.LedgerCheck;
import io.swabline.loadgen.plan.Scenario;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A load runs while the server is killed and started again: every verdict that a station received must be in the journal,
 * once, as received, and two tails in other processes must print the same records in the same order.
 */
class MainPathTest {
    private static final String[] SMALL =
        {"dedup.persons-max=3000000", "pool.samples-max=400000", "streams.max=2000", "pipeline.ring-slots=8192"};

    @TempDir
    private Path directory;

    private static String[] settings(final String... more) {
        final List<String> settings = new ArrayList<>(List.of(SMALL));
        settings.addAll(List.of(more));
        return settings.toArray(String[]::new);
    }

    private LoadSettings load(final int port, final ServerProcess server, final int stations, final double rate,
        final Duration duration, final long seed) {
        return LoadSettings.builder(Scenario.STEADY, port).stations(stations).rate(rate).duration(duration)
            .warmup(Duration.ofSeconds(1)).seed(seed).ledger(directory.resolve("ledger")).keys(server.keys())
            .lagMax(Duration.ofSeconds(2)).build();
    }

    private void assertKeptOnce(final ServerProcess server, final LoadReport report) throws Exception {
        assertThat(report.isFine()).as("%s%n%s", report, server.log()).isTrue();
        final CheckReport check = LedgerCheck.check(directory.resolve("ledger"), server.data(), Duration.ofHours(12));
        assertThat(check.isFine()).as("%s%n%s", CheckReportText.text(check), server.log()).isTrue();
    }

    /** Kills the server at seeded random moments while the load runs; returns the longest start in milliseconds. */
    private static long killWhile(final CompletableFuture<LoadReport> load, final ServerProcess server, final int kills,
        final SplittableRandom random, final boolean atSecondBoundaries) throws Exception {
        long longestStartMs = 0;
        for (int kill = 0; kill < kills && !load.isDone(); kill++) {
            long pauseMs = 800 + random.nextInt(1_500);
            if (atSecondBoundaries) {
                final long nowMs = System.currentTimeMillis();
                pauseMs = Math.floorDiv(nowMs + pauseMs, 1_000) * 1_000 + random.nextInt(-3, 12) - nowMs;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pauseMs));
            server.kill();
            longestStartMs = Math.max(longestStartMs, server.start());
        }
        return longestStartMs;
    }

    @Test
    void shouldKeepEveryVerdictThroughAKillAndADrain() throws Exception {
        final int port = Ports.free();
        final long seed = 4711;
        try (ServerProcess server = new ServerProcess(directory, port, List.of(), settings())) {
            server.start();
            final CompletableFuture<LoadReport> load = CompletableFuture.supplyAsync(
                () -> LoadRun.run(load(port, server, 100, 3_000, Duration.ofSeconds(4), seed)));
            killWhile(load, server, 1, new SplittableRandom(seed), false);
            final LoadReport report = load.get(90, TimeUnit.SECONDS);
            assertThat(server.stop()).isZero();
            assertKeptOnce(server, report);
        }
    }

    /** A limit on the size of files makes the queue's file fail to grow in the middle of the load. */
    @Test
    @Tag("slow")
    void shouldEndWithExitCodeFourWhenTheJournalFailsAndLoseNothing() throws Exception {
        final int port = Ports.free();
        final long seed = 5;
        final String[] smallBlocks = settings("journal.block-size=1MiB");
        try (ServerProcess limited = new ServerProcess(directory, port,
                List.of("bash", "-c", "ulimit -f 6144; exec \"$@\"", "limited"), smallBlocks);
            ServerProcess mended = new ServerProcess(directory, port, List.of(), smallBlocks)) {
            limited.start();
            final CompletableFuture<LoadReport> load = CompletableFuture.supplyAsync(
                () -> LoadRun.run(load(port, limited, 100, 20_000, Duration.ofSeconds(10), seed)));
            assertThat(limited.awaitEnd(60)).as("%s", limited.log()).isEqualTo(4);
            assertThat(limited.log()).anyMatch(line -> line.contains("nothing more is acknowledged"));
            mended.start();
            final LoadReport report = load.get(120, TimeUnit.SECONDS);
            assertThat(mended.stop()).isZero();
            assertKeptOnce(mended, report);
        }
    }

    @ParameterizedTest(name = "durability {0}, {1}, seed {2}")
    @CsvSource({"disk, any, 1", "os, any, 2", "disk, roll, 3", "disk, pid, 4"})
    @Tag("slow")
    void shouldKeepEveryVerdictOnceThroughFiveKills(final String durability, final String when, final long seed)
        throws Exception {
        final List<String> wrapper =
            "pid".equals(when) ? List.of("unshare", "--pid", "--fork", "--kill-child", "--mount-proc") : List.of();
        if (!wrapper.isEmpty()) {
            Assumptions.assumeTrue(canUnshare(), "unshare needs root: the same process id again is not tested");
        }
        final boolean rolling = "roll".equals(when);
        final int port = Ports.free();
        try (ServerProcess server = new ServerProcess(directory, port, wrapper,
            settings("durability=" + durability, "journal.roll-cycle=" + (rolling ? "TEST_SECONDLY" : "FIVE_MINUTELY")))) {
            server.start();
            try (TailProcess oldest = new TailProcess(directory, "oldest", server.data(), "--oldest")) {
                final CompletableFuture<LoadReport> load = CompletableFuture.supplyAsync(
                    () -> LoadRun.run(load(port, server, 300, 10_000, Duration.ofSeconds(16), seed)));
                killWhile(load, server, 2, new SplittableRandom(seed), rolling);
                try (TailProcess following = new TailProcess(directory, "following", server.data(), "--newest")) {
                    killWhile(load, server, 3, new SplittableRandom(seed + 100), rolling);
                    final LoadReport report = load.get(180, TimeUnit.SECONDS);
                    server.kill();
                    assertKeptOnce(server, report);
                    assertSameRecords(server, oldest, following);
                }
            }
        }
    }

    private static boolean canUnshare() throws Exception {
        return new ProcessBuilder("unshare", "--pid", "--fork", "--mount-proc", "true").start().waitFor() == 0;
    }

    /** Both tails ran through all kills: what they printed must be what the journal holds now. */
    private void assertSameRecords(final ServerProcess server, final TailProcess oldest, final TailProcess following)
        throws Exception {
        final long records;
        try (JournalTail tail = JournalTail.open(JournalSettings.directoryIn(server.data()))) {
            records = tail.durablePosition();
        }
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> oldest.lineCount() == records);
        final List<String> all = oldest.lines();
        for (int position = 0; position < records; position++) {
            assertThat(all.get(position)).startsWith("{\"position\":" + position + ",");
        }
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> last(following).equals(all.get(all.size() - 1)));
        final List<String> newest = following.lines();
        assertThat(newest).isNotEmpty().isEqualTo(all.subList(all.size() - newest.size(), all.size()));
        final Path again = directory.resolve("again.json");
        final int exit = new ProcessBuilder(Processes.swabline("-Xmx128m",
            List.of("journal", "tail", "--oldest", "--data", server.data().toString(), "--format", "json")))
            .redirectOutput(again.toFile()).start().waitFor();
        assertThat(exit).isZero();
        assertThat(Files.readAllLines(again)).isEqualTo(all);
    }

    private static String last(final TailProcess tail) throws IOException {
        final List<String> lines = tail.lines();
        return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    }
}
