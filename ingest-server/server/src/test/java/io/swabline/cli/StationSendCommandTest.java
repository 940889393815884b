package io.swabline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.server.wiring.IngestServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The small terminal against a server in this process. */
class StationSendCommandTest {
    private static final String ID_NUMBER = "11010519491231002X";
    private static final String OTHER_ID_NUMBER = "440524188001010014";

    @TempDir
    private Path dir;
    private Path keys;
    private IngestServer server;

    @BeforeEach
    void startServer() throws InterruptedException {
        keys = dir.resolve("keys.properties");
        server = IngestServer.start(SettingsLoader.of(Map.of(
            "data.directory", dir.resolve("data"), "keys.file", keys, "listen.port", 0, "durability", "os",
            "dedup.persons-max", 10_000, "pool.samples-max", 10_000, "streams.max", 64, "journal.block-size", "1MiB",
            "http.enabled", false)));
    }

    @AfterEach
    void stopServer() {
        server.drainAndClose();
    }

    @Test
    void shouldPrintTheVerdictOfImagesTextsAndIdNumbers() throws IOException {
        final Path image = dir.resolve("a.png");
        issue(ID_NUMBER, "--out", image);
        final String text = issue(ID_NUMBER);
        final Path list = Files.write(dir.resolve("list"), List.of(ID_NUMBER.toLowerCase(), "110105194912310021"));

        final CommandRun run = send("--format", "json", image, text, "@" + list, OTHER_ID_NUMBER, dir.resolve("none.png"), list);

        assertThat(run.exitCode()).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(run.outLines()).hasSize(7);
        assertThat(lineOf(run, image.toString()))
            .contains("\"verdict\":\"ACCEPTED\"", "\"retransmit\":false", "\"advice\":\"Take");
        assertThat(lineOf(run, "argument 2")).contains("\"verdict\":\"DOUBLE_SCAN\"", "\"first_accepted_at\":\"" + today());
        assertThat(lineOf(run, "list line 1")).contains("\"verdict\":\"DOUBLE_SCAN\"");
        assertThat(lineOf(run, "list line 2")).contains("\"verdict\":\"BAD_ID_NUMBER\"");
        assertThat(lineOf(run, "argument 4")).contains("\"verdict\":\"ACCEPTED\"");
        assertThat(lineOf(run, "argument 5")).contains("\"verdict\":\"UNREADABLE\"");
        assertThat(lineOf(run, list + "\"")).contains("\"verdict\":\"UNREADABLE\"", "give @" + list);
        assertThat(run.out() + run.err()).doesNotContain(ID_NUMBER, OTHER_ID_NUMBER);
    }

    /** As access.md and the examples have it: code issue < numbers > codes.txt, then station send @codes.txt. */
    @Test
    void shouldSendTheFileThatCodeIssueWrote() throws IOException {
        final CommandRun issued =
            CommandRun.withInput(ID_NUMBER + "\n" + OTHER_ID_NUMBER + "\n", "code", "issue", "--keys", keys);
        final Path codes = Files.writeString(dir.resolve("codes.txt"), issued.out());

        final CommandRun run = send("@" + codes);

        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(run.outLines()).hasSize(2).allMatch(line -> line.contains(": ACCEPTED"));
        assertThat(issued.err()).startsWith("2 codes, valid until 2").hasLineCount(1);
    }

