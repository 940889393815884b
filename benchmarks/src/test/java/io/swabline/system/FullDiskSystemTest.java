package io.swabline.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.journal.JournalSettings;
import io.swabline.journal.JournalTail;
import io.swabline.loadgen.LoadReport;
import io.swabline.loadgen.LoadRun;
import io.swabline.loadgen.LoadSettings;
import io.swabline.loadgen.check.CheckReport;
import io.swabline.loadgen.check.CheckReportText;
import io.swabline.loadgen.check.LedgerCheck;
import io.swabline.loadgen.plan.Scenario;
import io.swabline.protocol.codec.RetryReason;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A load runs while the journal's disk is full, fails, or is gone: no crash, no verdict that is not kept. */
@Tag("slow")
class FullDiskSystemTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @TempDir
    private Path directory;
    private int port;

    @BeforeEach
    void takePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
    }

    private static ServerProcess server(
        final Path place, final int port, final List<String> wrapper, final String... more) {
        final String[] settings = new String[more.length + 5];
        System.arraycopy(new String[] {"dedup.persons-max=3000000", "pool.samples-max=400000", "streams.max=2000",
            "pipeline.ring-slots=8192", "journal.block-size=1MiB"}, 0, settings, 0, 5);
        System.arraycopy(more, 0, settings, 5, more.length);
        return new ServerProcess(place, port, wrapper, settings);
    }

    private CompletableFuture<LoadReport> load(final ServerProcess server, final int durationS) {
        final LoadSettings settings = LoadSettings.builder(Scenario.STEADY, port).stations(100).rate(20_000)
            .duration(Duration.ofSeconds(durationS)).warmup(Duration.ofSeconds(1)).seed(7).ledger(directory.resolve("ledger"))
            .keys(server.keys()).lagMax(Duration.ofSeconds(2)).build();
        return CompletableFuture.supplyAsync(() -> LoadRun.run(settings));
    }

    private CheckReport check(final ServerProcess server) throws Exception {
        return LedgerCheck.check(directory.resolve("ledger"), server.data(), Duration.ofHours(12));
    }

    private void assertKeptOnce(final ServerProcess server, final LoadReport report) throws Exception {
        assertThat(report.isFine()).as("%s%n%s", report, server.log()).isTrue();
        final CheckReport check = check(server);
        assertThat(check.isFine()).as("%s%n%s", CheckReportText.text(check), server.log()).isTrue();
    }

    private static void awaitLines(final ServerProcess server, final String text, final int count) {
        Awaitility.await(text).atMost(TIMEOUT).until(
            () -> server.log().stream().filter(line -> line.contains(text)).count() >= count);
    }

    private static long records(final ServerProcess server) {
        try (JournalTail tail = JournalTail.open(JournalSettings.directoryIn(server.data()))) {
            return tail.durablePosition();
        }
    }

    /** Waits until so many records more are durable. */
    private static void awaitRecords(final ServerProcess server, final long more) {
        final long before = records(server);
        Awaitility.await("records beyond " + before).atMost(TIMEOUT).until(() -> records(server) >= before + more);
    }

    private static void assertReadyAgain(final ServerProcess server) {
        assertThat(server.log()).anyMatch(line -> line.contains("not ready:"))
            .anyMatch(line -> line.contains("ready:") && !line.contains("not ready:"))
            .noneMatch(line -> line.contains("DiskSpaceMonitor"));
    }

    /** Without a minimum there is nothing but the journal's own reservation between the load and a fault. */
    @ParameterizedTest(name = "disk-free-min {0}, roll cycle {1}")
    @CsvSource({"16MiB, FIVE_MINUTELY", "0, FIVE_MINUTELY", "0, TEST_SECONDLY"})
    void shouldAnswerRetryWhileOthersFillTheDiskAndResume(final String freeMin, final String rollCycle) throws Exception {
        try (SmallDisk disk = SmallDisk.mount(directory.resolve("disk"), "size=200m");
            ServerProcess server = server(
                disk.directory(), port, List.of(), "journal.disk-free-min=" + freeMin, "journal.roll-cycle=" + rollCycle)) {
            server.start();
            final CompletableFuture<LoadReport> load = load(server, 15);
            awaitRecords(server, 10_000);
            for (int time = 1; time <= 2; time++) {
                disk.fill(0);
                assertThat(disk.usableBytes()).isZero();
                awaitLines(server, "not ready", time);
                disk.makeRoom();
                awaitRecords(server, 5_000);
            }
            final LoadReport report = load.get(180, TimeUnit.SECONDS);
            assertThat(report.retryReasons()).containsOnlyKeys(RetryReason.DISK_LOW);
            assertReadyAgain(server);
            assertThat(server.stop()).as("%s", server.log()).isZero();
            assertKeptOnce(server, report);
        }
    }

    @ParameterizedTest(name = "disk-free-min {0}, roll cycle {1}")
    @CsvSource({"16MiB, FIVE_MINUTELY", "0, TEST_SECONDLY"})
    void shouldAnswerRetryWhenTheJournalFillsTheDiskAndResume(final String freeMin, final String rollCycle) throws Exception {
        try (SmallDisk disk = SmallDisk.mount(directory.resolve("disk"), "size=200m");
            ServerProcess server = server(
                disk.directory(), port, List.of(), "journal.disk-free-min=" + freeMin, "journal.roll-cycle=" + rollCycle)) {
            server.start();
            disk.fill(24 << 20);
            final CompletableFuture<LoadReport> load = load(server, 15);
            awaitLines(server, "not ready", 1);
            disk.makeRoom();
            awaitRecords(server, 5_000);
            final LoadReport report = load.get(180, TimeUnit.SECONDS);
            assertThat(report.retryReasons()).containsOnlyKeys(RetryReason.DISK_LOW);
            assertReadyAgain(server);
            assertThat(server.stop()).as("%s", server.log()).isZero();
            assertKeptOnce(server, report);
        }
    }

    @Test
    void shouldEndWhenTheJournalIsRemovedUnderIt() throws Exception {
        try (ServerProcess server = server(directory.resolve("place"), port, List.of())) {
            Files.createDirectories(directory.resolve("place"));
            server.start();
            final CompletableFuture<LoadReport> load = load(server, 5);
            awaitRecords(server, 10_000);
            Files.move(server.data().resolve("journal"), directory.resolve("elsewhere"));
            assertThat(server.awaitEnd(60)).as("%s", server.log()).isEqualTo(4);
            assertThat(server.log()).as("the look at the disk or the next sync, whichever comes first")
                .anyMatch(line -> line.contains("/journal/generation-000001") && line.contains(" was removed or re"));
            Files.move(directory.resolve("elsewhere"), server.data().resolve("journal"));
            server.start();
            final LoadReport report = load.get(180, TimeUnit.SECONDS);
            assertThat(server.stop()).isZero();
            assertKeptOnce(server, report);
        }
    }

    /** From the hundredth forced write on, the disk answers EIO, for good. */
    @Test
    void shouldNotAcknowledgeWhatCouldNotBeForced() throws Exception {
        Programs.assumeInstalled("strace", "strace");
        final List<String> failing = List.of("strace", "-f", "-qq", "-o", directory.resolve("calls").toString(),
            "-e", "trace=fdatasync", "-e", "signal=none", "-e", "inject=fdatasync:error=EIO:when=100+");
        try (ServerProcess server = server(directory, port, failing); ServerProcess mended = server(directory, port, List.of())) {
            server.start();
            final CompletableFuture<LoadReport> load = load(server, 8);
            assertThat(server.awaitEnd(60)).as("%s", server.log()).isEqualTo(4);
            assertThat(server.log()).anyMatch(line -> line.contains("Input/output error"))
                .anyMatch(line -> line.contains("nothing more is acknowledged"));
            assertThat(Files.readAllLines(directory.resolve("calls"))).as("a forced write that failed is never tried again")
                .filteredOn(call -> call.contains("EIO")).hasSize(1);
            mended.start();
            final LoadReport report = load.get(180, TimeUnit.SECONDS);
            assertThat(mended.stop()).isZero();
            assertKeptOnce(mended, report);
        }
    }
}
