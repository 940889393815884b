package io.swabline.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.journal.JournalSettings;
import io.swabline.journal.JournalTail;
import io.swabline.journal.RecordDescriptor;
import io.swabline.loadgen.LoadReport;
import io.swabline.loadgen.LoadRun;
import io.swabline.loadgen.LoadSettings;
import io.swabline.loadgen.check.CheckReport;
import io.swabline.loadgen.check.CheckReportText;
import io.swabline.loadgen.check.LedgerCheck;
import io.swabline.loadgen.plan.Mix;
import io.swabline.loadgen.plan.Scenario;
import io.swabline.protocol.Durability;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real server whose machine's clock is set an hour forward and back while scans flow, by libfaketime. */
@Tag("slow")
class SteppedClockTest {
    private static final String[] SMALL =
        {"dedup.persons-max=3000000", "pool.samples-max=400000", "streams.max=2000", "journal.roll-cycle=TEST_SECONDLY",
            "clock.behind-journal-max=2h"};
    private static final long SLACK_MS = Duration.ofMinutes(2).toMillis();

    /** Nobody comes twice: when a person came first is not foretold once a server's clock was wrong at its start. */
    private static final String MIX = "retransmit=2%,forged=1%,expired=1%,id=2%,bad-id=0.5%";

    @TempDir
    private Path directory;
    private final AtomicLong acknowledged = new AtomicLong();

    private Path clock() {
        return directory.resolve("clock");
    }

    private void set(final String by) throws Exception {
        final Path next = directory.resolve("clock.next");
        Files.writeString(next, by + "\n");
        Files.move(next, clock(), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Sets the clock, and waits until the server has said so. */
    private void set(final String by, final ServerProcess server, final String said) throws Exception {
        set(by);
        Awaitility.await().atMost(60, TimeUnit.SECONDS)
            .until(() -> server.log().stream().anyMatch(line -> line.contains(said)));
    }

    /** Until more scans have been acknowledged, as long as there are any to come. */
    private void awaitMore(final CompletableFuture<LoadReport> load) {
        final long before = acknowledged.get();
        Awaitility.await().atMost(120, TimeUnit.SECONDS).until(() -> acknowledged.get() > before + 500 || load.isDone());
    }

    private List<String> faketime() throws Exception {
        Programs.assumeInstalled("faketime", "faketime");
        try (var libraries = Files.find(Path.of("/usr/lib"), 4,
            (path, attributes) -> path.getFileName().toString().equals("libfaketimeMT.so.1"))) {
            final Path library = libraries.findFirst().orElse(null);
            Assumptions.assumeTrue(library != null, "libfaketimeMT.so.1 is missing: install the package faketime");
            return List.of("env", "LD_PRELOAD=" + library, "FAKETIME_TIMESTAMP_FILE=" + clock(), "FAKETIME_NO_CACHE=1",
                "FAKETIME_DONT_FAKE_MONOTONIC=1", "DONT_FAKE_MONOTONIC=1");
        }
    }

    @Test
    void shouldKeepEveryVerdictThroughAClockThatIsSetAnHourForwardAndBack() throws Exception {
        final List<String> wrapper = faketime();
        set("+0");
        final int port = Ports.free();
        try (ServerProcess server = new ServerProcess(directory, port, wrapper, SMALL)) {
            server.start();
            final CompletableFuture<LoadReport> load = CompletableFuture.supplyAsync(() -> new LoadRun(
                LoadSettings.builder(Scenario.STEADY, port).stations(100).rate(1_000).duration(Duration.ofSeconds(40))
                    .warmup(Duration.ofSeconds(1)).mix(Mix.parse(MIX)).seed(8).ledger(directory.resolve("ledger"))
                    .keys(server.keys()).connectMax(Duration.ofMinutes(2)).outageMax(Duration.ofMinutes(5))
                    .drain(Duration.ofMinutes(3)).lagMax(Duration.ofMinutes(1)).build(),
                (phase, seconds, count, perSecond, open, stations) -> acknowledged.set(count)).run());
            awaitMore(load);
            set("+3600", server, "set forward by");
            awaitMore(load);
            server.kill();
            set("+0");
            server.start();
            awaitMore(load);
            set("-3600", server, "set back by");
            awaitMore(load);
            set("+0", server, "the machine's again");
            set("+3600");
            server.kill();
            server.start();
            awaitMore(load);
            server.kill();
            set("+0");
            server.start();
            final LoadReport report = load.get(300, TimeUnit.SECONDS);
            assertThat(report.problems()).as("%s%n%s", report, server.log())
                .allMatch(problem -> problem.startsWith(LoadReport.INVALID));
            assertThat(report.durability()).isEqualTo(Durability.DISK.name().toLowerCase(Locale.ROOT));
            assertThat(server.stop()).isZero();
            final CheckReport check = LedgerCheck.check(directory.resolve("ledger"), server.data(), Duration.ofHours(12));
            assertThat(check.isFine()).as("%s%n%s", CheckReportText.text(check), server.log()).isTrue();
            assertTimesNeverRunBack(server.data());
        }
    }

    private static void assertTimesNeverRunBack(final Path data) {
        final long[] last = {0};
        final long nowMs = System.currentTimeMillis();
        try (JournalTail tail = JournalTail.open(JournalSettings.directoryIn(data)).oldest()) {
            int polled;
            do {
                polled = tail.poll((position, appendedAtMs, buffer, offset) -> {
                    assertThat(appendedAtMs).as("position %d", position).isGreaterThanOrEqualTo(last[0]);
                    last[0] = appendedAtMs;
                    final boolean isCorrected =
                        (RecordDescriptor.flags(buffer, offset) & RecordDescriptor.CLOCK_CORRECTED_FLAG) != 0;
                    final long hourMs = isCorrected ? 3_600_000 : 0;
                    assertThat(RecordDescriptor.scannedAtMs(buffer, offset)).isBetween(
                        nowMs - 3 * SLACK_MS - hourMs, nowMs + SLACK_MS + hourMs);
                }, 10_000);
            } while (polled > 0);
        }
        assertThat(last[0]).isPositive();
    }
}