    /** By sampling code and by document one person; two types are two people. */
    @Test
    void shouldTakeTheHolderOfADocumentForTheSamePersonByItsCode() {
        final CommandRun issued = CommandRun.withInput(
            "passport:GBR:12345678\nhk-macao-permit:H12345678\n", "code", "issue", "--keys", keys);
        final List<String> codes = issued.outLines();

        final CommandRun run = CommandRun.withInput(String.join("\n", codes.get(0), "passport:gbr:1234 5678",
            "hk-macao-permit:H1234567802", codes.get(1), "taiwan-permit:12345678", "passport:GB:12345678", "passport:GBR:1"),
            "station", "send", "--port", server.port(), "--format", "json");

        assertThat(run.exitCode()).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(lineOf(run, "line 1")).contains("\"verdict\":\"ACCEPTED\"");
        assertThat(lineOf(run, "line 2")).contains("\"verdict\":\"DOUBLE_SCAN\"");
        assertThat(lineOf(run, "line 3")).contains("\"verdict\":\"ACCEPTED\"");
        assertThat(lineOf(run, "line 4")).contains("\"verdict\":\"DOUBLE_SCAN\"");
        assertThat(lineOf(run, "line 5")).contains("\"verdict\":\"ACCEPTED\"");
        assertThat(lineOf(run, "line 6")).contains("\"verdict\":\"UNREADABLE\"", "GBR and not GB");
        assertThat(lineOf(run, "line 7")).contains("\"verdict\":\"UNREADABLE\"", "5 to 15 letters and digits");
        assertThat(run.out() + run.err() + issued.err()).doesNotContain("12345678");
        server.drainAndClose();
        final CommandRun tail = CommandRun.of("journal", "export", "--data", dir.resolve("data"), "--format", "csv", "-");
        assertThat(tail.outLines().stream().filter(line -> line.contains(",ACCEPTED,DOCUMENT,"))).hasSize(2);
        assertThat(tail.outLines().stream().filter(line -> line.contains(",DOUBLE_SCAN,DOCUMENT,"))).hasSize(1);
    }

    @Test
    void shouldRefuseForgedAndExpiredCodesAndSayWhatToDo() {
        final Path otherKeys = dir.resolve("other.properties");
        CommandRun.of("keys", "init", "--keys", otherKeys);
        final String forged = CommandRun.of("code", "issue", "--keys", otherKeys, "--id", ID_NUMBER).outLines().get(0);
        final String expired = issue(ID_NUMBER, "--issued-at", Instant.now().minus(Duration.ofDays(31)));

        final CommandRun run = send(forged, expired);

        assertThat(run.exitCode()).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(lineOf(run, "argument 1")).contains(": FORGED: This is not a genuine");
        assertThat(lineOf(run, "argument 2")).contains(": EXPIRED: ");
    }

    @Test
    void shouldSendWhatStandardInputSays() {
        final String text = issue(ID_NUMBER);
        final CommandRun run = CommandRun.withInput(
            text + "\n" + OTHER_ID_NUMBER + "\n",
            "station", "send", "--port", server.port(), "--sample-prefix", "TUBE-", "--format", "json");

        assertThat(run.exitCode()).isZero();
        assertThat(run.outLines()).hasSize(2);
        assertThat(lineOf(run, "line 1")).contains("\"sample\":\"TUBE-00001\"");
    }

    @Test
    void shouldFillAPooledSampleAndTellWhenItIsFull() {
        final List<String> numbers = new ArrayList<>();
        for (int day = 10; day < 22; day++) {
            numbers.add(withCheckCharacter("110105199001" + day + "001"));
        }
        final CommandRun run = send(Stream.concat(Stream.of("--sample", "POOL-1"), numbers.stream()).toArray());

        assertThat(run.outLines().stream().filter(line -> line.contains("ACCEPTED"))).hasSize(10);
        assertThat(run.outLines().stream().filter(line -> line.contains("SAMPLE_FULL"))).hasSize(2);
    }

