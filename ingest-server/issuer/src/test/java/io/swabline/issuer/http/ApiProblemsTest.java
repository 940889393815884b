package io.swabline.issuer.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.issuer.IssuerException.Problem;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every problem that the API can answer, over a socket; the fixture checks that none of it tells who it was about. */
class ApiProblemsTest {
    private static final String ID = "\"id_number\":\"" + HttpFixture.ID_NUMBER + "\"";
    private static final String NAME = "\"name\":\"" + HttpFixture.NAME + "\"";

    @TempDir
    private static Path dir;
    private static HttpFixture http;

    @BeforeAll
    static void start() {
        http = HttpFixture.start(dir);
    }

    @AfterAll
    static void stop() {
        http.close();
    }

    @BeforeEach
    void startAgain() {
        http.desk().forget();
        http.setDesk(http.desk());
    }

    static Stream<Arguments> wrongBodies() {
        return Stream.of(
            wrong("", ProblemType.EMPTY_BODY),
            wrong("{", ProblemType.BAD_JSON),
            wrong("{" + ID + " " + NAME + "}", ProblemType.BAD_JSON),
            wrong("{'name':'" + HttpFixture.NAME + "'}", ProblemType.BAD_JSON),
            wrong("{" + ID + "," + NAME + "} // why", ProblemType.TRAILING_DATA),
            wrong("{" + ID + "," + NAME + "}{}", ProblemType.TRAILING_DATA),
            wrong("\uFEFF{" + ID + "," + NAME + "}", ProblemType.BAD_JSON),
            wrong("{" + ID + "," + NAME + ",\"note\":\"" + HttpFixture.NAME + "\"}", ProblemType.UNKNOWN_FIELD),
            wrong("{" + ID + "," + NAME + ",\"residence\":\"city\"}", ProblemType.UNKNOWN_FIELD),
            wrong("{\"" + HttpFixture.ID_NUMBER + "\":1}", ProblemType.UNKNOWN_FIELD),
            wrong("{" + ID + "," + NAME + "," + NAME + "}", ProblemType.DUPLICATE_FIELD),
            wrong("{" + ID + ",\"id\\u005fnumber\":\"x\"," + NAME + "}", ProblemType.DUPLICATE_FIELD),
            wrong("{" + ID + "}", ProblemType.MISSING_FIELD),
            wrong("{}", ProblemType.MISSING_FIELD),
            wrong("[" + "[".repeat(5_000), ProblemType.WRONG_TYPE),
            wrong("{\"name\":" + "{\"name\":".repeat(1_000), ProblemType.WRONG_TYPE),
            wrong("\"" + HttpFixture.ID_NUMBER + "\"", ProblemType.WRONG_TYPE),
            wrong("null", ProblemType.WRONG_TYPE),
            wrong("{\"id_number\":110105194912310021," + NAME + "}", ProblemType.WRONG_TYPE),
            wrong("{\"id_number\":null," + NAME + "}", ProblemType.WRONG_TYPE),
            wrong("{" + ID + ",\"name\":[\"" + HttpFixture.NAME + "\"]}", ProblemType.WRONG_TYPE),
            wrong("{" + ID + "," + NAME + ",\"images\":\"yes\"}", ProblemType.WRONG_TYPE),
            wrong("{" + ID + "," + NAME + ",\"images\":1}", ProblemType.WRONG_TYPE),
            wrong("{\"id_number\":\"110105194912310021\"," + NAME + "}", ProblemType.BAD_ID_NUMBER),
            wrong("{\"id_number\":\"\"," + NAME + "}", ProblemType.BAD_ID_NUMBER),
            wrong("{\"id_number\":\"" + "1".repeat(9_000) + "\"," + NAME + "}", ProblemType.BAD_ID_NUMBER),
            wrong("{\"id_number\":\"1' OR '1'='1\"," + NAME + "}", ProblemType.BAD_ID_NUMBER),
            wrong("{\"id_number\":\"１１０１０５194912310021\"," + NAME + "}", ProblemType.BAD_ID_NUMBER),
            wrong("{" + ID + ",\"name\":\"\"}", ProblemType.BAD_NAME),
            wrong("{" + ID + ",\"name\":\"Robert'); DROP TABLE person;--\"}", ProblemType.BAD_NAME),
            wrong("{" + ID + ",\"name\":\"<script>alert(1)</script>\"}", ProblemType.BAD_NAME),
            wrong("{" + ID + ",\"name\":\"\\ud800\\ud800\"}", ProblemType.BAD_NAME),
            wrong("{" + ID + ",\"name\":\"" + "王".repeat(3_000) + "\"}", ProblemType.BAD_NAME));
    }

