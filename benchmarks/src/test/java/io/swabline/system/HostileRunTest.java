package io.swabline.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.loadgen.hostile.HostileLimits;
import io.swabline.loadgen.hostile.HostilePlaces;
import io.swabline.loadgen.hostile.HostileReport;
import io.swabline.loadgen.hostile.HostileReportText;
import io.swabline.loadgen.hostile.HostileRun;
import io.swabline.loadgen.hostile.HostileScenario;
import io.swabline.loadgen.hostile.HostileSettings;
import io.swabline.loadgen.hostile.HostileTimes;
import io.swabline.protocol.Verdict;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code loadgen run hostile} against a real server: small, and at full scale. */
@Tag("slow")
class HostileRunTest {
    private static final int QUOTA = 100;
    private static final int TRIES_MAX = 3;

    @TempDir
    private Path directory;
    private int port;
    private int httpPort;
    private int seed;

    private ServerProcess server(final int quota) throws Exception {
        port = Ports.free();
        httpPort = Ports.free();
        final ServerProcess server = new ServerProcess(directory, port, httpPort, List.of(), "dedup.persons-max=6000000",
            "pool.samples-max=2000000", "streams.max=2000", "journal.disk-free-min=0B", "streams.retry-after=10ms",
            "quotas.new-samples-burst=" + quota, "quotas.new-samples-per-hour=1", "quotas.refused-scans-burst=" + quota,
            "quotas.refused-scans-per-hour=1", "quotas.new-people-burst=0");
        try {
            server.startWithPages();
        } catch (final Exception notStarted) {
            server.close();
            throw notStarted;
        }
        return server;
    }

    private HostileReport run(final HostileScenario scenario, final int count, final HostileTimes times,
        final HostileLimits limits) throws InterruptedException {
        final HostilePlaces places = new HostilePlaces(new InetSocketAddress("127.0.0.1", port),
            new InetSocketAddress("127.0.0.1", httpPort), null, null, null, false);
        final HostileReport report = HostileRun.run(new HostileSettings(scenario, places, null, 2, count,
            scenario.perSecondDefault(), times, limits, ++seed), line -> { });
        System.out.println(HostileReportText.text(report));
        return report;
    }

    /** Attacks whose count is soon done end when it is, the others after a second. */
    private HostileReport small(final HostileScenario scenario, final int count) throws InterruptedException {
        final boolean endsItself = scenario != HostileScenario.COLLIDING_SAMPLES && scenario != HostileScenario.SILENT_CONNECTIONS
            && scenario != HostileScenario.SQUATTED_SAMPLES;
        final Duration attack = Duration.ofSeconds(endsItself ? 60 : 1);
        return run(scenario, count, new HostileTimes(Duration.ZERO, Duration.ofMillis(200), attack, Duration.ofSeconds(20)),
            new HostileLimits(1_000, Duration.ofSeconds(1), Duration.ofSeconds(20)));
    }

    @Test
    void shouldAttackAServerAndCountWhatItAnswers() throws Exception {
        try (ServerProcess server = server(QUOTA)) {
            final Map<String, Long> colliding = fine(small(HostileScenario.COLLIDING_SAMPLES, 1_000));
            assertThat(colliding.get("accepted")).isEqualTo(QUOTA);
            assertThat(colliding.get("retries_station_quota")).isPositive();
            assertThat(fine(small(HostileScenario.SILENT_CONNECTIONS, 100)).get("connections_begun")).isGreaterThanOrEqualTo(100);
            assertThat(fine(small(HostileScenario.RESET_CONNECTIONS, 100)).get("connections_reset")).isEqualTo(100);
            assertThat(server.stop()).isZero();
        }
    }

    @Test
    void shouldCountScansThatAreRefusedAndTubesThatAreTaken() throws Exception {
        try (ServerProcess server = server(QUOTA)) {
            final Map<String, Long> refused = fine(small(HostileScenario.REFUSED_SCANS, 5_000));
            assertThat(refused.get("refused")).isEqualTo(QUOTA);
            assertThat(refused.get("retries_station_quota")).isPositive();
            server.stop();
        }
        try (ServerProcess server = server(0)) {
            assertThat(fine(small(HostileScenario.NEW_PEOPLE, 5_000)).get("accepted")).isEqualTo(5_000);
            final HostileReport squatted = small(HostileScenario.SQUATTED_SAMPLES, 1_000_000);
            fine(squatted);
            assertThat(squatted.refusals()).containsOnlyKeys(Verdict.SAMPLE_ELSEWHERE);
            assertThat(server.stop()).isZero();
        }
    }

    private static Map<String, Long> fine(final HostileReport report) {
        assertThat(report.problems()).isEmpty();
        assertThat(report.measured()).extracting(measured -> measured.name()).startsWith("connect", "verdict");
        return report.attack();
    }

    /** The server shares the machine's cores with the attack and with other tests, so a second and a third try count. */
    @Test
    void shouldServeHonestStationsDuringEachAttackAtFullScale() throws Exception {
        try (ServerProcess server = server(0)) {
            for (final HostileScenario scenario : HostileScenario.values()) {
                boolean isFine = false;
                HostileReport report = null;
                for (int tries = 0; tries < TRIES_MAX && !isFine; tries++) {
                    report = run(scenario, scenario.countDefault(),
                        new HostileTimes(
                            Duration.ofMillis(500), Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(10)),
                        new HostileLimits(10, Duration.ofMillis(20), Duration.ofSeconds(1)));
                    isFine = report.isFine();
                }
                assertThat(report.problems()).as(scenario.text()).isEmpty();
            }
            assertThat(server.stop()).isZero();
        }
    }
}
