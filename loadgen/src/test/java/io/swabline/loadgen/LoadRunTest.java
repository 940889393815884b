package io.swabline.loadgen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swabline.loadgen.check.CheckReport;
import io.swabline.loadgen.check.Fault;
import io.swabline.loadgen.check.LedgerCheck;
import io.swabline.loadgen.ledger.LedgerReader;
import io.swabline.loadgen.plan.Mix;
import io.swabline.loadgen.plan.Scenario;
import io.swabline.loadgen.plan.Threshold;
import io.swabline.protocol.SamplingKeys;
import io.swabline.protocol.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs over real sockets against a model of the server, each held against the model's journal. */
class LoadRunTest {
    private static final String EVERYTHING =
        "retransmit=5%,double=5%,forged=2%,expired=2%,id=5%,bad-id=2%,document=5%,bad-document=2%";

    @TempDir
    private Path directory;
    private Path data;
    private Path ledger;
    private Path keys;
    private ModelServer server;

    @BeforeEach
    void startServer() throws IOException {
        data = directory.resolve("data");
        ledger = directory.resolve("ledger");
        keys = directory.resolve("keys.properties");
        server = new ModelServer(data, SamplingKeys.create(keys));
    }

    @AfterEach
    void stopServer() throws IOException {
        server.close();
    }

    @Test
    void shouldMeetEveryExpectedVerdictAtASteadyRate() throws IOException {
        final LoadReport report = LoadRun.run(settings(Scenario.STEADY).threads(2)
            .threshold(Threshold.parse("unanswered<=0")).build());
        assertThat(report.problems()).isEmpty();
        assertThat(report.exitCode()).isZero();
        assertThat(report.acknowledged()).isEqualTo(report.offered()).isEqualTo(server.state().taken()).isEqualTo(2_000);
        assertThat(report.received()).isEqualTo(report.expected()).containsOnlyKeys(
            Verdict.ACCEPTED, Verdict.DOUBLE_SCAN, Verdict.FORGED, Verdict.EXPIRED, Verdict.BAD_ID_NUMBER,
            Verdict.BAD_DOCUMENT_NUMBER);
        assertThat(report.retransmits().sent()).isPositive().isEqualTo(report.retransmits().answered());
        assertThat(report.doubleScans()).isPositive();
        assertThat(report.acknowledgedPerSecond()).isPositive();
        assertThat(report.latency().count()).isEqualTo(1_600);
        assertThat(report.latency().p50()).isPositive();
        assertThat(report.residence().p99()).isEqualTo(77);
        assertThat(report.durability()).isEqualTo("os");
        assertFine(report, check());
    }

    @Test
    void shouldSendAsFastAsCreditAllows() throws IOException {
        final LoadReport report = LoadRun.run(settings(Scenario.MAX).window(256).build());
        assertThat(report.problems()).isEmpty();
        assertThat(report.offered()).isGreaterThan(2_000);
        assertThat(report.latency().count()).isEqualTo(report.service().count()).isPositive();
        assertThat(report.retransmits().sent()).isPositive();
        assertFine(report, check());
    }

    @Test
    void shouldKeepToTheServersCredit() throws IOException {
        server.state().credit(16);
        final LoadReport max = LoadRun.run(settings(Scenario.MAX).window(256).build());
        assertThat(max.problems()).isEmpty();
        assertThat(max.offered()).isPositive();
        assertFine(max, check());
        final LoadReport steady = LoadRun.run(settings(Scenario.STEADY).stations(1).build());
        assertThat(steady.problems()).isEmpty();
        assertFine(steady, check());
    }

    @Test
    void shouldSendBurstsOfTenTimesTheRate() throws IOException {
        final LoadReport report = LoadRun.run(settings(Scenario.BURST).rate(1_000).build());
        assertThat(report.problems()).isEmpty();
        // 0.1 s of warm-up, 0.24 s of calm, 0.032 s at each of 2, 4, 6, 8 and 10 times.
        assertThat(report.offered()).isEqualTo(100 + 240 + 32 * 30);
        assertFine(report, check());
    }

