package io.swabline.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.loadgen.LoadProgress;
import io.swabline.loadgen.LoadReport;
import io.swabline.loadgen.LoadRun;
import io.swabline.loadgen.LoadSettings;
import io.swabline.loadgen.check.CheckReport;
import io.swabline.loadgen.check.CheckReportText;
import io.swabline.loadgen.check.LedgerCheck;
import io.swabline.loadgen.plan.Scenario;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stations that keep to the protocol, beside others that do not or that come all at once: nothing of theirs is lost, and they
 * wait at most ten times as long as in calm, right before. Load generators and server share the machine's cores, so what others
 * do there would show: a second and a third try count.
 */
@Tag("slow")
@Tag("night")
class GoodStationsTest {
    private static final String[] SETTINGS = {"dedup.persons-max=6000000", "pool.samples-max=800000", "streams.max=40000",
        "streams.credit-scans=256", "pipeline.ring-slots=8192", "http.enabled=false"};
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final long FACTOR_MAX = 10;
    private static final int TRIES_MAX = 3;
    /** Below it a wait is one of the machine's own hiccups, whoever is there. */
    private static final long CALM_MIN_US = 20_000;

    @TempDir
    private Path directory;
    private int runs;

    /** What goes on beside the good stations. */
    private interface Company {
        /** Goes on until told that it is enough. */
        void keep(AtomicBoolean isEnough) throws Exception;
    }

    private LoadSettings.Builder load(final Scenario scenario, final int port, final ServerProcess server) {
        return LoadSettings.builder(scenario, port).keys(server.keys()).seed(7 + ++runs).warmup(Duration.ofSeconds(1))
            .lagMax(Duration.ofSeconds(30)).connectMax(LIMIT).outageMax(LIMIT).drain(LIMIT);
    }

    private Company loading(final LoadSettings settings) {
        return isEnough -> {
            final LoadRun run = new LoadRun(settings, LoadProgress.QUIET);
            final CompletableFuture<LoadReport> running = CompletableFuture.supplyAsync(run::run);
            await(isEnough, () -> assertThat(running).isNotDone());
            run.stop();
            running.get(60, TimeUnit.SECONDS);
        };
    }

    private static Company hostile(final int port, final int connections, final HostileCrowd.Habit habit) {
        return isEnough -> {
            try (HostileCrowd crowd = new HostileCrowd(port, connections, habit)) {
                await(isEnough, () -> assertThat(crowd.press()).isNotNegative());
            }
        };
    }

    private interface Step {
        void run() throws Exception;
    }

    private static void await(final AtomicBoolean isEnough, final Step step) throws Exception {
        while (!isEnough.get()) {
            step.run();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    /** The p99 of the good stations, in microseconds from when each scan was due. */
    private long goodP99Us(final ServerProcess server, final int port) throws Exception {
        final Path ledger = directory.resolve("good-" + runs);
        final LoadReport report = LoadRun.run(load(Scenario.STEADY, port, server).ledger(ledger).stations(100).rate(2_000)
            .duration(Duration.ofSeconds(4)).build());
        assertThat(report.unanswered() + report.unexpected()).as("%s%n%s", report, server.log()).isZero();
        final CheckReport check = LedgerCheck.check(ledger, server.data(), Duration.ofHours(12));
        assertThat(check.isFine()).as("%s", CheckReportText.text(check)).isTrue();
        return report.latency().p99();
    }

    private long besideP99Us(final ServerProcess server, final int port, final Company company) throws Exception {
        final AtomicBoolean isEnough = new AtomicBoolean();
        final CompletableFuture<Void> kept = CompletableFuture.runAsync(() -> keep(company, isEnough));
        try {
            return goodP99Us(server, port);
        } finally {
            isEnough.set(true);
            kept.get(90, TimeUnit.SECONDS);
        }
    }

    @Test
    void shouldBeServedWhateverOthersDo() throws Exception {
        final int port = Ports.free();
        try (ServerProcess server = new ServerProcess(directory, port, List.of(), SETTINGS)) {
            server.start();
            goodP99Us(server, port); // all is warm behind it
            final List<String> measured = new ArrayList<>();
            final List<String> tooLong = new ArrayList<>();
            final List<String> names = List.of("burst", "storm", "half frames", "deaf");
            final List<Supplier<Company>> companies = List.of(
                () -> loading(load(Scenario.BURST, port, server).stations(300).rate(20_000).duration(LIMIT).build()),
                () -> loading(load(Scenario.STORM, port, server).stations(2_000).window(64).drops(40).duration(LIMIT).build()),
                () -> hostile(port, 2_000, HostileCrowd.Habit.HALF_FRAME), () -> hostile(port, 200, HostileCrowd.Habit.DEAF));
            for (int i = 0; i < companies.size(); i++) {
                boolean isServed = false;
                for (int tries = 0; tries < TRIES_MAX && !isServed; tries++) {
                    final long calmUs = goodP99Us(server, port);
                    final long besideUs = besideP99Us(server, port, companies.get(i).get());
                    measured.add(names.get(i) + " " + besideUs + " us, in calm " + calmUs + " us");
                    isServed = besideUs <= FACTOR_MAX * Math.max(calmUs, CALM_MIN_US);
                }
                if (!isServed) {
                    tooLong.add(names.get(i));
                }
            }
            System.out.println("p99 of good stations: " + measured);
            assertThat(tooLong).as("%s", measured).isEmpty();
            assertThat(server.stop()).isZero();
        }
    }

    private static void keep(final Company company, final AtomicBoolean isEnough) {
        try {
            company.keep(isEnough);
        } catch (final Exception failure) {
            throw new IllegalStateException(failure);
        }
    }
}
