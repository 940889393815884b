package io.swabline.issuer.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
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
        assertThat(http.page(session, "/pages/api/relatives", ADULT + ",\"reason\":\"illness\"}").statusCode()).isEqualTo(201);
        http.pass(Duration.ofSeconds(1));
        assertThat(http.page(session, "/pages/api/relatives", CHILD).statusCode()).isEqualTo(200);
        final String relation = child.body().replaceAll(".*\"relation\":\"([^\"]*)\".*", "$1");
        assertThat(http.page(session, "/pages/api/relatives/" + relation + "/code", null).body())
            .contains("\"fetched_by\":\"relative\"");
    }

    @Test
    void shouldServeThePages() {
        for (final String page : new String[] {"/pages/", "/pages/relatives", "/pages/print", "/pages/login"}) {
            final HttpResponse<String> answer = http.get(page);
            assertThat(answer.statusCode()).as(page).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
            assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'; script-src 'self';").doesNotContain("unsafe");
        }
        assertThat(http.get("/pages/assets/style.css").headers().firstValue("Content-Type")).contains("text/css; charset=utf-8");
        assertThat(http.get("/pages/service-worker.js").headers().firstValue("Service-Worker-Allowed")).contains("/pages/");
        assertThat(http.get("/").headers().firstValue("Location")).contains("/pages/");
    }
}