    @Test
    void shouldFillEveryBufferInAStormAndGetAllVerdicts() throws IOException {
        final LoadReport report = LoadRun.run(settings(Scenario.STORM).window(64).build());
        assertThat(report.problems()).isEmpty();
        assertThat(report.storm().reopened().count()).isEqualTo(8);
        assertThat(report.storm().recovered().count()).isEqualTo(8);
        assertThat(report.storm().recovered().max()).isGreaterThanOrEqualTo(report.storm().reopened().p50());
        assertThat(report.offered()).isEqualTo(8 * 64);
        assertThat(report.reconnects()).isEqualTo(8);
        assertFine(report, check());
    }

    @Test
    void shouldCountAsAStormWhenTheServerIsKilled() throws Exception {
        final CompletableFuture<LoadReport> run = CompletableFuture.supplyAsync(
            () -> LoadRun.run(settings(Scenario.STORM).window(64).duration(Duration.ofSeconds(3)).build()));
        await(() -> server.state().taken() >= 8 * 64);
        server.kill();
        await(this::listensAgain);
        final LoadReport report = run.get(60, TimeUnit.SECONDS);
        assertThat(report.problems()).isEmpty();
        assertThat(report.storm().recovered().count()).isGreaterThanOrEqualTo(8 + 1);
        assertThat(report.offered()).isGreaterThan(8 * 64);
        assertFine(report, check());
    }