    private static Arguments wrong(final String body, final ProblemType type) {
        return Arguments.of(body.length() > 60 ? body.substring(0, 60) : body, body, type);
    }

    @ParameterizedTest(name = "{2}: {0}")
    @MethodSource("wrongBodies")
    void shouldRefuseAWrongBody(final String start, final String body, final ProblemType type) {
        final HttpResponse<String> answer = http.call("/v1/codes", body);

        http.assertProblem(answer, type);
        assertThat(http.desk().issued()).isZero();
        assertThat(http.call("/v1/codes", HttpFixture.PERSON).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{\"relative\":{},\"residence\":\"city\"} | MISSING_FIELD",
        "{\"guardian\":\"me\"} | WRONG_TYPE",
        "{\"guardian\":{\"guardian\":{}}} | UNKNOWN_FIELD",
        "{\"residence\":\"moon\"} | BAD_VALUE",
        "{\"residence\":\"CITY\"} | BAD_VALUE",
        "{\"residence\":null} | WRONG_TYPE",
        "{\"reason\":\"he has influenza\"} | BAD_VALUE",
        "{\"reason\":3} | WRONG_TYPE",
    })
    void shouldRefuseAWrongApplication(final String body, final ProblemType type) {
        http.assertProblem(http.call("/v1/relatives", body), type);
    }

    @Test
    void shouldRefuseOtherContentThanJsonInUtf8() {
        for (final String type : new String[] {
            "text/plain", "application/x-www-form-urlencoded", "application/json; charset=gbk", "application/jsonx", "json"}) {
            final HttpRequest.Builder request = http.request("/v1/codes").header("Content-Type", type)
                .header("Authorization", "Bearer " + http.key()).POST(HttpRequest.BodyPublishers.ofString(HttpFixture.PERSON));
            http.assertProblem(http.send(request), ProblemType.WRONG_CONTENT_TYPE);
        }
        final HttpRequest.Builder untyped = http.request("/v1/codes").header("Authorization", "Bearer " + http.key())
            .POST(HttpRequest.BodyPublishers.ofString(HttpFixture.PERSON));
        http.assertProblem(http.send(untyped), ProblemType.WRONG_CONTENT_TYPE);
        http.assertProblem(http.send(http.json("/v1/codes", HttpFixture.PERSON)
            .header("Authorization", "Bearer " + http.key()).header("Content-Encoding", "gzip")), ProblemType.WRONG_CONTENT_TYPE);
        final HttpRequest.Builder latin = http.request("/v1/codes").header("Authorization", "Bearer " + http.key())
            .header("Content-Type", "application/json; charset=\"UTF-8\"")
            .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[] {'{', '"', (byte) 0xe9, '"', ':', '1', '}'}));
        http.assertProblem(http.send(latin), ProblemType.BAD_ENCODING);
    }

    @Test
    void shouldRefuseCallersWithoutTheRightKey() {
        http.assertProblem(http.send(http.json("/v1/codes", HttpFixture.PERSON)), ProblemType.NO_KEY);
        for (final String key : new String[] {"swb_", "swb_" + "A".repeat(43), "' OR 1=1", http.key() + "x"}) {
            final HttpResponse<String> answer =
                http.send(http.json("/v1/codes", HttpFixture.PERSON).header("Authorization", "Bearer " + key));
            http.assertProblem(answer, ProblemType.WRONG_KEY);
            assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow()).startsWith("Bearer realm=");
        }
        http.assertProblem(http.send(
            http.json("/v1/codes", HttpFixture.PERSON).header("Authorization", "Basic " + http.key())), ProblemType.NO_KEY);
    }

    @Test
    void shouldRefuseKeysOfAnotherScope() {
        http.assertProblem(http.send(http.json("/v1/codes", HttpFixture.PERSON)
            .header("Authorization", "Bearer " + http.lookupKey())), ProblemType.WRONG_SCOPE);
        http.assertProblem(http.send(http.request("/v1/persons/000102030405060708090a0b").GET()
            .header("Authorization", "Bearer " + http.key())), ProblemType.WRONG_SCOPE);
        for (final String key : new String[] {http.key(), http.lookupKey(), http.staffKey()}) {
            http.assertProblem(http.as(key, "/v1/kinship", "{}"), ProblemType.WRONG_SCOPE);
        }
        for (final String key : new String[] {http.key(), http.lookupKey(), http.kinshipKey()}) {
            http.assertProblem(http.as(key, "/v1/relations/list", HttpFixture.PERSON), ProblemType.WRONG_SCOPE);
            http.assertProblem(
                http.as(key, "/v1/relations/AAAAAAAAAAAAAAAAAAAAAA/grant", HttpFixture.PERSON), ProblemType.WRONG_SCOPE);
        }
        http.assertProblem(http.as(http.staffKey(), "/v1/guardians/list", HttpFixture.PERSON), ProblemType.WRONG_SCOPE);
    }

    @Test
    void shouldRefuseFormatsThatCannotBeHad() {
        http.assertProblem(http.send(http.json("/v1/codes", HttpFixture.PERSON).header("Authorization", "Bearer " + http.key())
            .header("Accept", "image/webp")), ProblemType.NOT_ACCEPTABLE);
        http.assertProblem(http.send(http.json("/v1/relatives/list", "{}").header("Authorization", "Bearer " + http.key())
            .header("Accept", "image/png, */*;q=0")), ProblemType.NOT_ACCEPTABLE);
        http.assertProblem(http.send(http.json("/v1/codes", HttpFixture.PERSON).header("Authorization", "Bearer " + http.key())
            .header("Accept", ";")), ProblemType.NOT_ACCEPTABLE);
    }

    @Test
    void shouldNameTheMethodsThatArePossible() {
        final HttpResponse<String> get = http.get("/v1/codes");
        http.assertProblem(get, ProblemType.METHOD_NOT_ALLOWED);
        assertThat(get.headers().firstValue("Allow")).contains("POST");
        final HttpResponse<String> delete = http.send(http.request("/pages/api/relatives").DELETE());
        http.assertProblem(delete, ProblemType.METHOD_NOT_ALLOWED);
        assertThat(delete.headers().firstValue("Allow")).contains("GET, HEAD, POST");
    }

    @Test
    void shouldNotFindPersonsAndRelationsThatCannotBe() {
        for (final String person : new String[] {"1", "000102030405060708090a0b", "000102030405060708090A0B", "x".repeat(100)}) {
            http.assertProblem(http.send(http.request("/v1/persons/" + person).GET()
                .header("Authorization", "Bearer " + http.lookupKey())), ProblemType.UNKNOWN_PERSON);
        }
        for (final String relation : new String[] {"1", "AAAAAAAAAAAAAAAAAAAAAA", "A".repeat(100)}) {
            http.assertProblem(http.call("/v1/relatives/" + relation + "/code", "{\"guardian\":" + HttpFixture.PERSON + "}"),
                ProblemType.UNKNOWN_RELATION);
        }
        http.assertProblem(http.call("/v1/codes/reissue", HttpFixture.PERSON), ProblemType.UNKNOWN_PERSON);
    }

    @ParameterizedTest
    @EnumSource(Problem.class)
    void shouldAnswerWhatTheDeskRefuses(final Problem problem) {
        http.desk().failWith(problem);
        final HttpResponse<String> answer = http.call("/v1/codes", HttpFixture.PERSON);

        http.assertProblem(answer, ProblemType.valueOf(problem.name()));
        assertThat(answer.body()).contains("/problems/" + problem.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        if (answer.statusCode() == 503 || answer.statusCode() == 429) {
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        }
    }

    @Test
    void shouldSayThatTheRegistryIsAway() {
        http.setDesk(null);
        final HttpResponse<String> answer = http.call("/v1/codes", HttpFixture.PERSON);

        http.assertProblem(answer, ProblemType.REGISTRY_UNAVAILABLE);
        assertThat(Integer.parseInt(answer.headers().firstValue("Retry-After").orElseThrow())).isBetween(5, 10);
        assertThat(http.get("/pages/").statusCode()).isEqualTo(200);
    }

    @Test
    void shouldHideFaultsOfItsOwn() {
        http.desk().failWith(new IllegalStateException("no row for " + HttpFixture.ID_NUMBER + " " + HttpFixture.NAME));
        final HttpResponse<String> answer = http.call("/v1/codes", HttpFixture.PERSON);

        http.assertProblem(answer, ProblemType.INTERNAL);
        assertThat(answer.body()).doesNotContain("row", "Exception");
        assertThat(http.logged()).anyMatch(line -> line.contains("a request of /v1/codes failed")
            && line.contains("java.lang.IllegalStateException") && line.contains("ApiProblemsTest.java"));
    }

    @Test
    void shouldListAllProblems() {
        final String list = http.get("/problems").body();

        assertThat(ProblemType.values()).allSatisfy(type -> {
            assertThat(list).contains(type.uri());
            assertThat(http.get(type.uri()).body()).contains(type.title());
        });
        http.assertProblem(http.get("/problems/none"), ProblemType.NOT_FOUND);
    }

    @Test
    void shouldDocumentAllProblems() throws IOException {
        assertThat(Files.readString(Path.of("../docs/api.md")))
            .contains(Stream.of(ProblemType.values()).map(type -> '`' + type.slug() + '`').toList());
    }
}
