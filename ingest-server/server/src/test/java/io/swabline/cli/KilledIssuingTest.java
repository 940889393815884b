package io.swabline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.swabline.protocol.IdNumber;
import io.swabline.protocol.Verdict;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Kill -9 of a whole server while residents have codes re-issued: a station asks the next server about each of them. */
@Tag("slow")
class KilledIssuingTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Path FLAGS = Path.of("../bin/java.flags").toAbsolutePath().normalize();
    private static final Pattern TEXT = Pattern.compile("\"text\":\"([^\"]+)\"");
    private static final Pattern VERDICT = Pattern.compile("\"verdict\":\"([A-Z_]+)\"");
    private static final int KILLS = 4;
    private static final int CALLERS = 8;
    private static final int RESIDENTS = 40;
    private static final Logger LOGGER = LoggerFactory.getLogger(KilledIssuingTest.class);

    @TempDir
    private Path dir;
    private String bearerKey;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<Integer, String> current = new ConcurrentHashMap<>();
    private final Set<String> superseded = ConcurrentHashMap.newKeySet();
    private final AtomicInteger reissues = new AtomicInteger();

    @Test
    void shouldKnowAnsweredCodesAndRefuseTheirForerunners() throws Exception {
        final long seed = System.nanoTime();
        LOGGER.info("seed {}", seed);
        final SplittableRandom random = new SplittableRandom(seed);
        bearerKey = CommandRun.of("callers", "add", "city", "--scope", "issue", "--file", dir.resolve("callers.conf"))
            .out().strip().lines().findFirst().orElseThrow();
        for (int kill = 0; kill < KILLS; kill++) {
            issueUntilKilled(serve(kill), random);
            try (ChildProcess server = serve(KILLS + kill)) {
                checkAtTheEdge(Listening.of(server), "seed " + seed + ", kill " + kill);
                server.terminate();
                assertThat(server.awaitExit(TIMEOUT)).isZero();
            }
        }
    }

    private void issueUntilKilled(final ChildProcess server, final SplittableRandom random) throws Exception {
        final List<Thread> callers;
        try (server) { // whose end is kill -9
            callers = startCallers(Listening.of(server), random);
            final int enough = reissues.get() + 30 + random.nextInt(300);
            await().atMost(TIMEOUT).pollInterval(Duration.ofMillis(1)).until(() -> reissues.get() >= enough);
        }
        server.awaitExit(TIMEOUT);
        for (final Thread caller : callers) {
            caller.join();
        }
    }

    /** Of a re-issue that was not answered nobody knows whether it was done; the registry says which code is the one now. */
    private void checkAtTheEdge(final Listening at, final String when) throws Exception {
        final List<String> valid = new ArrayList<>();
        for (int resident = 0; resident < RESIDENTS; resident++) {
            final String text = call(at, "/v1/codes", resident);
            assertThat(text).as(when).isNotNull().isNotIn(superseded);
            final String answered = current.put(resident, text);
            if (answered != null && !answered.equals(text)) {
                superseded.add(answered);
            }
            valid.add(text);
        }
        assertThat(verdicts(at, superseded)).as(when).hasSize(superseded.size()).containsOnly(Verdict.SUPERSEDED.name());
        assertThat(verdicts(at, valid)).as(when).hasSize(RESIDENTS)
            .allMatch(Set.of(Verdict.ACCEPTED.name(), Verdict.DOUBLE_SCAN.name())::contains);
    }

    private static List<String> verdicts(final Listening at, final Collection<String> texts) {
        final CommandRun run = CommandRun.withInput(
            String.join("\n", texts) + "\n", "station", "send", "--port", at.port(), "--format", "json");
        return run.outLines().stream().map(line -> {
            final Matcher verdict = VERDICT.matcher(line);
            assertThat(verdict.find()).as(line).isTrue();
            return verdict.group(1);
        }).toList();
    }

    /** Each has residents of its own, so what is answered to one resident has an order. */
    private List<Thread> startCallers(final Listening at, final SplittableRandom random) {
        final List<Thread> callers = new ArrayList<>();
        for (int caller = 0; caller < CALLERS; caller++) {
            final int first = caller;
            final SplittableRandom own = random.split();
            final Thread thread = new Thread(() -> {
                boolean isAnswered = true;
                while (isAnswered) {
                    isAnswered = issue(at, first + CALLERS * own.nextInt(RESIDENTS / CALLERS));
                }
            }, "caller-" + caller);
            thread.start();
            callers.add(thread);
        }
        return callers;
    }

    private boolean issue(final Listening at, final int resident) {
        try {
            final String text = call(at, current.containsKey(resident) ? "/v1/codes/reissue" : "/v1/codes", resident);
            if (text == null) {
                return false;
            }
            final String before = current.put(resident, text);
            if (before != null) {
                superseded.add(before);
            }
            reissues.incrementAndGet();
            return true;
        } catch (final IOException | InterruptedException e) {
            return false;
        }
    }

    /** The text of a resident's code; null if there is none in the answer. */
    private String call(final Listening at, final String path, final int resident) throws IOException, InterruptedException {
        final HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + at.httpPort() + path))
            .timeout(TIMEOUT).header("Content-Type", "application/json").header("Authorization", "Bearer " + bearerKey)
            .POST(HttpRequest.BodyPublishers.ofString(
                "{\"id_number\":\"" + idNumber(resident) + "\",\"name\":\"张三\",\"images\":false}"))
            .build();
        final HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        final Matcher text = TEXT.matcher(answer.body());
        if (answer.statusCode() != HttpURLConnection.HTTP_OK) {
            LOGGER.info("{} is answered {} {}", path, answer.statusCode(), answer.body());
        }
        return text.find() ? text.group(1) : null;
    }

    private ChildProcess serve(final int number) throws IOException {
        return ChildProcess.start("server" + number, dir, List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(), "@" + FLAGS, "-Xmx320m",
            "-cp", System.getProperty("java.class.path"), Swabline.class.getName(),
            "serve", "--data", dir.resolve("data").toString(), "--keys", dir.resolve("keys.properties").toString(),
            "--port", "0", "--http-port", "0", "--set", "http.callers-file=" + dir.resolve("callers.conf"),
            "--set", "codes.reissues-per-day-max=1000", "--set", "dedup.persons-max=10000", "--set", "pool.samples-max=10000",
            "--set", "streams.max=64", "--set", "journal.block-size=1MiB"));
    }

    private static String idNumber(final int number) {
        final byte[] id = String.format("11010519520%d%02d%03d0", number / 28 % 9 + 1, number % 28 + 1, number)
            .getBytes(StandardCharsets.US_ASCII);
        id[17] = IdNumber.checkCharacter(id, 0);
        return new String(id, StandardCharsets.US_ASCII);
    }

    private record Listening(String port, String httpPort) {
        static Listening of(final ChildProcess server) throws IOException, InterruptedException {
            return new Listening(
                port(server.awaitLogLine(".*listening on 127.0.0.1:.*", TIMEOUT), "listening on 127.0.0.1:"),
                port(server.awaitLogLine(".*pages and API on .*", TIMEOUT), "://127.0.0.1:"));
        }

        private static String port(final String line, final String before) {
            return line.substring(line.indexOf(before) + before.length()).replaceFirst("[^0-9].*", "");
        }
    }
}
