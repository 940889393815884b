package io.swabline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.protocol.IdNumber;
import io.swabline.server.wiring.TestAuthority;
import java.io.IOException;
import java.io.InputStream;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who somebody is stays in memory for moments. Lets a server process see ID numbers, names and a caller's key on every way in,
 * then searches all that it wrote, and its memory, for them. Of numbers that were scanned nothing may be left; of those that came
 * over HTTP copies lie in the heap until the collector's next round, which is counted and not judged.
 */
@Tag("slow")
class IdentityLeakTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Path FLAGS = Path.of("../bin/java.flags").toAbsolutePath().normalize();
    private static final Path LAUNCHER = FLAGS.resolveSibling("swabline");
    private static final Pattern TUNABLES = Pattern.compile("GLIBC_TUNABLES=\"([a-z0-9._=:]+)");
    private static final String NAME = "欧阳娜拉";
    private static final String ID_PREFIX = "1101051951";
    private static final String PASSPORT_PREFIX = "XQ7ZK9";
    private static final int SCANS = 200;
    private static final String NO_TLS = "none";
    private static final Logger LOGGER = LoggerFactory.getLogger(IdentityLeakTest.class);

    @TempDir
    private Path dir;
    private HttpClient client;

    @ParameterizedTest
    @ValueSource(strings = {"none", "openssl", "jdk"})
    void shouldWriteNoIdentityAnywhereAndForgetThoseThatWereScanned(final String tls) throws Exception {
        Files.createDirectories(dir.resolve("tmp"));
        final TestAuthority authority = new TestAuthority("authority");
        authority.writeTo(dir.resolve("ca.pem"));
        authority.issueServer(dir.resolve("server.pem"), dir.resolve("server.key"));
        client = client(dir.resolve("ca.pem"));
        final List<String> scanned = IntStream.range(0, SCANS).mapToObj(IdentityLeakTest::idNumber).toList();
        final List<String> registered = IntStream.range(SCANS, SCANS + 5).mapToObj(IdentityLeakTest::idNumber).toList();
        final List<String> passports =
            IntStream.range(0, SCANS).mapToObj(number -> "passport:GBR:" + passportNumber(number)).toList();
        final String planted = idNumber(SCANS + 99);
        final CommandRun added = CommandRun.of("callers", "add", "city", "--scope", "issue,lookup", "--file", callersFile());
        final String bearerKey = added.out().strip().lines().findFirst().orElseThrow();
        final List<String> commandOutputs = new ArrayList<>();
        try (ChildProcess server = serve(tls)) {
            final String port = portOf(server.awaitLogLine(".*listening on 127.0.0.1:.*", TIMEOUT), "listening on 127.0.0.1:");
            final String http = portOf(server.awaitLogLine(".*pages and API on .*", TIMEOUT), "://127.0.0.1:");
            for (int round = 0; round < 3; round++) {
                commandOutputs.add(scan(port, tls, scanned));
            }
            commandOutputs.add(scan(port, tls, passports));
            commandOutputs.add(scan(port, tls, List.of("110105194912310021", "1101051949123100219999", "11010519491231002")));
            issue((NO_TLS.equals(tls) ? "http" : "https") + "://127.0.0.1:" + http, bearerKey, registered);

            final Map<String, Integer> inMemory = MemorySearch.occurrences(server.pid(), ID_PREFIX, IdNumber.LENGTH);
            LOGGER.info("places in the server's memory with an ID number that came over HTTP: {} of {} numbers, {} places",
                registered.stream().filter(inMemory::containsKey).count(), registered.size(),
                registered.stream().mapToInt(id -> inMemory.getOrDefault(id, 0)).sum());
            assertThat(inMemory.keySet()).as("known to be there if the search works").contains(planted);
            assertThat(inMemory.keySet()).as("ID numbers of scans in the server's memory").doesNotContainAnyElementsOf(scanned);
            assertThat(MemorySearch.occurrences(server.pid(), PASSPORT_PREFIX, passportNumber(0).length()).keySet())
                .as("document numbers of scans in the server's memory")
                .doesNotContainAnyElementsOf(IntStream.range(0, SCANS).mapToObj(IdentityLeakTest::passportNumber).toList());
            server.terminate();
            assertThat(server.awaitExit(TIMEOUT)).isZero();
        }
        final List<String> secrets = new ArrayList<>(scanned);
        secrets.addAll(registered);
        IntStream.range(0, SCANS).mapToObj(IdentityLeakTest::passportNumber).forEach(secrets::add);
        secrets.addAll(List.of(NAME, bearerKey, "110105194912310021"));
        for (final String secret : secrets) {
            assertThat(commandOutputs).noneMatch(output -> output.contains(secret));
        }
        assertThat(filesWith(secrets)).isEmpty();
    }

    private ChildProcess serve(final String tls) throws IOException {
        final List<String> command = new ArrayList<>(List.of("env", freedMemoryIsCleared(),
            Path.of(System.getProperty("java.home"), "bin", "java").toString(), "@" + FLAGS,
            // room that the collector has no reason to move a record of the JDK's TLS in it: it leaves the former place as it was
            "-Xms320m", "-Xmx320m", "-Xmn256m", "-XX:+UseSerialGC",
            "-Dplanted=" + idNumber(SCANS + 99),
            "-Djava.io.tmpdir=" + dir.resolve("tmp"), "-cp", System.getProperty("java.class.path"), Swabline.class.getName(),
            "serve", "--data", dir.resolve("data").toString(), "--keys", dir.resolve("keys.properties").toString(),
            "--port", "0", "--http-port", "0", "--set", "http.callers-file=" + callersFile(),
            "--set", "pages.development-login=" + NO_TLS.equals(tls),
            "--set", "dedup.persons-max=10000", "--set", "pool.samples-max=10000", "--set", "streams.max=64",
            "--set", "journal.block-size=1MiB"));
        if (!NO_TLS.equals(tls)) {
            command.addAll(List.of("--set", "tls.certificate-file=" + dir.resolve("server.pem"), "--set",
                "tls.private-key-file=" + dir.resolve("server.key"), "--set", "tls.provider=" + tls));
        }
        return ChildProcess.start("server", dir, command);
    }

    /** What the launcher sets for a server. */
    private static String freedMemoryIsCleared() throws IOException {
        final Matcher tunables = TUNABLES.matcher(Files.readString(LAUNCHER));
        assertThat(tunables.find()).isTrue();
        return "GLIBC_TUNABLES=" + tunables.group(1);
    }

    private static HttpClient client(final Path trusted) throws Exception {
        final KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream in = Files.newInputStream(trusted)) {
            store.setCertificateEntry("authority", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        final TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        final SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().cookieHandler(new CookieManager()).sslContext(context).build();
    }

    private Path callersFile() {
        return dir.resolve("callers.conf");
    }

    private static String portOf(final String line, final String before) {
        return line.substring(line.indexOf(before) + before.length()).replaceFirst("[^0-9].*", "");
    }

    private String scan(final String port, final String tls, final List<String> ids) {
        final String input = String.join("\n", ids) + "\n";
        final CommandRun run = NO_TLS.equals(tls)
            ? CommandRun.withInput(input, "station", "send", "--port", port, "--spoken")
            : CommandRun.withInput(input, "station", "send", "--port", port, "--spoken", "--tls-ca", dir.resolve("ca.pem"));
        return run.out() + run.err();
    }

    private void issue(final String server, final String bearerKey, final List<String> ids) throws Exception {
        final String person = "{\"id_number\":\"%s\",\"name\":\"" + NAME + "\"}";
        for (final String id : ids) {
            assertThat(post(server + "/v1/codes", bearerKey, String.format(person, id))).isEqualTo(200);
            assertThat(post(server + "/v1/codes/reissue", bearerKey, String.format(person, id))).isEqualTo(200);
            assertThat(server.startsWith("https") ? post(server + "/v1/page-tickets", bearerKey, String.format(person, id))
                : post(server + "/pages/api/login", null, String.format(person, id))).isBetween(200, 204);
        }
        post(server + "/v1/codes", bearerKey, String.format(person, "110105194912310021"));
        post(server + "/v1/codes", bearerKey, String.format(person, ids.get(0)).replace('}', ']'));
        post(server + "/v1/relatives", bearerKey, "{\"guardian\":" + String.format(person, ids.get(0)) + ",\"relative\":"
            + String.format(person, ids.get(1)) + ",\"residence\":\"city\",\"reason\":null}");
    }

    private int post(final String url, final String bearerKey, final String body) throws Exception {
        final HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT)
            .header("Content-Type", "application/json").header("X-Swabline", "page")
            .POST(HttpRequest.BodyPublishers.ofString(body));
        if (bearerKey != null) {
            request.header("Authorization", "Bearer " + bearerKey);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    /** Everything below the test's directory, but what holds the secret by its purpose, which is nothing. */
    private List<String> filesWith(final List<String> secrets) throws IOException {
        final List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(dir)) {
            for (final Path file : files.filter(Files::isRegularFile).collect(Collectors.toList())) {
                final byte[] bytes = Files.readAllBytes(file);
                secrets.stream().filter(secret -> MemorySearch.contains(bytes, secret))
                    .forEach(secret -> found.add(file.toString()));
            }
        }
        return found;
    }

    private static String passportNumber(final int number) {
        return PASSPORT_PREFIX + String.format("%05d", number);
    }

    private static String idNumber(final int number) {
        final byte[] id = String.format("1101051951%02d%02d%03d0", number / 28 % 12 + 1, number % 28 + 1, number)
            .getBytes(StandardCharsets.US_ASCII);
        id[17] = IdNumber.checkCharacter(id, 0);
        return new String(id, StandardCharsets.US_ASCII);
    }
}