    @Test
    void shouldGoOnAfterKillsAndLoseNothing() throws Exception {
        final CompletableFuture<LoadReport> run = CompletableFuture.supplyAsync(
            () -> LoadRun.run(settings(Scenario.STEADY).duration(Duration.ofMillis(1_500)).window(64).build()));
        for (int kill = 1; kill <= 3; kill++) {
            final long target = kill * 1_200L;
            await(() -> server.state().taken() >= target);
            server.kill();
            final long again = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100);
            await(() -> System.nanoTime() - again > 0);
            await(this::listensAgain);
        }
        final LoadReport report = run.get(60, TimeUnit.SECONDS);
        assertThat(report.problems()).isEmpty();
        assertThat(report.outages().count()).isEqualTo(3);
        assertThat(report.outages().totalSeconds()).isGreaterThan(0.3);
        assertThat(report.reconnects()).isGreaterThanOrEqualTo(8);
        assertThat(report.acknowledged()).isEqualTo(6_400);
        assertThat(report.latency().max()).isGreaterThan(100_000);
        assertFine(report, check());
    }

    @Test
    void shouldNotBlameItselfForAServerThatIsTooSlow() throws IOException {
        // One scan under way at a time, and a rate that one round trip after the other cannot reach.
        final LoadReport report = LoadRun.run(settings(Scenario.STEADY).stations(1).rate(50_000).window(1).frame(1)
            .duration(Duration.ofMillis(100)).warmup(Duration.ZERO).mix(Mix.parse(Mix.NONE)).build());
        assertThat(report.isValid()).as("%s", report.problems()).isTrue();
        assertThat(report.problems()).isEmpty();
        assertThat(report.backPressure().count()).isPositive();
        assertThat(report.acknowledged()).isEqualTo(5_000);
        // Every scan waits for those before it, and the latency says so although the service time does not.
        assertThat(report.latency().max()).isGreaterThan(10 * report.service().p50());
    }

    @Test
    void shouldSayThatItCouldNotKeepItsOwnSchedule() throws IOException {
        final LoadReport report = LoadRun.run(settings(Scenario.STEADY).lagMax(Duration.ofNanos(1_000)).build());
        assertThat(report.isValid()).isFalse();
        assertThat(report.exitCode()).isEqualTo(1);
        assertThat(report.problems()).singleElement().asString().startsWith("invalid run: the generator itself was late");
    }

    @Test
    void shouldFailWhenVerdictsNeverCome() throws IOException {
        server.state().mute();
        final LoadReport report = LoadRun.run(settings(Scenario.STEADY).duration(Duration.ofMillis(100)).warmup(Duration.ZERO)
            .drain(Duration.ofSeconds(1)).build());
        assertThat(report.acknowledged()).isZero();
        assertThat(report.unanswered()).isEqualTo(400);
        assertThat(report.problems()).containsExactly("400 scans were sent and never answered");
        final CheckReport check = check();
        assertThat(check.isFine()).isFalse();
        assertThat(check.unacknowledged()).isEqualTo(check.matched()).isEqualTo(server.state().taken());
    }

    @Test
    void shouldFailWhenTheServerLies() throws IOException {
        server.state().lieAbout(answer -> answer.sequence() == 3 && answer.verdict() == Verdict.ACCEPTED);
        final LoadReport report = LoadRun.run(settings(Scenario.STEADY).mix(Mix.parse(Mix.NONE)).build());
        assertThat(report.unexpected()).isEqualTo(8);
        assertThat(report.exitCode()).isEqualTo(1);
        final CheckReport check = check();
        assertThat(check.count(Fault.WRONG_VERDICT)).isEqualTo(8);
        assertThat(check.count(Fault.UNEXPECTED_VERDICT)).isEqualTo(8);
    }

    @Test
    void shouldFailWhenAThresholdIsBroken() {
        final LoadReport report = LoadRun.run(settings(Scenario.STEADY)
            .threshold(Threshold.parse("p99<1us")).threshold(Threshold.parse("unexpected<=0")).build());
        assertThat(report.problems()).singleElement().asString().matches("threshold p99<1us is broken: p99 is [0-9]+us");
    }

    @Test
    void shouldGiveUpOnAServerThatStaysAway() throws Exception {
        final CompletableFuture<LoadReport> run = CompletableFuture.supplyAsync(
            () -> LoadRun.run(settings(Scenario.STEADY).duration(Duration.ofMinutes(1))
                .outageMax(Duration.ofMillis(300)).build()));
        await(() -> server.state().taken() >= 500);
        server.kill();
        final LoadReport report = run.get(60, TimeUnit.SECONDS);
        assertThat(report.exitCode()).isEqualTo(1);
        assertThat(report.problems().get(0)).contains("could not be reached for 300ms", "--outage-max");
        assertThat(check().isFine()).isTrue();
    }

    @Test
    void shouldCloseTheLedgerWhenStopped() throws Exception {
        final LoadRun run = new LoadRun(settings(Scenario.STEADY).duration(Duration.ofMinutes(1)).build(), LoadProgress.QUIET);
        final CompletableFuture<LoadReport> report = CompletableFuture.supplyAsync(run::run);
        await(() -> server.state().taken() >= 500);
        run.stop();
        assertThat(report.get(60, TimeUnit.SECONDS).problems()).contains("the run was stopped");
        final CheckReport check = check();
        assertThat(check.ledgerEnd()).isEqualTo(LedgerReader.End.CUT_SHORT);
        assertThat(check.examples()).isEmpty();
    }

    @Test
    void shouldSayWhatIsMissingAtTheStart() throws IOException {
        final int freePort;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            freePort = socket.getLocalPort();
        }
        final LoadSettings nobody = LoadSettings.builder(Scenario.STEADY, freePort).keys(keys).stations(2)
            .connectMax(Duration.ofMillis(200)).build();
        assertThatThrownBy(() -> LoadRun.run(nobody)).isInstanceOf(LoadException.class)
            .hasMessageContaining("0 of 2 stations").hasMessageContaining("127.0.0.1:" + freePort);
        final LoadSettings keyless = settings(Scenario.STEADY).keys(directory.resolve("none")).build();
        assertThatThrownBy(() -> LoadRun.run(keyless)).isInstanceOf(LoadException.class).hasMessageContaining("--keys");
    }

    private LoadSettings.Builder settings(final Scenario scenario) {
        return LoadSettings.builder(scenario, server.port()).keys(keys).ledger(ledger).stations(8).rate(4_000)
            .duration(Duration.ofMillis(400)).warmup(Duration.ofMillis(100)).drain(Duration.ofSeconds(60))
            .mix(Mix.parse(EVERYTHING)).seed(20_220_409).lagMax(Duration.ofSeconds(20));
    }

    private CheckReport check() throws IOException {
        return LedgerCheck.check(ledger, data, Duration.ofHours(12));
    }

    private void assertFine(final LoadReport report, final CheckReport check) {
        assertThat(check.examples()).isEmpty();
        assertThat(check.ledgerEnd()).isEqualTo(LedgerReader.End.COMPLETE);
        assertThat(check.acknowledged()).isEqualTo(report.acknowledged()).isEqualTo(check.journaled()).isEqualTo(check.matched());
        assertThat(check.entries()).isEqualTo(report.acknowledged() + report.retransmits().answered());
    }

    /** The kernel may need a moment to let go of the port. */
    private boolean listensAgain() {
        try {
            server.listen();
            return true;
        } catch (final IOException stillInUse) {
            return false;
        }
    }

    private static void await(final BooleanSupplier condition) {
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadlineNs).as("waited for 60 s").isNegative();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }
}
