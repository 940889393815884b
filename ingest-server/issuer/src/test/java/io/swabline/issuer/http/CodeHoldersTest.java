package io.swabline.issuer.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.protocol.SamplingKeys;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A station with the right learns who holds the code that it scanned, and nothing more. */
class CodeHoldersTest {
    private static final String PATH = "/v1/codes/holder";

    @TempDir
    private Path dir;
    private HttpFixture http;

    @BeforeEach
    void start() {
        http = HttpFixture.start(dir);
        http.call("/v1/codes", HttpFixture.PERSON);
    }

    @AfterEach
    void stop() {
        http.close();
    }

    @Test
    void shouldTellTheMaskedNameAndNothingElse() {
        final HttpResponse<String> answer = ask(http.codeOf(HttpFixture.ID_NUMBER));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"masked_name\":\"欧阳**\"}");
        assertThat(http.logged()).anyMatch(line -> line.matches("POST /v1/codes/holder 200 \\d+ ms stations"))
            .noneMatch(line -> line.contains("欧阳") || line.contains("N1:"));
    }

    @Test
    void shouldTellItOfAnExpiredCodeToo() {
        http.pass(Duration.ofDays(60));
        assertThat(ask(http.codeOf(HttpFixture.ID_NUMBER)).body()).contains("欧阳**");
    }

    /** Neither the shape of a code nor a key of somebody else's makes a name appear, and no answer tells the reasons apart. */
    @Test
    void shouldRefuseWhatIsNotGenuine() {
        final String genuine = http.codeOf(HttpFixture.ID_NUMBER);
        final int place = "{\"code\":\"N1:".length() + 20;
        final char other = genuine.charAt(place) == 'A' ? 'B' : 'A';
        final String forged = HttpFixture.codeText(SamplingKeys.create(dir.resolve("others.properties")), HttpFixture.ID_NUMBER);
        for (final String body : List.of(
            genuine.substring(0, place) + other + genuine.substring(place + 1), "{\"code\":\"" + forged + "\"}",
            "{\"code\":\"N1:\"}", "{\"code\":\"" + HttpFixture.ID_NUMBER + "\"}", genuine.replace("\"}", "0\"}"))) {
            final HttpResponse<String> answer = ask(body);
            http.assertProblem(answer, ProblemType.BAD_CODE);
            assertThat(answer.body()).contains("send the whole text of a code");
        }
    }

    @Test
    void shouldNotKnowWhoWasNeverRegistered() {
        http.assertProblem(ask(http.codeOf("110101195003070014")), ProblemType.UNKNOWN_PERSON);
    }

    /** A key for names opens no person by pseudonym, and a key for those opens no code. */
    @Test
    void shouldNeedItsOwnScope() {
        final String code = http.codeOf(HttpFixture.ID_NUMBER);
        http.assertProblem(http.call(PATH, code), ProblemType.WRONG_SCOPE);
        http.assertProblem(http.as(http.lookupKey(), PATH, code), ProblemType.WRONG_SCOPE);
        http.assertProblem(http.send(http.json(PATH, code)), ProblemType.NO_KEY);
        http.assertProblem(http.send(http.request("/v1/persons/000000000000000000000000").GET()
            .header("Authorization", "Bearer " + http.namesKey())), ProblemType.WRONG_SCOPE);
        http.assertProblem(ask(HttpFixture.PERSON), ProblemType.UNKNOWN_FIELD);
    }

    private HttpResponse<String> ask(final String body) {
        return http.as(http.namesKey(), PATH, body);
    }
}
