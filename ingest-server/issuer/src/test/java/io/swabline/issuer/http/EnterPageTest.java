package io.swabline.issuer.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who follows a ticket's address: the app leads in at once, another site only to a page that says whose code it is. */
class EnterPageTest {
    private static final String OTHER = "{\"id_number\":\"110101198001010053\",\"name\":\"王大力\"}";

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

    /** A hostile page could put a resident into the attacker's session: the codes that are shown then are not the resident's. */
    @Test
    void shouldAskForAClickWhenAnotherSiteLeadsIn() {
        final String url = http.ticket(OTHER);
        for (final String[] headers : new String[][] {
            {"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Sec-Fetch-Site", "nonsense"},
            {"Sec-Fetch-Site", "cross-site", "Origin", "http://evil.example", "Referer", "http://evil.example/"},
            {"Referer", "http://evil.example/pages/"}, {"Referer", origin() + ".evil.example/"}, {"Origin", "null"},
            {"Referer", "nonsense"}, {"Sec-Fetch-Site", "none", "Sec-Purpose", "prefetch;prerender"},
            {"Sec-Fetch-Site", "none", "Purpose", "prefetch"}, {}}) {
            assertAsksForAClick(http.send(with(http.request(url).GET(), headers)));
        }
        assertEntered(http.send(with(http.request(url).POST(HttpRequest.BodyPublishers.noBody()),
            "Sec-Fetch-Site", "same-origin", "Origin", origin())));
    }

    @Test
    void shouldEnterAtOnceWhereNoOtherSiteLed() {
        for (final String[] headers : new String[][] {
            {"Sec-Fetch-Site", "none"}, {"Sec-Fetch-Site", "same-origin"}, {"Referer", origin() + "/pages/"}}) {
            assertEntered(http.send(with(http.request(http.ticket(OTHER)).GET(), headers)));
        }
    }

    @Test
    void shouldAskForAClickWhereSomebodyElseIsLoggedIn() {
        final String session = http.login(HttpFixture.PERSON);

        final String url = http.ticket(OTHER);
        assertAsksForAClick(http.send(with(http.request(url).GET(), "Sec-Fetch-Site", "none", "Cookie", session)));
        assertEntered(http.send(with(http.request(url).POST(HttpRequest.BodyPublishers.noBody()),
            "Origin", origin(), "Cookie", session)));
        final String own = http.ticket(HttpFixture.PERSON);
        assertEntered(http.send(with(http.request(own).GET(), "Sec-Fetch-Site", "none", "Cookie", session)));
    }

