package io.swabline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.swabline.server.wiring.IngestServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Masked names come after verdicts, or not at all; no scan waits for them. */
class StationSendNamesTest {
    private static final String ID_NUMBER = "110105199001010010";

    @TempDir
    private static Path dir;
    private static Path keys;
    private static Path keyFile;
    private static IngestServer server;

    @BeforeAll
    static void startServer() throws Exception {
        keys = dir.resolve("keys.properties");
        server = IngestServer.start(SettingsLoader.of(Map.of(
            "data.directory", dir.resolve("data"), "keys.file", keys, "listen.port", 0, "durability", "os",
            "dedup.persons-max", 10_000, "pool.samples-max", 10_000, "streams.max", 64, "journal.block-size", "1MiB",
            "http.enabled", false)));
        keyFile = Files.writeString(dir.resolve("names.key"), "swb_AAAAAAAAAAAAAAAA\n");
        Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("rw-------"));
    }

    @AfterAll
    static void stopServer() {
        server.drainAndClose();
    }

    @Test
    void shouldShowTheNameAfterTheVerdictOfAcceptedCodesOnly() throws IOException {
        final List<String> asked = new CopyOnWriteArrayList<>();
        final HttpServer issuing = issuing(200, "{\"masked_name\":\"欧阳**\"}", asked);
        try {
            final String code = issue("110105199001010037");
            final CommandRun run = send(issuing, code, ID_NUMBER, "N1:ABC");
            final CommandRun chinese = send(issuing, "--lang", "zh", code);
            final CommandRun json = send(issuing, "--format", "json", code);

            assertThat(run.outLines()).hasSize(4).contains("argument 1: masked name 欧阳**").containsSubsequence(
                "argument 1: ACCEPTED: Take the swab.", "argument 1: masked name 欧阳**");
            assertThat(chinese.outLines()).last().isEqualTo("第 1 个参数：姓名 欧阳**");
            assertThat(json.outLines()).hasSize(2).last().asString()
                .startsWith("{\"source\":\"argument 1\",\"sample\":\"").endsWith("\",\"masked_name\":\"欧阳**\"}");
            assertThat(asked).hasSize(3).allMatch(("Bearer swb_AAAAAAAAAAAAAAAA {\"code\":\"" + code + "\"}")::equals);
            assertThat(run.err() + chinese.err() + json.err()).isEmpty();
        } finally {
            issuing.stop(0);
        }
    }

    @ParameterizedTest
    @CsvSource({"401,does not know the key", "403,lacks the scope names", "404,does not know who holds a code",
        "503,answers something else", "200,answers something else"})
    void shouldSayOnceWhyThereIsNoName(final int status, final String why) throws IOException {
        final HttpServer issuing = issuing(status, status == 404 ? "{\"type\":\"/problems/unknown-person\"}" : "{}", List.of());
        try {
            final CommandRun run = send(issuing, issue(ID_NUMBER), issue(ID_NUMBER), issue(ID_NUMBER));

            assertThat(run.outLines()).hasSize(3).allMatch(line -> line.matches(".*: (ACCEPTED|DOUBLE_SCAN).*"));
            assertThat(run.err()).hasLineCount(1).contains("swabline: no masked name: ", why, "verdicts are not affected");
        } finally {
            issuing.stop(0);
        }
    }

    /** The issuing side takes the connection and says nothing: the verdict is printed long before that is given up. */
    @Test
    void shouldPrintVerdictsWhileNobodyAnswersForNames() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            final long beganNs = System.nanoTime();
            final List<Long> verdictNs = new CopyOnWriteArrayList<>();
            final ByteArrayOutputStream out = new ByteArrayOutputStream() {
                @Override
                public synchronized void write(final byte[] bytes, final int offset, final int length) {
                    super.write(bytes, offset, length);
                    verdictNs.add(System.nanoTime() - beganNs);
                }
            };
            final ByteArrayOutputStream err = new ByteArrayOutputStream();
            final int exitCode = Swabline.run(
                Console.of(new ByteArrayInputStream(new byte[0]), out, err), StopSignal.byHand(), "station", "send",
                "--port", Integer.toString(server.port()), "--names", "http://127.0.0.1:" + silent.getLocalPort(),
                "--names-key-file", keyFile.toString(), "--timeout", "2s", issue("110105199001010053"));

            final long allNs = System.nanoTime() - beganNs;
            assertThat(exitCode).isZero();
            assertThat(out.toString()).contains("ACCEPTED");
            assertThat(err.toString(StandardCharsets.UTF_8)).contains("does not answer");
            assertThat(allNs - verdictNs.get(0)).as("the verdict came before names were given up").isGreaterThan(1_500_000_000L);
        }
    }

    @Test
    void shouldRefuseWhatWouldGiveTheKeyAway() throws IOException {
        final Path open = Files.writeString(dir.resolve("open.key"), "swb_AAAAAAAAAAAAAAAA\n");
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
        for (final Object[] wrong : new Object[][] {
            {"--names", "http://192.0.2.1:7222", "--names-key-file", keyFile},
            {"--names", "ftp://127.0.0.1", "--names-key-file", keyFile},
            {"--names", "http://127.0.0.1:1"}, {"--names-key-file", keyFile},
            {"--names", "http://127.0.0.1:1", "--names-key-file", open},
            {"--names", "http://127.0.0.1:1", "--names-key-file", keys}}) {
            final CommandRun run =
                CommandRun.of(Stream.concat(Stream.of("station", "send", "--port", server.port()), Stream.of(wrong)).toArray());
            assertThat(run.exitCode()).as("%s", List.of(wrong)).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).as("%s", List.of(wrong)).hasLineCount(1).doesNotContain("swb_A");
        }
    }

    private static HttpServer issuing(final int status, final String body, final List<String> asked) throws IOException {
        final HttpServer http = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        http.createContext("/v1/codes/holder", exchange -> {
            final String question = exchange.getRequestHeaders().getFirst("Authorization") + " "
                + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (asked instanceof CopyOnWriteArrayList) {
                asked.add(question);
            }
            final byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        http.start();
        return http;
    }

    private static String issue(final String idNumber) {
        return CommandRun.of("code", "issue", "--keys", keys, "--id", idNumber).outLines().get(0);
    }

    private static CommandRun send(final HttpServer issuing, final Object... arguments) {
        final Stream<Object> command = Stream.of("station", "send", "--port", server.port(),
            "--names", "http://127.0.0.1:" + issuing.getAddress().getPort(), "--names-key-file", keyFile);
        return CommandRun.of(Stream.concat(command, Stream.of(arguments)).toArray());
    }
}
