package io.swabline.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.cli.SettingsLoader;
import io.swabline.journal.JournalSettings;
import io.swabline.journal.JournalTail;
import io.swabline.loadgen.LoadReport;
import io.swabline.loadgen.LoadRun;
import io.swabline.loadgen.LoadSettings;
import io.swabline.loadgen.check.CheckReport;
import io.swabline.loadgen.check.CheckReportText;
import io.swabline.loadgen.check.LedgerCheck;
import io.swabline.loadgen.plan.Scenario;
import io.swabline.server.wiring.MemorySum;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes under more than they can take: nothing is lost, memory stays within its sum, and it passes. */
@Tag("slow")
class OverloadTest {
    private static final String[] SETTINGS = {"dedup.persons-max=3000000", "pool.samples-max=400000", "streams.max=20000",
        "streams.credit-scans=64", "pipeline.ring-slots=8192", "http.enabled=false", "listen.receive-memory-max=32MiB",
        "listen.send-memory-max=16MiB", "listen.frame-deadline=5m"};
    private static final int CROWD = Integer.getInteger("overload.connections", 4_000);
    private static final long HEAP = 128L << 20;
    private static final Duration LIMIT = Duration.ofSeconds(120);

    @TempDir
    private Path directory;

    private LoadSettings.Builder load(final Scenario scenario, final int port, final ServerProcess server) {
        return LoadSettings.builder(scenario, port).ledger(directory.resolve("ledger")).keys(server.keys()).seed(7)
            .warmup(Duration.ofSeconds(1)).lagMax(Duration.ofSeconds(30)).connectMax(LIMIT).outageMax(LIMIT).drain(LIMIT);
    }

    /** Whatever the generator thinks of its own pace, every verdict must have come and be in the journal once. */
    private void assertKeptOnce(final ServerProcess server, final LoadReport report) throws Exception {
        assertThat(report.unanswered()).as("%s%n%s", report, server.log()).isZero();
        assertThat(report.unexpected()).as("%s", report).isZero();
        assertThat(report.acknowledged()).isPositive().isEqualTo(report.offered());
        final CheckReport check = LedgerCheck.check(directory.resolve("ledger"), server.data(), Duration.ofHours(12));
        assertThat(check.isFine()).as("%s", CheckReportText.text(check)).isTrue();
    }

    @Test
    void shouldLoseNothingInABurstOfTenTimesTheRate() throws Exception {
        final int port = Ports.free();
        try (ServerProcess server = new ServerProcess(directory, port, List.of(), SETTINGS)) {
            server.start();
            final LoadReport report = LoadRun.run(
                load(Scenario.BURST, port, server).stations(500).rate(40_000).duration(Duration.ofSeconds(5)).build());
            assertThat(server.stop()).isZero();
            assertKeptOnce(server, report);
        }
    }

    @Test
    void shouldLoseNothingInAStormAfterAKill() throws Exception {
        final int port = Ports.free();
        try (ServerProcess server = new ServerProcess(directory, port, List.of(), SETTINGS)) {
            server.start();
            final CompletableFuture<LoadReport> load = CompletableFuture.supplyAsync(() -> LoadRun.run(
                load(Scenario.STORM, port, server).stations(2_000).window(64).duration(Duration.ofSeconds(10)).build()));
            Awaitility.await().atMost(LIMIT).until(() -> journalLength(server) > 0);
            server.kill();
            server.start();
            final LoadReport report = load.get(300, TimeUnit.SECONDS);
            assertThat(server.stop()).isZero();
            assertThat(report.storm().recovered().count()).isGreaterThanOrEqualTo(2_000);
            assertKeptOnce(server, report);
        }
    }

    /** Records written so far, as a tail would see them. */
    private static long journalLength(final ServerProcess server) {
        try (JournalTail tail = JournalTail.open(
            JournalSettings.directoryIn(server.data()))) {
            return tail.durablePosition();
        }
    }

    @Test
    @Tag("night")
    void shouldStayWithinItsMemoryWhateverACrowdOfHalfFramesHolds() throws Exception {
        final int port = Ports.free();
        try (ServerProcess server = new ServerProcess(directory, port, List.of(), SETTINGS);
            HostileCrowd crowd = new HostileCrowd(port, CROWD, HostileCrowd.Habit.HALF_FRAME)) {
            server.start();
            final long sum = new MemorySum(SettingsLoader.of(settings()), HEAP).bytes();
            final long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(8);
            int open = 0;
            while (System.nanoTime() - endNs < 0) {
                open = Math.max(open, crowd.press());
                assertThat(anonymousBytes(server.pid())).as("of at most %d", sum).isLessThan(sum);
            }
            assertThat(crowd.closures()).as("closed long before their deadline").isPositive();
            assertThat(open).as("connections at a time").isGreaterThan(CROWD / 2);
            final LoadReport report = LoadRun.run(
                load(Scenario.STEADY, port, server).stations(20).rate(1_000).duration(Duration.ofSeconds(2)).build());
            assertThat(server.stop()).isZero();
            assertKeptOnce(server, report);
        }
    }

    private static Map<String, String> settings() {
        final Map<String, String> settings = new LinkedHashMap<>();
        Arrays.stream(SETTINGS).map(setting -> setting.split("=")).forEach(parts -> settings.put(parts[0], parts[1]));
        return settings;
    }

    /** What the process itself has taken; mapped files are the kernel's to take back. */
    private static long anonymousBytes(final long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream().filter(line -> line.startsWith("RssAnon:"))
            .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", ""))).findFirst().orElseThrow();
    }

    @Test
    void shouldNotBeHeldUpByATailThatStandsStill() throws Exception {
        final int port = Ports.free();
        try (ServerProcess server = new ServerProcess(directory, port, List.of(), SETTINGS)) {
            server.start();
            try (TailProcess tail = new TailProcess(directory, "stalled", server.data(), "--oldest")) {
                final CompletableFuture<LoadReport> load = CompletableFuture.supplyAsync(() -> LoadRun.run(
                    load(Scenario.STEADY, port, server).stations(100).rate(5_000).duration(Duration.ofSeconds(4)).build()));
                Awaitility.await().atMost(LIMIT).until(() -> tail.lineCount() > 0);
                signal("STOP", tail.pid());
                final LoadReport report = load.get(180, TimeUnit.SECONDS);
                final long printed = tail.lineCount();
                assertThat(printed).as("stalled").isLessThan(report.acknowledged());
                signal("CONT", tail.pid());
                Awaitility.await().atMost(LIMIT).until(() -> tail.lineCount() == report.acknowledged());
                assertThat(server.stop()).isZero();
                assertKeptOnce(server, report);
            }
        }
    }

    private static void signal(final String name, final long pid) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor()).isZero();
    }
}