    /** The form of another site could click for the resident. */
    @Test
    void shouldTakeTheClickOfItsOwnPageOnly() {
        final String url = http.ticket(OTHER);
        for (final String[] headers : new String[][] {
            {"Sec-Fetch-Site", "cross-site", "Origin", origin()}, {"Sec-Fetch-Site", "same-site"}, {"Sec-Fetch-Site", "none"},
            {"Origin", "http://evil.example"}, {"Origin", "null"}, {"Referer", "http://evil.example/"}, {}}) {
            final HttpResponse<String> refused =
                http.send(with(http.request(url).POST(HttpRequest.BodyPublishers.noBody()), headers));
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.headers().firstValue("Set-Cookie")).isEmpty();
            assertThat(refused.body()).as("a way on for a browser that names no origin").contains("<form method=\"post\">");
        }
        assertEntered(http.send(with(http.request(url).POST(HttpRequest.BodyPublishers.noBody()), "Origin", origin())));
        assertThat(http.send(with(http.request(url).POST(HttpRequest.BodyPublishers.noBody()), "Origin", origin())).headers()
            .firstValue("Location")).as("a second time").contains("/pages/?ticket=refused");
    }

    @Test
    void shouldSpendNoTicketOnALookAhead() {
        final String url = http.ticket(OTHER);
        for (int i = 0; i < 3; i++) {
            final HttpResponse<String> head = http.send(
                http.request(url).method("HEAD", HttpRequest.BodyPublishers.noBody()).header("Sec-Fetch-Site", "none"));
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.headers().firstValue("Set-Cookie")).isEmpty();
        }
        assertThat(http.send(http.request("/pages/enter?ticket=" + "A".repeat(22))
            .method("HEAD", HttpRequest.BodyPublishers.noBody())).statusCode()).as("says nothing of tickets").isEqualTo(200);
        assertEntered(http.enter(url));
    }

    /** Whether a ticket is good can be tried out with the page as well. */
    @Test
    void shouldLimitTheRateOfWrongTicketsOnTheWayToThePageToo() {
        HttpResponse<String> answer = http.get("/pages/enter?ticket=none");
        for (int i = 0; i < 500 && answer.statusCode() == 303; i++) {
            answer = http.get("/pages/enter?ticket=none");
        }
        http.assertProblem(answer, ProblemType.TOO_MANY_REQUESTS);
    }

    /**
     * A page that the browser keeps opens without the server, so nobody can tell who led to it. Only the person whose codes that
     * browser keeps may come in without a click.
     */
    @Test
    void shouldLetOnlyThePersonOfTheKeptCodesInWithoutAClick() {
        final String person = http.page(null, "/pages/api/login", OTHER).body().replaceAll(".*\"person\":\"([^\"]*)\".*", "$1");
        final String stranger = http.page(null, "/pages/api/login", HttpFixture.PERSON).body()
            .replaceAll(".*\"person\":\"([^\"]*)\".*", "$1");
        final String ticket = http.ticket(OTHER).replaceAll(".*ticket=", "");

        for (final String kept : new String[] {
            "", ",\"person\":\"" + stranger + '"', ",\"person\":\"\"", ",\"person\":\"" + person + "0\""}) {
            final HttpResponse<String> asks = bring(ticket, false, kept);
            assertThat(asks.body()).isEqualTo("{\"entered\":false,\"masked_name\":\"王**\"}");
            assertThat(asks.headers().firstValue("Set-Cookie")).isEmpty();
        }
        final HttpResponse<String> entered = bring(ticket, false, ",\"person\":\"" + person + '"');
        assertThat(entered.body()).isEqualTo("{\"entered\":true}");
        assertThat(http.page(HttpFixture.cookie(entered), "/pages/api/code", null).statusCode()).isEqualTo(200);
        http.assertProblem(bring(ticket, true, ""), ProblemType.WRONG_TICKET);

        final HttpResponse<String> clicked = bring(http.ticket(OTHER).replaceAll(".*ticket=", ""), true, "");
        assertThat(http.page(HttpFixture.cookie(clicked), "/pages/api/code", null).statusCode()).isEqualTo(200);
    }

    @Test
    void shouldTakeTicketsOfItsOwnPagesOnlyAndLimitWrongOnes() {
        final String ticket = http.ticket(OTHER).replaceAll(".*ticket=", "");
        http.assertProblem(http.send(http.json("/pages/api/enter", "{\"ticket\":\"" + ticket + "\",\"confirmed\":true}")),
            ProblemType.FOREIGN_REQUEST);
        HttpResponse<String> answer = bring("none", true, "");
        http.assertProblem(answer, ProblemType.WRONG_TICKET);
        for (int i = 0; i < 500 && answer.statusCode() == 404; i++) {
            answer = bring("A".repeat(i % 70), true, "");
        }
        http.assertProblem(answer, ProblemType.TOO_MANY_REQUESTS);
    }

    private HttpResponse<String> bring(final String ticket, final boolean isConfirmed, final String kept) {
        return http.page(null, "/pages/api/enter", "{\"ticket\":\"" + ticket + "\",\"confirmed\":" + isConfirmed + kept + "}");
    }

    private void assertAsksForAClick(final HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(answer.headers().firstValue("Referrer-Policy")).as("else no browser names the form's origin")
            .contains("same-origin");
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow()).contains("frame-ancestors 'none'");
        assertThat(answer.body()).contains("王**", "<form method=\"post\">", "lang=\"zh-CN\"", "城市应用")
            .doesNotContain("<script", "style=", "王大力", "{");
    }

    private void assertEntered(final HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location")).contains("/pages/");
        assertThat(http.page(HttpFixture.cookie(answer), "/pages/api/code", null).statusCode()).isEqualTo(200);
    }

    private String origin() {
        return "http://127.0.0.1:" + http.http().port();
    }

    private static HttpRequest.Builder with(final HttpRequest.Builder request, final String... headers) {
        return headers.length == 0 ? request : request.headers(headers);
    }
}
