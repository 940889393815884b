package io.swabline.issuer.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PagesTest {
    private static final String CHILD =
        "{\"id_number\":\"110101201603070015\",\"name\":\"欧阳小宝\",\"residence\":\"city\"}";
    private static final String ADULT = "{\"id_number\":\"110101198001010053\",\"name\":\"王大力\",\"residence\":\"elsewhere\"";

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
    void shouldShowAResidentTheCodeAfterTheDevelopmentLogin() {
        final String session = http.login(HttpFixture.PERSON);
        final HttpResponse<String> code = http.page(session, "/pages/api/code", null);

        assertThat(code.statusCode()).isEqualTo(200);
        assertThat(code.body()).contains(
            "\"masked_name\":\"欧阳**\"", "\"text\":\"N1:", "\"days_left\":30", "\"fetched_by\":\"self\"",
            "\"issued_at\":\"2022-04-15T02:00:00Z\"", "\"valid_until\":\"2022-05-15T02:00:00Z\"",
            "\"svg\":\"<svg", "\"png\":\"iVBOR");
        assertThat(http.page(session, "/pages/api/code", null).body()).isEqualTo(code.body());
    }

    @Test
    void shouldEndASessionInTimeAndByLogout() {
        final String session = http.login(HttpFixture.PERSON);
        final HttpResponse<String> logout = http.page(session, "/pages/api/logout", "");

        assertThat(logout.statusCode()).isEqualTo(204);
        assertThat(logout.headers().firstValue("Set-Cookie").orElseThrow())
            .isEqualTo("swabline_session=; Max-Age=0; Path=/pages; HttpOnly; SameSite=Strict");
        http.pass(Duration.ofMinutes(30));
        http.assertProblem(http.page(session, "/pages/api/code", null), ProblemType.NO_SESSION);
    }

    @Test
    void shouldLetAResidentApplyForRelatives() {
        final String session = http.login(HttpFixture.PERSON);

        final HttpResponse<String> child = http.page(session, "/pages/api/relatives", CHILD);
        assertThat(child.statusCode()).as(child.body()).isEqualTo(201);
        http.assertProblem(http.page(session, "/pages/api/relatives", ADULT + "}"), ProblemType.NOT_ELIGIBLE);
        final HttpResponse<String> adult = http.page(session, "/pages/api/relatives", ADULT + ",\"reason\":\"illness\"}");
        assertThat(adult.statusCode()).isEqualTo(202);
        http.assertProblem(http.page(session, "/pages/api/relatives/" + field(adult.body(), "relation") + "/code", null),
            ProblemType.NOT_GRANTED_YET);
        http.pass(Duration.ofSeconds(1));
        assertThat(http.page(session, "/pages/api/relatives", CHILD).statusCode()).isEqualTo(200);
        final String relation = child.body().replaceAll(".*\"relation\":\"([^\"]*)\".*", "$1");
        assertThat(http.page(session, "/pages/api/relatives/" + relation + "/code", null).body())
            .contains("\"fetched_by\":\"relative\"");
    }

    @Test
    void shouldTellRelativesApart() {
        final String session = http.login(HttpFixture.PERSON);
        final String child = http.page(session, "/pages/api/relatives", CHILD.replace("}", ",\"nickname\":\" 小宝 \"}")).body();
        assertThat(child).contains("\"number_end\":\"0015\",\"nickname\":\"小宝\"");

        final String nickname = "/pages/api/relatives/" + field(child, "relation") + "/nickname";
        assertThat(http.page(session, nickname, "{\"nickname\":\"老大\"}").statusCode()).isEqualTo(204);
        for (final String path : new String[] {"/pages/api/relatives", "/pages/api/state"}) {
            assertThat(http.page(session, path, null).body()).contains("\"number_end\":\"0015\",\"nickname\":\"老大\"");
        }
        assertThat(http.page(session, nickname, "{\"nickname\":\"\"}").statusCode()).isEqualTo(204);
        assertThat(http.page(session, "/pages/api/relatives", null).body()).contains("\"nickname\":null");
        http.assertProblem(http.page(session, nickname, "{\"nickname\":\"" + "长".repeat(21) + "\"}"), ProblemType.BAD_NICKNAME);
        http.assertProblem(http.page(session, nickname, "{\"nickname\":\"a\\u202eb\"}"), ProblemType.BAD_NICKNAME);
        http.assertProblem(http.page(session, nickname, "{\"nickname\":7}"), ProblemType.WRONG_TYPE);
        assertThat(http.call("/v1/guardians/list", CHILD.replace(",\"residence\":\"city\"", "")).body())
            .as("the relative is not shown it").doesNotContain("nickname", "number_end");
    }

    /** Whoever knows an ID number and has a journal could look the person up in it. */
    @Test
    void shouldNotTellByWhichPseudonymAJournalHasAPerson() {
        final String session = http.login(HttpFixture.PERSON);
        final String relative = http.page(session, "/pages/api/relatives", CHILD).body();
        final String code = "/pages/api/relatives/" + field(relative, "relation") + "/code";
        final List<String> shown = List.of(relative, http.page(session, "/pages/api/code", null).body(),
            http.page(session, "/pages/api/relatives", null).body(), http.page(session, code, null).body(),
            http.page(null, "/pages/api/login", HttpFixture.PERSON).body());

        for (final String person : List.of(HttpFixture.PERSON, CHILD.replace(",\"residence\":\"city\"", ""))) {
            final String pseudonym = field(http.call("/v1/codes", person).body(), "person");
            assertThat(shown).noneMatch(body -> body.contains(pseudonym));
        }
        assertThat(shown.stream().map(body -> field(body, "person")).distinct()).as("two people").hasSize(2);
    }

    private static String field(final String body, final String name) {
        return body.replaceAll(".*\"" + name + "\":\"([^\"]*)\".*", "$1");
    }

    @Test
    void shouldServeThePages() {
        for (final String page : new String[] {"/pages/", "/pages/relatives", "/pages/print", "/pages/login"}) {
            final HttpResponse<String> answer = http.get(page);
            assertThat(answer.statusCode()).as(page).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
            assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'; script-src 'self' 'sha256-", "style-src 'self' 'sha256-",
                    "frame-ancestors 'none'", "form-action 'self'",
                    "base-uri 'none'").doesNotContain("unsafe");
            assertThat(answer.headers().firstValue("Cross-Origin-Opener-Policy")).as(page).contains("same-origin");
            assertThat(answer.headers().firstValue("Permissions-Policy").orElseThrow()).as(page)
                .contains("camera=()", "geolocation=()", "microphone=()", "payment=()", "usb=()");
        }
        assertThat(http.get(shell("style.css")).headers().firstValue("Content-Type")).contains("text/css; charset=utf-8");
        assertThat(http.get("/pages/service-worker.js").headers().firstValue("Service-Worker-Allowed")).contains("/pages/");
        assertThat(http.get("/").headers().firstValue("Location")).contains("/pages/");
    }

    @Test
    void shouldShowABrowserAPageWhereThereIsNone() {
        for (final String path : new String[] {"/pages/nothing", "/pages/a/b", "/pages/%41"}) {
            final HttpResponse<String> shown = http.send(http.request(path).GET().header("Accept", "text/html,*/*;q=0.8"));
            assertThat(shown.statusCode()).isEqualTo(404);
            assertThat(shown.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
            assertThat(shown.headers().firstValue("Cache-Control")).contains("no-store");
            assertThat(shown.body()).contains("没有这一页", "href=\"/pages/\"");
            http.assertProblem(http.get(path), ProblemType.NOT_FOUND);
        }
        http.assertProblem(
            http.send(http.request("/v1/nothing").GET().header("Accept", "text/html")), ProblemType.NOT_FOUND);
    }

    @Test
    void shouldRefuseSessionsThatItDidNotMake() {
        final String session = http.login(HttpFixture.PERSON);
        final char last = session.charAt(30);
        final String forged = session.substring(0, 30) + (last == 'A' ? 'B' : 'A') + session.substring(31);

        for (final String cookie : new String[] {
            forged, session + "AAAA", session.substring(0, 60), "swabline_session=", "swabline_session=%", "other=1"}) {
            http.assertProblem(http.page(cookie, "/pages/api/code", null), ProblemType.NO_SESSION);
        }
        http.assertProblem(http.page(null, "/pages/api/relatives", null), ProblemType.NO_SESSION);
    }

    @Test
    void shouldRefuseRequestsThatOtherSitesCouldMake() {
        final String session = http.login(HttpFixture.PERSON);

        http.assertProblem(
            http.send(http.request("/pages/api/code").GET().header("Cookie", session)), ProblemType.FOREIGN_REQUEST);
        http.assertProblem(
            http.send(http.json("/pages/api/code/reissue", "").header("Cookie", session)), ProblemType.FOREIGN_REQUEST);
        http.assertProblem(http.send(http.json("/pages/api/login", HttpFixture.PERSON)), ProblemType.FOREIGN_REQUEST);
        http.assertProblem(http.send(http.request("/pages/api/code").GET().header("Cookie", session)
            .header(Gate.PAGE_HEADER, "page").header("Sec-Fetch-Site", "cross-site")), ProblemType.FOREIGN_REQUEST);
        assertThat(http.send(http.request("/pages/api/code").GET().header("Cookie", session)
            .header(Gate.PAGE_HEADER, "page").header("Sec-Fetch-Site", "same-origin")).statusCode()).isEqualTo(200);
    }

    @Test
    void shouldKeepAnotherGuardiansRelationsOutOfReach() {
        final String guardian = http.login(HttpFixture.PERSON);
        final String other = http.login(ADULT.replace(",\"residence\":\"elsewhere\"", "}"));
        final String relation = http.page(guardian, "/pages/api/relatives", CHILD).body()
            .replaceAll(".*\"relation\":\"([^\"]*)\".*", "$1");

        final String path = "/pages/api/relatives/" + relation;
        http.assertProblem(http.page(other, path + "/code", null), ProblemType.UNKNOWN_RELATION);
        http.assertProblem(http.page(other, path + "/reissue", ""), ProblemType.UNKNOWN_RELATION);
        http.assertProblem(http.page(other, path + "/remove", ""), ProblemType.UNKNOWN_RELATION);
        assertThat(http.page(other, "/pages/api/relatives", null).body()).isEqualTo("{\"relatives\":[]}");
        assertThat(http.page(guardian, path + "/remove", "").statusCode()).isEqualTo(204);
    }

    @Test
    void shouldLetAResidentInByATicketOnceAndInTime() {
        final HttpResponse<String> ticket = http.call("/v1/page-tickets", HttpFixture.PERSON);
        assertThat(ticket.body()).contains("\"expires_at\":\"2022-04-15T02:01:00Z\"");
        final String url = ticket.body().replaceAll(".*\"url\":\"([^\"]*)\".*", "$1");

        final HttpResponse<String> entered = http.enter(url);
        assertThat(entered.statusCode()).isEqualTo(303);
        assertThat(entered.headers().firstValue("Location")).contains("/pages/");
        assertThat(entered.headers().firstValue("Set-Cookie").orElseThrow())
            .contains("; Max-Age=1800; Path=/pages; HttpOnly; SameSite=Strict");
        assertThat(http.page(HttpFixture.cookie(entered), "/pages/api/code", null).statusCode()).isEqualTo(200);
        assertRefused(http.enter(url));
        final String late = http.call("/v1/page-tickets", HttpFixture.PERSON).body()
            .replaceAll(".*\"url\":\"([^\"]*)\".*", "$1");
        http.pass(Duration.ofSeconds(60));
        assertRefused(http.enter(late));
        for (final String query : new String[] {"", "?ticket=", "?ticket=%7A", "?ticket=" + "A".repeat(22), "?a=b&ticket=x"}) {
            assertRefused(http.enter("/pages/enter" + query));
            assertRefused(http.get("/pages/enter" + query));
        }
    }

    @Test
    void shouldLimitTheRateOfLogins() {
        final AtomicLong nowNs = new AtomicLong(-5);
        try (HttpFixture service = HttpFixture.start(dir.resolve("service"), nowNs::get)) {
            final int perSecond = HttpLimits.defaults().guessesPerSecondMax();
            for (int second = 0; second < 2; second++) {
                for (int i = 0; i < perSecond; i++) {
                    assertThat(service.page(null, "/pages/api/login", HttpFixture.PERSON).statusCode()).as("login %d", i)
                        .isEqualTo(200);
                }
                service.assertProblem(service.page(null, "/pages/api/login", HttpFixture.PERSON), ProblemType.TOO_MANY_REQUESTS);
                nowNs.addAndGet(TimeUnit.SECONDS.toNanos(1));
            }
        }
    }

    @Test
    void shouldHaveNoDevelopmentLoginUnlessItIsOn() {
        try (HttpFixture service = HttpFixture.start(dir.resolve("service"), settings -> settings.withDevelopmentLogin(false))) {
            service.assertProblem(service.get("/pages/login"), ProblemType.NOT_FOUND);
            service.assertProblem(service.page(null, "/pages/api/login", HttpFixture.PERSON), ProblemType.NOT_FOUND);
            assertThat(service.get("/pages/").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void shouldSayNothingOfRelativesWhereTheyAreOff() {
        try (HttpFixture service = HttpFixture.start(dir.resolve("service"), settings -> settings.withRelatives(false))) {
            final String session = service.login(HttpFixture.PERSON);
            service.assertProblem(service.get("/pages/relatives"), ProblemType.NOT_FOUND);
            service.assertProblem(service.get(shell(service, "relatives.html")), ProblemType.NOT_FOUND);
            assertThat(http.get("/pages/relatives").statusCode()).as("on").isEqualTo(200);
            service.assertProblem(service.page(session, "/pages/api/relatives", null), ProblemType.NOT_FOUND);
            service.assertProblem(service.page(session, "/pages/api/guardians", null), ProblemType.NOT_FOUND);
            service.assertProblem(service.page(session, "/pages/api/relatives", CHILD), ProblemType.NOT_FOUND);
            for (final String path : new String[] {"/pages/", "/pages/print", "/pages/service-worker.js"}) {
                assertThat(service.get(path).body().replaceAll("(?s)<style>.*</style>", "")).as(path)
                    .doesNotContain("relative", "亲属", "guardian");
            }
            assertThat(service.get(shell(service, "app.js")).body()).doesNotContain("frame.relatives");
            assertThat(service.page(session, "/pages/api/code", null).statusCode()).isEqualTo(200);
            assertThat(service.call("/v1/relatives/list", "{\"guardian\":" + HttpFixture.PERSON + "}").statusCode())
                .as("the API").isEqualTo(200);
        }
    }

    @Test
    void shouldLetAPersonDecideOnThePages() {
        final String guardian = http.login(HttpFixture.PERSON);
        final String person = http.login(ADULT.replace(",\"residence\":\"elsewhere\"", "}"));
        final String asked = http.page(guardian, "/pages/api/relatives", ADULT + ",\"reason\":\"illness\"}").body();
        final String path = "/pages/api/guardians/" + field(asked, "relation");

        assertThat(http.page(person, "/pages/api/guardians", null).body())
            .startsWith("{\"guardians\":[{").contains("\"masked_name\":\"欧阳**\"", "\"reason\":\"illness\"");
        http.assertProblem(http.page(guardian, path + "/accept", "{}"), ProblemType.UNKNOWN_RELATION);
        http.assertProblem(http.page(person, path + "/accept", "{\"reissue\":1}"), ProblemType.WRONG_TYPE);
        assertThat(http.page(person, path + "/accept", "{\"reissue\":true}").statusCode()).isEqualTo(204);
        assertThat(http.page(guardian, "/pages/api/relatives", null).body()).contains("\"may_reissue\":true");
        http.assertProblem(http.page(guardian, path + "/end", ""), ProblemType.UNKNOWN_RELATION);
        assertThat(http.page(person, path + "/end", "").statusCode()).isEqualTo(204);
        assertThat(http.page(person, "/pages/api/guardians/code", "").body())
            .isEqualTo("{\"consent_code\":\"12345678\",\"expires_at\":\"2022-04-15T02:10:00Z\"}");
        http.assertProblem(http.page(guardian, "/pages/api/relatives",
            ADULT + ",\"reason\":\"other\",\"consent_code\":\"8765-4321\"}"), ProblemType.CONSENT_CODE_WRONG);
        assertThat(http.page(guardian, "/pages/api/relatives",
            ADULT + ",\"reason\":\"other\",\"consent_code\":\"1234 5678\"}").statusCode()).isEqualTo(201);
    }

    @Test
    void shouldSendFilesAgainOnlyIfTheyChanged() {
        final HttpResponse<String> first = http.get("/pages/print");
        final String etag = first.headers().firstValue("ETag").orElseThrow();
        final HttpResponse<String> again =
            http.send(http.request("/pages/print").GET().header("If-None-Match", etag));

        assertThat(first.headers().firstValue("Cache-Control")).contains("no-cache");
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        final HttpResponse<String> head = http.send(
            http.request("/pages/print").method("HEAD", HttpRequest.BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }

    private String shell(final String file) {
        return shell(http, file);
    }

    /** The address of a file of the pages, which the pages themselves name. */
    private static String shell(final HttpFixture from, final String file) {
        final String build = from.get("/pages/").body().replaceAll("(?s).*data-build=\"([0-9a-f]{16})\".*", "$1");
        return "/pages/shell/" + build + "/" + file;
    }

    @Test
    void shouldServeTheFilesOfItsOwnVersionOnly() {
        final HttpResponse<String> script = http.get(shell("app.js"));
        assertThat(script.statusCode()).isEqualTo(200);
        assertThat(script.headers().firstValue("Cache-Control")).contains("public, max-age=31536000, immutable");
        for (final String path : new String[] {
            "/pages/shell/0123456789abcdef/app.js", "/pages/shell/app.js", shell("none.js"), shell("boot.js"), shell("..")}) {
            http.assertProblem(http.get(path), ProblemType.NOT_FOUND);
        }
    }

    /** On a network with seconds of latency, a further request for the code would be too late. */
    @Test
    void shouldBringTheStateWithThePage() {
        final String session = http.login(HttpFixture.PERSON);
        final HttpResponse<String> page = http.send(http.request("/pages/").GET().header("Cookie", session));

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Cache-Control")).as("it is one resident's").contains("no-store");
        assertThat(page.headers().firstValue("ETag")).isEmpty();
        final String state = page.body()
            .replaceAll("(?s).*<script type=\"application/json\" id=\"state\">(.*?)</script>.*", "$1");
        assertThat(state).startsWith("{\"now\":\"2022-04-15T02:00:00Z\"").contains("\"masked_name\":\"欧阳**\"", "\"symbol\":{")
            .doesNotContain("<");
        assertThat(http.get("/pages/").body()).as("without a session").doesNotContain("id=\"state\"");
        assertThat(http.send(http.request("/pages/").GET().header("Cookie", session + "A")).body())
            .doesNotContain("id=\"state\"");
        assertThat(http.send(http.request("/pages/").GET().header("Cookie", session).header("Sec-Purpose", "prefetch")).body())
            .as("nobody has gone there yet").doesNotContain("id=\"state\"");
    }

    @Test
    void shouldSendPagesByGzipToThoseWhoTakeIt() throws IOException {
        final String session = http.login(HttpFixture.PERSON);
        for (final String path : new String[] {"/pages/", "/pages/relatives", shell("app.js"), "/pages/api/state"}) {
            final HttpRequest.Builder request = http.request(path).GET().header("Cookie", session)
                .header(Gate.PAGE_HEADER, "page");
            final String plain = http.send(request.copy().header("Accept-Encoding", "gzip;q=0, br")).body();
            final HttpResponse<byte[]> gzipped = http.sendFor(
                request.header("Accept-Encoding", "br, gzip"), HttpResponse.BodyHandlers.ofByteArray());
            assertThat(gzipped.headers().firstValue("Content-Encoding")).as(path).contains("gzip");
            assertThat(gzipped.headers().firstValue("Vary")).as(path).contains("Accept-Encoding");
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzipped.body()))) {
                assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).as(path).isEqualTo(plain);
            }
        }
    }

    private static void assertRefused(final HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location")).contains("/pages/?ticket=refused");
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    }
}
