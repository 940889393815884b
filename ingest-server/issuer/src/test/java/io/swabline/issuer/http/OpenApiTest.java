package io.swabline.issuer.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.issuer.http.BodyShape.Field;
import io.swabline.issuer.pages.PageShell;
import io.vertx.core.http.HttpMethod;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the OpenAPI file against what is served: routes, guards and bodies both ways, and answers by its schemas. */
class OpenApiTest {
    private static final String GUARDIAN = "{\"guardian\":" + HttpFixture.PERSON + "}";
    private static final String CHILD = "{\"id_number\":\"110101201603070015\",\"name\":\"欧阳小宝\"}";
    private static final String APPLICATION =
        "{\"guardian\":" + HttpFixture.PERSON + ",\"relative\":" + CHILD + ",\"residence\":\"city\"}";

    private static final String ADULT = "{\"id_number\":\"110101198001010053\",\"name\":\"王大力\"}";
    private static final String ADULTS_APPLICATION = APPLICATION.replace(CHILD, ADULT)
        .replace("\"city\"", "\"city\",\"reason\":\"other\"");

    @TempDir
    private static Path dir;
    private static HttpFixture http;
    private static OpenApiFile file;

    @BeforeAll
    static void start() {
        http = HttpFixture.start(dir);
        final HttpResponse<String> answer = http.get("/v1/openapi.yaml");
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/yaml");
        file = new OpenApiFile(answer.body());
    }

    @AfterAll
    static void stop() {
        http.close();
    }

    @Test
    void shouldKnowAllRoutesAndNoOthers() {
        final Set<String> served = http.http().endpoints().stream()
            .map(endpoint -> endpoint.method() + " " + described(endpoint.path())).collect(Collectors.toCollection(TreeSet::new));
        final Set<String> described = new TreeSet<>();
        file.eachOperation((name, operation) -> described.add(name));

        assertThat(described).isEqualTo(served);
    }

    @Test
    void shouldKnowWhoMayAsk() {
        for (final Endpoint endpoint : http.http().endpoints()) {
            final Object security = operation(endpoint).get("security");
            final Object expected = switch (endpoint.guard()) {
                case ISSUE, LOOKUP, KINSHIP, NAMES, RELATIONS, LINK -> null;
                case OPEN, PAGE, LOGIN, LOGIN_PAGE -> List.of();
                case RESIDENT -> List.of(Map.of("session", List.of()));
            };
            assertThat(security).as(endpoint.path()).isEqualTo(expected);
        }
    }

    @Test
    void shouldKnowAllFieldsOfBodiesAndWhichAreRequired() {
        for (final Endpoint endpoint : http.http().endpoints()) {
            final Object body = operation(endpoint).get("requestBody");
            final BodyShape shape = endpoint.body();
            if (shape == null || shape == BodyShape.NOTHING) {
                assertThat(body).as(endpoint.path()).isNull();
            } else {
                final Map<String, Object> content = OpenApiFile.map(file.resolve(body).get("content"));
                final Map<String, Object> schema =
                    file.resolve(OpenApiFile.map(content.get("application/json")).get("schema"));
                assertThat(schema.get("required")).as(endpoint.path())
                    .isEqualTo(shape.required().stream().map(Field::jsonName).toList());
                assertThat(OpenApiFile.map(schema.get("properties")).keySet()).as(endpoint.path())
                    .isEqualTo(Arrays.stream(Field.values()).map(Field::jsonName)
                        .filter(name -> shape.field(name) != null).collect(Collectors.toSet()));
                assertThat(schema.get("additionalProperties")).isEqualTo(false);
            }
        }
    }

    @Test
    void shouldReadTheExamplesOfBodies() {
        for (final Endpoint endpoint : http.http().endpoints()) {
            if (endpoint.body() != null && endpoint.body() != BodyShape.NOTHING) {
                final Map<String, Object> content =
                    OpenApiFile.map(file.resolve(operation(endpoint).get("requestBody")).get("content"));
                for (final Object example : file.examples(OpenApiFile.map(content.get("application/json")))) {
                    final byte[] body = OpenApiFile.json(example).getBytes(StandardCharsets.UTF_8);
                    RequestParser.parse(body, body.length, endpoint.body()).close();
                }
            }
        }
    }