    @Test
    void shouldGiveUpWithoutAServer() throws IOException {
        final int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        final CommandRun run = CommandRun.of("station", "send", "--port", port, "--timeout", "900ms", ID_NUMBER);

        assertThat(run.exitCode()).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(run.err()).containsOnlyOnce("no connection to 127.0.0.1:" + port + " (nothing listens there")
            .contains("no verdict from 127.0.0.1:" + port);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void shouldRefuseImpossibleOptions() {
        for (final Object[] wrong : new Object[][] {
            {"--sample", "has space"}, {"--sample-prefix", "longer-than-eleven"}, {"--port", 0}, {"--station", 0},
            {"--timeout", "soon"}, {"--sample", "A", "--sample-prefix", "B"}}) {
            final CommandRun run = CommandRun.of(Stream.concat(Stream.of("station", "send"), Stream.of(wrong)).toArray());
            assertThat(run.exitCode()).as("%s", List.of(wrong)).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).as("%s", List.of(wrong)).hasLineCount(1);
        }
    }

    private String issue(final String idNumber, final Object... options) {
        final Stream<Object> command = Stream.of("code", "issue", "--keys", keys, "--id", idNumber);
        return CommandRun.of(Stream.concat(command, Stream.of(options)).toArray()).outLines().get(0);
    }

    private CommandRun send(final Object... scans) {
        final Stream<Object> command = Stream.of("station", "send", "--port", server.port());
        return CommandRun.of(Stream.concat(command, Stream.of(scans)).toArray());
    }

    private static String lineOf(final CommandRun run, final String source) {
        return run.outLines().stream().filter(line -> line.contains(source)).findFirst().orElseThrow();
    }

    private static String today() {
        return Instant.now().toString().substring(0, "2022-04-16T".length());
    }

    private static String withCheckCharacter(final String body) {
        final int[] weights = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
        int sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += (body.charAt(i) - '0') * weights[i];
        }
        return body + "10X98765432".charAt(sum % 11);
    }

    /** It said "no verdict for 6 s", and nothing of the server's reason. */
    @Test
    void shouldSayWhyTheServerTakesNoScansAndWhatToDo() throws InterruptedException {
        server.drainAndClose();
        server = IngestServer.start(SettingsLoader.of(Map.of(
            "data.directory", dir.resolve("small"), "keys.file", keys, "listen.port", 0, "durability", "os",
            "dedup.persons-max", 1_000, "pool.samples-max", 10_000, "streams.max", 64, "streams.retry-after", "10ms",
            "http.enabled", false)));
        final List<String> people = new ArrayList<>();
        for (int day = 1; people.size() < 1_000; day++) {
            people.add(idNumber(day));
        }
        final CommandRun filled = CommandRun.withInput(String.join("\n", people), "station", "send", "--port", server.port());
        assertThat(filled.exitCode()).as(filled.err()).isZero();

        final CommandRun run = CommandRun.withInput(
            OTHER_ID_NUMBER, "station", "send", "--port", server.port(), "--timeout", "1s");

        assertThat(run.exitCode()).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(run.err().lines().filter(line -> line.contains("takes no scans now (RETRY PERSONS_FULL: "))).hasSize(1);
        assertThat(run.err()).contains("the operator has to raise city.people-per-day", "no verdict from "
            + "127.0.0.1:" + server.port()
            + " for 1s (RETRY PERSONS_FULL: ");
    }

    @Test
    void shouldSayThatTheServerTakesNoMoreTerminals() throws Exception {
        for (int terminal = 1; terminal <= 64; terminal++) {
            assertThat(send(ID_NUMBER).err()).isEmpty();
        }
        final CommandRun run = CommandRun.of("station", "send", "--port", server.port(), "--timeout", "1s", ID_NUMBER);

        assertThat(run.exitCode()).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(run.err()).contains("takes no scans now (STREAMS_FULL: The server knows as many terminals as it can",
            "no verdict from 127.0.0.1:" + server.port() + " for 1s (STREAMS_FULL: ");
    }

    /** A well-formed number of somebody born on this day of 1950 and after. */
    private static String idNumber(final int day) {
        final String first = "110105" + LocalDate.of(1950, 1, 1).plusDays(day).toString().replace("-", "") + "001";
        final int[] weights = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
        int sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * (first.charAt(i) - '0');
        }
        return first + "10X98765432".charAt(sum % 11);
    }
}
