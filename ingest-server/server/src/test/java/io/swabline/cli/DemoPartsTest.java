package io.swabline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swabline.protocol.IdNumber;
import io.swabline.protocol.SamplingKeys;
import io.swabline.server.wiring.IngestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The parts of the demo; all of it together runs in {@code .ci/run}. */
class DemoPartsTest {
    private static final String FINE_LOAD =
        "{\"acknowledged_per_second\":9000,\"stations\":1000,\"unexpected\":0,\"unanswered\":0,\"durability\":\"disk\","
            + "\"latency_us\":{\"p50\":1500,\"p99\":2500,\"p99.9\":9900},\"problems\":[\"late\",[1],\"slow\"],\"fine\":true}";

    @TempDir
    private Path dir;

    @Test
    void shouldMakeUpPossibleIdNumbers() {
        for (int resident = 0; resident <= DemoResidents.COUNT; resident++) {
            assertThat(IdNumber.isValid(DemoResidents.idNumber(resident), LocalDate.now().toEpochDay())).isTrue();
        }
    }

    @Test
    void shouldGetEachVerdictThatItExpects() throws IOException, InterruptedException {
        final Path keyFile = dir.resolve("keys.properties");
        final DemoResidents residents = new DemoResidents(dir.resolve("codes"), SamplingKeys.create(keyFile));
        residents.issueAndDraw();
        final IngestServer server = IngestServer.start(SettingsLoader.of(Map.of(
            "data.directory", dir.resolve("data"), "keys.file", keyFile, "listen.port", 0, "durability", "os",
            "dedup.persons-max", 10_000, "pool.samples-max", 10_000, "streams.max", 64, "journal.block-size", "1MiB",
            "http.enabled", false)));
        final DemoTerminal terminal = new DemoTerminal();
        final boolean isAnswered;
        try {
            isAnswered = terminal.scan(server.port(), residents.images(),
                residents.forged(SamplingKeys.create(dir.resolve("forger.properties"))), residents.expired());
        } finally {
            server.drainAndClose();
        }

        assertThat(isAnswered).isTrue();
        assertThat(terminal.surprises()).isEmpty();
        assertThat(terminal.answers()).isEqualTo(terminal.scans()).isEqualTo(18);
        assertThat(residents.readBack()).isEqualTo(DemoResidents.COUNT);
        final DemoCensus census = DemoCensus.of(dir.resolve("data"));
        assertThat(census.records()).isEqualTo(18);
        assertThat(census.duplicated()).isZero();
        assertThat(census.gaps()).isZero();
        assertThat(summary(census, 18, 0, 18, FINE_LOAD).isFine()).isTrue();
    }

    @Test
    void shouldNotCallItFineWhenAnythingIsLostDoubledUnexpectedOrUnread() throws IOException {
        final DemoCensus empty = DemoCensus.of(dir);

        assertThat(summary(empty, 0, 0, 0, FINE_LOAD).isFine()).isTrue();
        assertThat(summary(empty, 1, 0, 0, FINE_LOAD)).matches(s -> !s.isFine()).matches(s -> s.lost() == 1);
        assertThat(summary(empty, 0, 3, 0, FINE_LOAD)).matches(s -> !s.isFine()).matches(s -> s.duplicated() == 3);
        assertThat(summary(empty, 0, 0, 1, FINE_LOAD).isFine()).isFalse();
        assertThat(summary(empty, 0, 0, 0, FINE_LOAD.replace("\"unexpected\":0", "\"unexpected\":1")).isFine()).isFalse();
        assertThat(summary(empty, 0, 0, 0, FINE_LOAD.replace("\"unanswered\":0", "\"unanswered\":1")).isFine()).isFalse();
        assertThat(summary(empty, 0, 0, 0, FINE_LOAD.replace("\"fine\":true", "\"fine\":false")).isFine()).isFalse();
    }

    @Test
    void shouldPrintOneJsonObjectWithTheFolderOfTheImages() throws IOException {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final PrintStream printer = new PrintStream(out, true, StandardCharsets.UTF_8);
        summary(DemoCensus.of(dir), 0, 0, 0, FINE_LOAD).printJson(printer);

        assertThat(out.toString(StandardCharsets.UTF_8)).hasLineCount(1);
        final JsonFields json = JsonFields.parse(out.toString(StandardCharsets.UTF_8));
        assertThat(json.text("codes")).isEqualTo(dir.toString());
        assertThat(json.text("acknowledged")).isEqualTo("0");
        assertThat(json.number("acknowledged_per_second")).isEqualTo(9000);
        assertThat(json.number("latency_us.p99.9")).isEqualTo(9900);
        assertThat(json.isTrue("fine")).isTrue();
        assertThat(json.text("problems")).isEqualTo("late; slow");
    }

    @Test
    void shouldCountTheTailsRecordsUpToTheFirstOutOfOrder() throws IOException {
        final Path output = Files.writeString(dir.resolve("tail"), "{\"position\":0,\n{\"position\":1,\n{\"position\":3,\n");
        assertThat(DemoCensus.recordsInOrder(output)).isEqualTo(2);
    }

    @Test
    void shouldSayWhyAProgramIsNotReadyAndLeaveNoneBehind() throws Exception {
        try (ChildProcess dead = ChildProcess.start("dead", dir, List.of("sh", "-c", "echo no disk >&2; exit 3"))) {
            assertThatThrownBy(() -> dead.awaitLogLine(".*ready.*", Duration.ofSeconds(60)))
                .hasMessageContainingAll("dead ended with 3", "no disk");
        }
        final ChildProcess slow = ChildProcess.start("slow", dir, List.of("sh", "-c", "echo ready >&2; exec sleep 600"));
        assertThat(slow.awaitLogLine("rea.*", Duration.ofSeconds(60))).isEqualTo("ready");
        assertThatThrownBy(() -> slow.awaitExit(Duration.ofMillis(1))).hasMessageContaining("did not end");
        slow.close();
        assertThat(slow.awaitExit(Duration.ofSeconds(60))).isNotZero();
    }

    @Test
    void shouldRefuseToRunWithoutTheLauncher() {
        final CommandRun run = CommandRun.of("demo");
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("ingest-server/bin/swabline");
    }

    private DemoSummary summary(
        final DemoCensus census, final int terminal, final int duplicated, final long tailed, final String load)
        throws IOException {
        final JsonFields check = JsonFields.parse(
            "{\"acknowledged\":0,\"missing\":0,\"duplicated\":" + duplicated + ",\"fine\":true}");
        return new DemoSummary(
            dir, 12, 12, 12, terminal, List.of(), JsonFields.parse(load), check, census, tailed, 30);
    }
}