    @Test
    void shouldDescribeTheAnswersOfTheApi() {
        check("/v1/codes", http.call("/v1/codes", HttpFixture.PERSON));
        check("/v1/codes", http.call("/v1/codes", HttpFixture.PERSON.replace("}", ",\"images\":false}")));
        check("/v1/codes/reissue", http.call("/v1/codes/reissue", HttpFixture.PERSON));
        final HttpResponse<String> granted = http.call("/v1/relatives", APPLICATION);
        check("/v1/relatives", granted);
        check("/v1/relatives/list", http.call("/v1/relatives/list", GUARDIAN));
        final String relation = "/v1/relatives/" + granted.body().replaceAll(".*\"relation\":\"([^\"]*)\".*", "$1");
        for (final String what : new String[] {"/code", "/reissue", "/remove"}) {
            if (what.equals("/remove")) {
                check("/v1/relatives/{relation}/nickname",
                    http.call(relation + "/nickname", GUARDIAN.replaceFirst("}$", ",\"nickname\":\"宝\"}")));
            }
            check("/v1/relatives/{relation}" + what, http.call(relation + what, GUARDIAN));
        }
        check("/v1/kinship", http.as(http.kinshipKey(), "/v1/kinship",
            APPLICATION.replace("\"city\"", "\"city\",\"kinship\":\"parent\"")));
        final String asked = http.call("/v1/relatives", ADULTS_APPLICATION).body()
            .replaceAll(".*\"relation\":\"([^\"]*)\".*", "$1");
        check("/v1/relations/list", http.as(http.staffKey(), "/v1/relations/list", ADULT));
        for (final String what : new String[] {"/grant", "/end", "/refuse"}) {
            check("/v1/relations/{relation}" + what, http.as(http.staffKey(), "/v1/relations/" + asked + what, ADULT));
        }
        check("/v1/relations/list", http.as(http.staffKey(), "/v1/relations/list", ADULT));
        check("/v1/guardians/list", http.call("/v1/guardians/list", ADULT));
        check("/v1/guardians/code", http.call("/v1/guardians/code", ADULT));
        for (final String what : new String[] {"/accept", "/refuse", "/end"}) {
            check("/v1/guardians/{relation}" + what, http.call("/v1/guardians/" + asked + what, ADULT));
        }
        check("/v1/page-tickets", http.call("/v1/page-tickets", HttpFixture.PERSON));
        check("/v1/codes/holder", http.as(http.namesKey(), "/v1/codes/holder", http.codeOf(HttpFixture.ID_NUMBER)));
        check("/v1/codes/holder", http.as(http.namesKey(), "/v1/codes/holder", "{\"code\":\"N1:\"}"));
        check("/v1/codes/holder", http.as(http.namesKey(), "/v1/codes/holder", http.codeOf("110101195003070014")));
        final String two = "{\"first\":" + HttpFixture.PERSON + ",\"second\":" + ADULT + "}";
        check("/v1/persons/link", http.as(http.staffKey(), "/v1/persons/link", two.replace(ADULT, HttpFixture.PERSON)));
        check("/v1/persons/link", http.as(http.staffKey(), "/v1/persons/link", two));
        check("/v1/persons/link", http.call("/v1/persons/link", two));
        check("/v1/persons/{person}/links", http.send(http.request("/v1/persons/none/links").GET()
            .header("Authorization", "Bearer " + http.lookupKey())));
    }

