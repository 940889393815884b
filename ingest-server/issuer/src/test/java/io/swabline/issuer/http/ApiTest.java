package io.swabline.issuer.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiTest {
    private static final String CHILD = "{\"id_number\":\"110101201603070015\",\"name\":\"欧阳小宝\"}";

    @TempDir
    private Path dir;
    private HttpFixture http;

    @BeforeEach
    void start() {
        http = HttpFixture.start(dir);
    }

    @AfterEach
    void stop() {
        http.close();
    }

    @Test
    void shouldGiveTheSameCodeWheneverAsked() {
        final HttpResponse<String> first = http.call("/v1/codes", HttpFixture.PERSON);
        http.pass(Duration.ofHours(25));
        final HttpResponse<String> second = http.call("/v1/codes", HttpFixture.PERSON);

        assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
        assertThat(first.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(first.body()).contains("\"days_left\":30", "\"svg\":", "\"png\":");
        assertThat(second.body()).contains("\"days_left\":29").contains(textOf(first));
    }

    @Test
    void shouldLeaveImagesOutOrGiveThemAlone() {
        assertThat(http.call("/v1/codes", HttpFixture.PERSON.replace("}", ",\"images\":false}")).body())
            .contains("\"text\":").doesNotContain("\"svg\"", "\"png\"");
        final HttpResponse<byte[]> png = image("image/png");
        assertThat(png.headers().firstValue("Content-Type")).contains("image/png");
        assertThat(png.body()).startsWith(0x89, 'P', 'N', 'G');
        final HttpResponse<byte[]> svg = image("text/html, image/svg+xml;q=0.9, application/json;q=0.1");
        assertThat(svg.headers().firstValue("Content-Type")).contains("image/svg+xml");
        assertThat(new String(svg.body(), StandardCharsets.UTF_8)).startsWith("<svg");
    }

    @Test
    void shouldReissueTheOwnCode() {
        final String before = textOf(http.call("/v1/codes", HttpFixture.PERSON));
        final HttpResponse<String> reissued = http.call("/v1/codes/reissue", HttpFixture.PERSON);

        assertThat(reissued.statusCode()).isEqualTo(200);
        assertThat(reissued.body()).doesNotContain(before).contains("\"fetched_by\":\"self\"");
    }

    @Test
    void shouldServeRelatives() {
        final String guardian = "{\"guardian\":" + HttpFixture.PERSON + "}";
        final HttpResponse<String> granted = http.call("/v1/relatives",
            "{\"guardian\":" + HttpFixture.PERSON + ",\"relative\":" + CHILD + ",\"residence\":\"elsewhere\",\"reason\":null}");

        assertThat(granted.statusCode()).as(granted.body()).isEqualTo(201);
        assertThat(granted.body()).contains("\"residence\":\"elsewhere\"", "\"reason\":null", "\"masked_name\":\"欧阳**\"",
            "\"birth_year\":2016", "\"granted_at\":\"2022-04-15T02:00:00Z\"", "\"granted_by\":\"age\"", "\"may_reissue\":true");
        final String relation = granted.body().replaceAll(".*\"relation\":\"([^\"]*)\".*", "$1");
        assertThat(http.call("/v1/relatives/list", guardian).body()).startsWith("{\"relatives\":[{").contains(relation);
        final HttpResponse<String> code = http.call("/v1/relatives/" + relation + "/code", guardian);
        assertThat(code.body()).contains("\"fetched_by\":\"relative\"", "\"birth_year\":2016");
        assertThat(http.call("/v1/relatives/" + relation + "/reissue", guardian).body()).doesNotContain(textOf(code));
        assertThat(http.call("/v1/relatives/" + relation + "/remove", guardian).statusCode()).isEqualTo(204);
        assertThat(http.call("/v1/relatives/list", guardian).body()).isEqualTo("{\"relatives\":[]}");
        http.assertProblem(
            http.call("/v1/relatives/" + relation + "/code", guardian), ProblemType.UNKNOWN_RELATION);
    }

    @Test
    void shouldTellStaffAMaskedName() {
        final String person = http.call("/v1/codes", HttpFixture.PERSON).body().replaceAll(".*\"person\":\"([^\"]*)\".*", "$1");
        final HttpResponse<String> answer = http.send(
            http.request("/v1/persons/" + person).GET().header("Authorization", "Bearer " + http.lookupKey()));

        assertThat(answer.body()).isEqualTo("{\"person\":\"" + person + "\",\"masked_name\":\"欧阳**\"}");
        assertThat(http.logged()).noneMatch(line -> line.contains(person));
    }

    @Test
    void shouldGiveTheTrustBundleToEverybodyOnce() {
        final HttpResponse<String> bundle = http.get("/v1/trust-bundle");
        final String etag = bundle.headers().firstValue("ETag").orElseThrow();

        assertThat(bundle.body()).isEqualTo("a bundle");
        assertThat(bundle.headers().firstValue("Content-Type")).contains("application/octet-stream");
        assertThat(http.send(http.request("/v1/trust-bundle").GET().header("If-None-Match", etag)).statusCode()).isEqualTo(304);
        http.setTrustBundle("another".getBytes(StandardCharsets.UTF_8));
        assertThat(http.send(http.request("/v1/trust-bundle").GET().header("If-None-Match", etag)).body()).isEqualTo("another");
        http.setTrustBundle(null);
        http.assertProblem(http.get("/v1/trust-bundle"), ProblemType.NO_TRUST_BUNDLE);
    }

    /** A hash of megabytes for each request would keep the event loop from all others. */
    @Test
    void shouldHashABundleOnceOnly() {
        final byte[] bundle = "a bundle".getBytes(StandardCharsets.UTF_8);
        http.setTrustBundle(bundle);
        final String etag = http.get("/v1/trust-bundle").headers().firstValue("ETag").orElseThrow();
        bundle[0] = 'b';

        assertThat(http.send(http.request("/v1/trust-bundle").GET().header("If-None-Match", etag)).statusCode())
            .as("by the array, not by what is in it").isEqualTo(304);
        http.setTrustBundle(bundle.clone());
        assertThat(http.send(http.request("/v1/trust-bundle").GET().header("If-None-Match", etag)).statusCode()).isEqualTo(200);
    }

    @Test
    void shouldMakeOneCodeForManyRequestsAtOnce() {
        final List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            answers.add(http.client().sendAsync(
                http.json("/v1/codes", HttpFixture.PERSON).header("Authorization", "Bearer " + http.key()).build(),
                HttpResponse.BodyHandlers.ofString()));
        }

        final String text = textOf(answers.get(0).join());
        assertThat(answers).allSatisfy(answer -> assertThat(textOf(answer.join())).isEqualTo(text));
        assertThat(http.desk().issued()).isEqualTo(1);
    }

    @Test
    void shouldLogAndCountRequestsWithoutTheirPaths() {
        http.call("/v1/codes", HttpFixture.PERSON);
        http.get("/pages/enter?ticket=secret");
        http.get("/nothing/here");

        assertThat(http.logged()).anyMatch(line -> line.matches("POST /v1/codes 200 \\d+ ms city-app"))
            .anyMatch(line -> line.matches("GET /pages/enter 303 \\d+ ms -"))
            .anyMatch(line -> line.matches("GET \\(no route\\) 404 \\d+ ms -"))
            .noneMatch(line -> line.contains("secret"));
        assertThat(http.http().counters().succeeded()).isEqualTo(2);
        assertThat(http.http().counters().refused()).isEqualTo(1);
    }

    private HttpResponse<byte[]> image(final String accept) {
        final HttpRequest.Builder request = http.json("/v1/codes", HttpFixture.PERSON)
            .header("Authorization", "Bearer " + http.key()).header("Accept", accept);
        return http.sendFor(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String textOf(final HttpResponse<String> answer) {
        return answer.body().replaceAll(".*\"text\":\"([^\"]*)\".*", "$1");
    }

    @Test
    void shouldMakeOneCodeOfARepeatedReissue() {
        http.call("/v1/codes", HttpFixture.PERSON);
        final HttpResponse<String> first = reissue("\"8e03978e-40d5\"");
        assertThat(reissue("\"8e03978e-40d5\"").body()).isEqualTo(first.body());
        assertThat(reissue("8e03978e-40d5").body()).as("without its quotes").isEqualTo(first.body());
        assertThat(reissue("\"another\"").body()).isNotEqualTo(first.body());
        for (final String wrong : new String[] {"\"\"", "\"a", "a b", "\"a\\\"b\"", "x".repeat(65)}) {
            http.assertProblem(reissue(wrong), ProblemType.BAD_VALUE);
        }
        http.assertProblem(http.send(http.json("/v1/codes/reissue", HttpFixture.PERSON)
            .header("Authorization", "Bearer " + http.key()).header("Idempotency-Key", "a").header("Idempotency-Key", "b")),
            ProblemType.BAD_VALUE);
        final String child = http.call("/v1/relatives", "{\"guardian\":" + HttpFixture.PERSON + ",\"relative\":"
            + "{\"id_number\":\"110101201603070015\",\"name\":\"欧阳小宝\"},\"residence\":\"city\"}").body()
            .replaceAll(".*\"relation\":\"([^\"]*)\".*", "$1");
        http.assertProblem(http.send(http.json("/v1/relatives/" + child + "/reissue", "{\"guardian\":" + HttpFixture.PERSON + "}")
            .header("Authorization", "Bearer " + http.key()).header("Idempotency-Key", "another")),
            ProblemType.IDEMPOTENCY_KEY_REUSED);
    }

    private HttpResponse<String> reissue(final String key) {
        return http.send(http.json("/v1/codes/reissue", HttpFixture.PERSON.replace("}", ",\"images\":false}"))
            .header("Authorization", "Bearer " + http.key()).header("Idempotency-Key", key));
    }
}
