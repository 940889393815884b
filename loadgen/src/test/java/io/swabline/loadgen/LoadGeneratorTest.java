package io.swabline.loadgen;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.loadgen.plan.Mix;
import io.swabline.protocol.SamplingKeys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadGeneratorTest {
    @TempDir
    private Path directory;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void shouldRunAndCheckFromTheCommandLine() throws IOException {
        final Path keys = directory.resolve("keys.properties");
        final Path ledger = directory.resolve("L");
        try (ModelServer server = new ModelServer(directory.resolve("data"), SamplingKeys.create(keys))) {
            assertThat(run("run", "steady", "--port", "" + server.port(), "--stations", "4", "--rate", "1000",
                "--duration", "300ms", "--warmup", "100ms", "--ledger", ledger.toString(), "--keys", keys.toString(),
                "--format", "json", "--seed", "1", "--threshold", "unanswered<=0")).as(text(err)).isZero();
            assertThat(text(out)).startsWith("{\"scenario\":\"steady\",").endsWith("\"problems\":[]}\n")
                .contains("\"acknowledged\":400,", "\"stations\":4,", "\"valid\":true", "\"p99.9\":");
            assertThat(text(err)).isEmpty();
            out.reset();
            // The server is still there.
            assertThat(run("check", ledger.toString(), "--data", directory.resolve("data").toString())).as(text(err)).isZero();
            assertThat(text(out)).contains("fine: nothing is missing, duplicated or wrong");
            out.reset();
            assertThat(run("run", "max", "--port", "" + server.port(), "--stations", "2", "--duration", "100ms", "--warmup", "0s",
                "--keys", keys.toString(), "--threshold", "p50<1us")).isEqualTo(1);
            assertThat(text(out)).contains("scenario", "2 stations on 1 thread", "milliseconds", "FAILED", "threshold p50<1us");
        }
    }

    @Test
    void shouldAttackAServerAndReportQuietly() throws IOException {
        final Path keys = directory.resolve("keys.properties");
        try (ModelServer server = new ModelServer(directory.resolve("data"), SamplingKeys.create(keys))) {
            final String[] hostile = {"run", "hostile", "refused-scans", "--port", "" + server.port(), "--count", "500",
                "--warmup", "0s", "--calm", "100ms", "--duration", "5s", "--stations", "2", "--seed", "7", "--calm-min", "10s",
                "--connect-p99-max", "30s", "--format", "json"};
            assertThat(run(hostile)).as("%s%s", text(out), text(err)).isZero();
            assertThat(text(out)).startsWith("{\"scenario\":\"refused-scans\",\"seed\":7,").hasLineCount(1)
                .contains("\"scans_sent\":500,\"accepted\":0,\"refused\":500,", "\"connect\":{\"calm_us\":{\"count\":",
                    "\"verdict\":{\"calm_us\":", "\"fine\":true,\"problems\":[]}");
            assertThat(text(err)).isEmpty();
            out.reset();
            // The same people again: the server says so in calm, and nothing can be measured.
            assertThat(run(hostile)).isEqualTo(3);
            assertThat(text(err)).contains("DOUBLE_SCAN", "another --seed").hasLineCount(1);
            err.reset();
            assertThat(run("run", "hostile", "new-people", "--port", "" + server.port(), "--count", "500", "--warmup", "0s",
                "--calm", "100ms", "--duration", "5s", "--connect-p99-max", "0s", "--seed", "8")).isEqualTo(1);
            assertThat(text(out)).contains("connect, attacked", "FAILED: connect took", "--connect-p99-max 0 ms", "(seed 8)");
        }
    }

    @Test
    void shouldTellMistakesInOneLineAndExitTwo() {
        assertMistake("is none of the scenarios steady, burst, max", "run", "quiet", "--port", "1");
        assertMistake("'SCENARIO'", "run", "--port", "1");
        assertMistake("no swabline", "run", "chaos", "--server", directory.resolve("no swabline").toString());
        assertMistake("durability", "run", "chaos", "--server", "/bin/true", "--durability", "tape");
        assertMistake("stations is 0", "run", "chaos", "--server", "/bin/true", "--stations", "0");
        assertMistake("'loud' is none of the attacks colliding-samples, silent", "run", "hostile", "loud", "--port", "1");
        assertMistake("--port", "run", "hostile", "new-people");
        assertMistake("--port is 70000", "run", "hostile", "new-people", "--port", "70000");
        assertMistake("give --own-test-server", "run", "hostile", "new-people", "--port", "1", "--host", "192.0.2.1");
        assertMistake("give --http-port", "run", "hostile", "reset-connections", "--port", "1");
        assertMistake("--count is 20001", "run", "hostile", "silent-connections", "--port", "1", "--count", "20001");
        assertMistake("--stations is 17", "run", "hostile", "new-people", "--port", "1", "--stations", "17");
        assertMistake("--duration is 660000 ms", "run", "hostile", "new-people", "--port", "1", "--duration", "11m");
        assertMistake("--ratio-max is 0.5", "run", "hostile", "new-people", "--port", "1", "--ratio-max", "0.5");
        assertMistake("--seed is 1000000", "run", "hostile", "new-people", "--port", "1", "--seed", "1000000");
        assertMistake("--connections-per-second is 0", "run", "hostile", "silent-connections", "--port", "1",
            "--connections-per-second", "0");
        assertMistake("--port", "run", "steady");
        assertMistake("port is 70000", "run", "steady", "--port", "70000");
        assertMistake("is not a duration such as 500ms", "run", "steady", "--port", "1", "--duration", "20");
        assertMistake("is none of retransmit, double", "run", "steady", "--port", "1", "--mix", "twice=1%");
        assertMistake("no figure \"p77\"", "run", "steady", "--port", "1", "--threshold", "p77<1ms");
        assertMistake("does not fit into a window of 8", "run", "steady", "--port", "1", "--window", "8");
        assertMistake("expected one of [text, json] but was 'xml'", "run", "steady", "--port", "1", "--format", "xml");
        assertMistake("which one? run, check");
        assertMistake("--data", "check", "L");
    }

    @Test
    void shouldTellWhatIsNotThereAndExitThree() throws IOException {
        assertThat(run("check", "nowhere", "--data", directory.toString())).isEqualTo(3);
        assertThat(run("check", "nowhere", "--data", directory.resolve("nowhere").toString())).isEqualTo(3);
        assertThat(run("run", "steady", "--port", "1", "--keys", directory.resolve("none").toString())).isEqualTo(3);
        final Path noLedger = Files.writeString(directory.resolve("text"), "not a ledger");
        assertThat(run("check", noLedger.toString(), "--data", directory.toString())).isEqualTo(3);
        assertThat(run("check", directory.toString(), "--data", directory.toString())).isEqualTo(3);
        assertThat(text(err)).contains("is a directory", "there is no file nowhere", "no data directory", "there is no key file",
            "is not a ledger")
            .doesNotContain("\tat ");
    }

    @Test
    void shouldExplainItself() {
        assertThat(run("run", "--help")).isZero();
        assertThat(text(out)).contains("--outage-max", "default 50000", "Example: loadgen run steady");
        assertThat(text(out).replaceAll("\\s+", "")).contains("default" + Mix.STEADY);
        assertThat(run("run", "hostile", "--help")).isZero();
        assertThat(text(out)).contains("squatted-samples", "--own-test-server", "Example: loadgen run hostile");
        assertThat(run("--help")).isZero();
        assertThat(text(out)).contains("Exit codes:", "check");
    }

    private void assertMistake(final String message, final String... arguments) {
        err.reset();
        assertThat(run(arguments)).isEqualTo(2);
        assertThat(text(err)).contains(message).startsWith("loadgen: ").hasLineCount(1);
    }

    private int run(final String... arguments) {
        return LoadGenerator.run(out, err, arguments);
    }

    private static String text(final ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