    @Test
    void shouldDescribeTheProblemsOfTheApi() {
        for (final Endpoint endpoint : http.http().endpoints()) {
            if (endpoint.guard() == Guard.ISSUE) {
                final String path = endpoint.path().replace("{relation}", "AAAAAAAAAAAAAAAAAAAAAA");
                check(endpoint.path(), http.call(path, "{"));
                check(endpoint.path(), http.call(path, " ".repeat(20_000)));
                check(endpoint.path(), http.send(http.json(path, GUARDIAN)));
                check(endpoint.path(), http.send(http.json(path, "{}").header("Authorization", "Bearer " + http.lookupKey())));
                check(endpoint.path(), http.send(
                    http.json(path, "{}").header("Authorization", "Bearer " + http.key()).header("Accept", "text/html")));
            }
        }
        check("/v1/relatives", http.call("/v1/relatives", APPLICATION.replace("110101201603070015", "110101198001010053")));
        check("/v1/relatives/{relation}/code", http.call("/v1/relatives/none/code", GUARDIAN));
    }

    @Test
    void shouldDescribeThePages() {
        final HttpResponse<String> login = http.page(null, "/pages/api/login", HttpFixture.PERSON);
        check("/pages/api/login", login);
        final String session = HttpFixture.cookie(login);
        for (final Endpoint endpoint : http.http().endpoints()) {
            if (endpoint.guard() == Guard.RESIDENT) {
                final String path = endpoint.path().replace("{relation}", "AAAAAAAAAAAAAAAAAAAAAA");
                final String body = endpoint.method().equals(HttpMethod.GET) ? null
                    : endpoint.body() == BodyShape.NOTHING ? ""
                    : endpoint.body() == BodyShape.REISSUE ? "{}"
                    : endpoint.body() == BodyShape.NICKNAME ? "{\"nickname\":\"宝\"}"
                    : CHILD.replace("}", ",\"residence\":\"city\"}");
                check(endpoint, http.page(session, path, body));
                check(endpoint, http.page(null, path, body));
                check(endpoint, http.send(body == null ? http.request(path).GET() : http.json(path, body)));
            }
        }
    }

    @Test
    void shouldDescribeFilesAndWhatEverybodyMayHave() {
        final String build = new PageShell(true, "城市应用", "the city's app").build();
        for (final Endpoint endpoint : http.http().endpoints()) {
            if (endpoint.method().equals(HttpMethod.GET) && endpoint.guard() == Guard.OPEN) {
                final String path = endpoint.path()
                    .replace("{build}", build).replace("{file}", "style.css").replace("{problem}", "busy");
                final HttpResponse<String> answer = http.get(path);
                check(endpoint, answer);
                answer.headers().firstValue("ETag").ifPresent(etag ->
                    check(endpoint, http.send(http.request(path).GET().header("If-None-Match", etag))));
                if (!path.equals(endpoint.path())) {
                    check(endpoint, http.get(endpoint.path().replaceAll("\\{[a-z]+}", "none")));
                }
            }
        }
        check("/pages", http.get("/pages"));
        final String entrance = http.ticket(HttpFixture.PERSON);
        check("/pages/enter", http.get(entrance));
        check("/pages/enter", http.send(http.request(entrance).POST(HttpRequest.BodyPublishers.noBody())));
        check("/pages/enter", http.send(http.request(entrance).POST(HttpRequest.BodyPublishers.noBody())
            .header("Sec-Fetch-Site", "same-origin")));
        check("/v1/persons/{person}", http.send(
            http.request("/v1/persons/none").GET().header("Authorization", "Bearer " + http.lookupKey())));
    }

    private static void check(final String path, final HttpResponse<String> answer) {
        file.assertDescribes(described(path), answer);
    }

    /** A path of the file has no slash at its end: its text tells what the slash does. */
    private static String described(final String path) {
        return path.equals(PageEndpoints.HOME) ? "/pages" : path;
    }

    private static void check(final Endpoint endpoint, final HttpResponse<String> answer) {
        check(endpoint.path(), answer);
    }

    private static Map<String, Object> operation(final Endpoint endpoint) {
        return file.operation(endpoint.method().name().toLowerCase(Locale.ROOT), described(endpoint.path()));
    }
}
