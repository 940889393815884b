package io.swabline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.issuer.DeskSettings;
import io.swabline.issuer.Person;
import io.swabline.issuer.RegistryDesk;
import io.swabline.issuer.http.HttpSettings;
import io.swabline.issuer.http.IssuerHttp;
import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.SamplingKeys;
import io.swabline.protocol.trust.Cutoff;
import io.swabline.protocol.trust.TrustBundleCache;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a resident's re-issue and a leaked key come to on a terminal without a network, by way of registry, HTTP and bundle. */
@Tag("slow")
class OfflineTerminalTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @TempDir
    private Path dir;
    private Path keyFile;
    private final AtomicReference<SamplingKeys> keys = new AtomicReference<>();
    private final List<Cutoff> cutoffs = new CopyOnWriteArrayList<>();
    private final AtomicLong aheadMs = new AtomicLong();
    private final HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private RegistryDesk desk;
    private IssuerHttp http;

    @BeforeEach
    void start() {
        keyFile = dir.resolve("keys.properties");
        keys.set(SamplingKeys.create(keyFile));
        desk = RegistryDesk.open(DeskSettings.embedded(dir), keys::get,
            notes -> notes.forEach(note -> cutoffs.add((Cutoff) note)), InstantSource.system());
        final TrustBundleCache bundles = new TrustBundleCache(keys::get,
            () -> cutoffs.stream().mapToLong(Cutoff::sequence).max().orElse(0), cutoffs::size,
            () -> cutoffs.stream().mapToLong(Cutoff::shortHash).toArray(), () -> System.currentTimeMillis() + aheadMs.get());
        http = IssuerHttp.start(HttpSettings.defaults(dir.resolve("callers.conf")).listeningOn("127.0.0.1", 0), null,
            () -> desk, keys::get, bundles, System::currentTimeMillis);
    }

    @AfterEach
    void stop() {
        http.close();
        desk.close();
    }

    @Test
    void shouldKnowOfReissuesAndWithdrawnKeysByTheNextBundleAndNeverGoBack() throws Exception {
        final Pseudonym resident = keys.get().pseudonyms().of("11010519491231002X");
        final String lost = await(desk.code(new Person(resident, "张**", LocalDate.of(1949, 12, 31)))).code().text();
        final Path first = fetch("first");
        assertThat(verify(first, lost).out()).contains("valid");

        final String newer = await(desk.reissue(resident)).code().text();
        assertThat(verify(first, lost).exitCode()).as("the first bundle does not know").isZero();
        final Path second = fetch("second");
        assertThat(verify(second, lost).out()).contains("SUPERSEDED");
        assertThat(verify(second, newer).exitCode()).isZero();
        final CommandRun older = verify(first, lost);
        assertThat(older.exitCode()).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(older.err()).contains("older than one that this terminal has had");

        keys.set(SamplingKeys.withdraw(keyFile, 1));
        final String underNewKey = await(desk.code(resident)).code().text();
        assertThat(verify(second, underNewKey).out()).contains("UNKNOWN_KEY");
        final Path third = fetch("third");
        assertThat(verify(third, newer).out()).contains("KEY_WITHDRAWN");
        assertThat(verify(third, underNewKey).exitCode()).isZero();
    }

    private Path fetch(final String name) throws IOException, InterruptedException {
        aheadMs.addAndGet(1_000);
        final HttpResponse<byte[]> answer = client.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http.port() + "/v1/trust-bundle")).timeout(TIMEOUT).build(),
            HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).isEqualTo(200);
        return Files.write(dir.resolve(name), answer.body());
    }

    private CommandRun verify(final Path bundle, final String code) {
        return CommandRun.of("code", "verify", "--bundle", bundle, "--trust", dir.resolve("trust"), code);
    }

    private static <T> T await(final CompletableFuture<T> answer) throws Exception {
        return answer.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    }
}
