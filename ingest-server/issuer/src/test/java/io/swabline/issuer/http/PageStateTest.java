package io.swabline.issuer.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.issuer.IssuerException.Problem;
import io.swabline.protocol.Pseudonym;
import io.swabline.qr.QrImage;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageStateTest {
    private static final String STATE = "/pages/api/state";
    private static final String CHILD =
        "{\"id_number\":\"110101201603070015\",\"name\":\"欧阳小宝\",\"residence\":\"city\"}";
    private static final String SENIOR =
        "{\"id_number\":\"110105194912310062\",\"name\":\"王大力\",\"residence\":\"city\"}";
    private static final String ADULT = "{\"id_number\":\"110101198001010053\",\"name\":\"王大力\","
        + "\"residence\":\"elsewhere\",\"reason\":\"illness\"}";

    @TempDir
    private Path dir;

    @Test
    void shouldGiveInOneAnswerWhatThePagesShow() {
        try (HttpFixture http = HttpFixture.start(dir)) {
            final String session = http.login(HttpFixture.PERSON);
            http.page(session, "/pages/api/relatives", CHILD);
            http.page(session, "/pages/api/relatives", ADULT);

            final HttpResponse<String> state = http.page(session, STATE, null);
            assertThat(state.statusCode()).as(state.body()).isEqualTo(200);
            assertThat(state.body()).startsWith("{\"now\":\"2022-04-15T02:00:00Z\",\"app_name\":{\"zh\":\"城市应用\",")
                .contains("\"relatives_enabled\":true,\"masked_name\":\"欧阳**\",\"code\":{",
                    "\"guardians\":{\"guardians\":[],\"past\":[],\"consent_only\":false}",
                    "\"code\":null,\"code_problem\":null")
                .doesNotContain("svg", "png");
            assertThat(all(state.body(), "\"fetched_by\":\"([a-z]+)\"")).containsExactly("self", "relative");
            assertThat(all(state.body(), "\"state\":\"([a-z]+)\"")).containsExactly("granted", "pending");
            assertThat(state.headers().firstValue("Cache-Control")).contains("no-store");
            assertThat(state.headers().firstValue("Date")).contains("Fri, 15 Apr 2022 02:00:00 GMT");
        }
    }

    @Test
    void shouldGiveTheSymbolsToBeDrawn() {
        try (HttpFixture http = HttpFixture.start(dir)) {
            final String session = http.login(HttpFixture.PERSON);
            http.page(session, "/pages/api/relatives", CHILD);

            final String state = http.page(session, STATE, null).body();
            final List<String> texts = all(state, "\"text\":\"([^\"]*)\"");
            final List<String> symbols = all(state, "\"symbol\":\\{\"size\":41,\"modules\":\"([^\"]*)\"");
            assertThat(symbols).hasSize(2);
            for (int i = 0; i < symbols.size(); i++) {
                assertThat(Base64.getDecoder().decode(symbols.get(i))).isEqualTo(QrImage.of(texts.get(i)).bits());
            }
        }
    }

    @Test
    void shouldBeSmallEnoughForACongestedNetwork() {
        try (HttpFixture http = HttpFixture.start(dir)) {
            final String session = http.login(HttpFixture.PERSON);
            final int alone = http.page(session, STATE, null).body().length();
            http.page(session, "/pages/api/relatives", CHILD);
            final int withOne = http.page(session, STATE, null).body().length();

            assertThat(alone).isLessThan(1_200);
            assertThat(withOne - alone).as("a relative").isLessThan(1_400);
        }
    }

    @Test
    void shouldSendNothingAgainThatTheBrowserHas() {
        try (HttpFixture http = HttpFixture.start(dir)) {
            final String session = http.login(HttpFixture.PERSON);
            final String tag = tag(http.page(session, STATE, null));
            http.pass(Duration.ofMinutes(1));

            final HttpResponse<String> same = ask(http, session, tag);
            assertThat(same.statusCode()).isEqualTo(304);
            assertThat(same.body()).isEmpty();
            assertThat(tag(same)).isEqualTo(tag).startsWith("W/\"");
            assertThat(same.headers().firstValue("Date")).contains("Fri, 15 Apr 2022 02:01:00 GMT");
            http.page(session, "/pages/api/relatives", CHILD);
            final HttpResponse<String> other = ask(http, session, tag);
            assertThat(other.statusCode()).isEqualTo(200);
            assertThat(ask(http, session, tag(other)).statusCode()).isEqualTo(304);
            http.page(session, "/pages/api/code/reissue", "");
            assertThat(ask(http, session, tag(other)).statusCode()).as("another code").isEqualTo(200);
        }
    }

    @Test
    void shouldGiveTheOthersWhereOneCodeCannotBeHad() {
        try (HttpFixture http = HttpFixture.start(dir)) {
            final String session = http.login(HttpFixture.PERSON);
            http.page(session, "/pages/api/relatives", CHILD);
            http.page(session, "/pages/api/relatives", SENIOR);
            final String child = http.call("/v1/codes", CHILD.replace(",\"residence\":\"city\"", "")).body();
            http.desk().haveNoCodeOf(
                Pseudonym.of(HexFormat.of().parseHex(all(child, "\"person\":\"([0-9a-f]*)").get(0))));

            final HttpResponse<String> state = http.page(session, STATE, null);
            assertThat(state.statusCode()).isEqualTo(200);
            assertThat(state.body()).contains("\"code\":null,\"code_problem\":\"busy\"");
            assertThat(all(state.body(), "\"fetched_by\":\"([a-z]+)\"")).containsExactly("self", "relative");
            http.desk().failWith(Problem.REGISTRY_UNAVAILABLE);
            http.assertProblem(http.page(session, STATE, null), ProblemType.REGISTRY_UNAVAILABLE);
        }
    }

    @Test
    void shouldSayNothingOfRelativesWhereThereAreNone() {
        try (HttpFixture http = HttpFixture.start(dir, settings -> settings.withRelatives(false))) {
            final String state = http.page(http.login(HttpFixture.PERSON), STATE, null).body();

            assertThat(state).contains("\"relatives_enabled\":false", "\"fetched_by\":\"self\"",
                "\"relatives\":null,\"guardians\":null}");
        }
    }

    @Test
    void shouldTellTheTimeWithEachCode() {
        try (HttpFixture http = HttpFixture.start(dir)) {
            final String session = http.login(HttpFixture.PERSON);
            http.pass(Duration.ofSeconds(61));

            for (final HttpResponse<String> answer : List.of(http.page(session, "/pages/api/code", null),
                http.page(session, "/pages/api/code/reissue", ""), http.call("/v1/codes", HttpFixture.PERSON))) {
                assertThat(answer.body()).startsWith("{\"now\":\"2022-04-15T02:01:01Z\",");
            }
        }
    }

    @Test
    void shouldTellAPageWithoutASessionWhereItIsOpenedFrom() {
        final AppName name = new AppName("\"随\"<申>办", "Suishenban");
        try (HttpFixture http = HttpFixture.start(dir, settings -> settings.withAppName(name).withDevelopmentLogin(false))) {
            assertThat(http.page(null, "/pages/api/settings", null).body()).isEqualTo("{\"now\":\"2022-04-15T02:00:00Z\","
                + "\"app_name\":{\"zh\":\"\\\"随\\\"<申>办\",\"en\":\"Suishenban\"},\"relatives_enabled\":true,"
                + "\"development_login\":false}");
            http.assertProblem(http.page(null, STATE, null), ProblemType.NO_SESSION);
        }
    }

    private static HttpResponse<String> ask(final HttpFixture http, final String session, final String tag) {
        return http.send(http.request(STATE).header("Cookie", session).header(Gate.PAGE_HEADER, Gate.PAGE_HEADER_VALUE)
            .header("If-None-Match", tag).GET());
    }

    private static String tag(final HttpResponse<String> answer) {
        return answer.headers().firstValue("ETag").orElseThrow();
    }

    private static List<String> all(final String body, final String pattern) {
        return Pattern.compile(pattern).matcher(body).results().map((MatchResult found) -> found.group(1)).toList();
    }
}
