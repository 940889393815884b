package io.swabline.issuer.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentsOverHttpTest {
    private static final String PASSPORT = "{\"document\":{\"type\":\"passport\",\"number\":\"123456789\","
        + "\"issuing_state\":\"GBR\"},\"name\":\"Ann Smith\"";
    private static final String PERMIT =
        "{\"document\":{\"type\":\"taiwan_permit\",\"number\":\"12345678\"},\"name\":\"王大力\"";

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
    void shouldGiveCodesByDocuments() {
        final String passport = http.call("/v1/codes", PASSPORT + "}").body();
        assertThat(passport).contains("\"masked_name\":\"A** S**\",\"birth_year\":null,\"text\":\"N1:");
        final String dated = http.call("/v1/codes", PASSPORT + ",\"birth_date\":\"1980-01-31\"}").body();
        assertThat(dated).contains("\"birth_year\":1980");
        assertThat(person(dated)).isEqualTo(person(passport));
        final String typed = PASSPORT.replace("123456789", " 123 456-789 ").replace("GBR", "gbr");
        assertThat(person(http.call("/v1/codes", typed + "}").body()))
            .isEqualTo(person(passport));
        assertThat(person(http.call("/v1/codes", PASSPORT.replace("GBR", "USA") + "}").body())).isNotEqualTo(person(passport));
        assertThat(http.call("/v1/codes", PERMIT + "}").statusCode()).isEqualTo(200);
        assertThat(http.call("/v1/codes/reissue", PERMIT + "}").statusCode()).isEqualTo(200);
        assertThat(http.call("/v1/page-tickets", PERMIT + "}").statusCode()).isEqualTo(200);
    }

    @Test
    void shouldTakeRelativesByDocumentsAndNoAgeOfThem() {
        final String session = http.login(PERMIT + "}");
        final String applied = PASSPORT + ",\"residence\":\"elsewhere\",\"reason\":\"other\"";

        final HttpResponse<String> waits = http.page(session, "/pages/api/relatives", applied + "}");
        assertThat(waits.statusCode()).as(waits.body()).isEqualTo(202);
        assertThat(waits.body()).contains("\"birth_year\":null,\"number_end\":\"6789\"");
        http.assertProblem(http.page(session, "/pages/api/relatives", applied + ",\"birth_date\":\"2016-01-01\"}"),
            ProblemType.UNKNOWN_FIELD);
        final String both = "{\"guardian\":" + PERMIT + "},\"relative\":" + PASSPORT + "%s},\"residence\":\"city\",%s}";
        final String dated = ",\"birth_date\":\"2016-01-01\"";
        http.assertProblem(
            http.call("/v1/relatives", String.format(both, dated, "\"reason\":\"other\"")), ProblemType.UNKNOWN_FIELD);
        assertThat(http.as(http.kinshipKey(), "/v1/kinship", String.format(both, dated, "\"kinship\":\"parent\"")).body())
            .contains("\"state\":\"granted\"", "\"birth_year\":2016");
    }

    @Test
    void shouldShowNoMoreThanHalfOfAShortNumber() {
        final String session = http.login(HttpFixture.PERSON);

        assertThat(http.page(session, "/pages/api/relatives", PASSPORT.replace("123456789", "AB123")
            + ",\"residence\":\"city\",\"reason\":\"other\"}").body()).contains("\"number_end\":\"23\"");
    }

    @ParameterizedTest
    @CsvSource({
        "passport, 1234, GBR, bad-document, document.number, number_length",
        "passport, 12345678é, GBR, bad-document, document.number, number_character",
        "passport, '', GBR, bad-document, document.number, number_empty",
        "passport, 123456789, GB, bad-document, document.issuing_state, state_form",
        "passport, 123456789, '', bad-document, document.issuing_state, state_form",
        "taiwan_permit, 12345678, TWN, bad-document, document.issuing_state, state_not_wanted",
        "hk_macao_permit, K12345678, '', bad-document, document.number, number_form",
        "permanent_residence, 911101198001010051, '', bad-document, document.number, number_check",
        "permanent_residence, 1111111111111111111111111111111111111111111111111111111111111111111, '', bad-document,"
            + " document.number, number_too_long"})
    void shouldNameTheFieldAndTheTypo(
        final String type, final String number, final String state, final String slug, final String field, final String fault) {
        final String relative = "{\"document\":{\"type\":\"" + type + "\",\"number\":\"" + number
            + "\",\"issuing_state\":\"" + state + "\"},\"name\":\"Ann Smith\"}";
        final HttpResponse<String> own = http.call("/v1/codes", relative);
        assertThat(own.statusCode()).as(own.body()).isEqualTo(422);
        assertThat(own.body()).contains(
            "\"type\":\"/problems/" + slug + "\"", "\"field\":\"" + field + "\",\"fault\":\"" + fault + "\"");
        if (number.length() > 3) {
            assertThat(own.body()).doesNotContain(number);
        }
        assertThat(http.call("/v1/relatives",
            "{\"guardian\":" + HttpFixture.PERSON + ",\"relative\":" + relative + ",\"residence\":\"city\"}").body())
            .contains("\"field\":\"relative." + field + "\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{\"name\":\"Ann Smith\"} | MISSING_FIELD",
        "{\"name\":\"Ann Smith\",\"document\":null} | WRONG_TYPE",
        "{\"name\":\"Ann Smith\",\"document\":{}} | MISSING_FIELD",
        "{\"name\":\"Ann Smith\",\"document\":{\"type\":\"passport\"}} | MISSING_FIELD",
        "{\"name\":\"Ann Smith\",\"document\":{\"type\":\"visa\",\"number\":\"12345678\"}} | BAD_VALUE",
        "{\"name\":\"Ann Smith\",\"document\":{\"type\":\"passport\",\"number\":\"12345678\",\"x\":1}} | UNKNOWN_FIELD",
        "{\"name\":\"Ann Smith\",\"document\":{\"type\":\"taiwan_permit\",\"number\":12345678}} | WRONG_TYPE",
        "{\"name\":\"Ann Smith\",\"document\":{\"type\":\"taiwan_permit\",\"number\":\"12345678\"},\"birth_date\":\"1980\"}"
            + " | BAD_VALUE",
        "{\"name\":\"Ann Smith\",\"document\":{\"type\":\"taiwan_permit\",\"number\":\"12345678\"},\"birth_date\":\"2032-01-01\"}"
            + " | BAD_BIRTH_DATE"})
    void shouldReadDocumentsStrictly(final String body, final ProblemType type) {
        http.assertProblem(http.call("/v1/codes", body), type);
    }

    @Test
    void shouldTakeOneNumberOnly() {
        http.assertProblem(
            http.call("/v1/codes", PERMIT + ",\"id_number\":\"" + HttpFixture.ID_NUMBER + "\"}"), ProblemType.BAD_VALUE);
        http.assertProblem(http.call("/v1/codes", HttpFixture.PERSON.replace("}", ",\"birth_date\":\"1949-12-31\"}")),
            ProblemType.BAD_VALUE);
        final HttpResponse<String> typo = http.call("/v1/codes", HttpFixture.PERSON.replace("002X", "0021"));
        assertThat(typo.body()).contains("\"type\":\"/problems/bad-id-number\"", "\"field\":\"id_number\"}");
    }

    private static String person(final String body) {
        return body.replaceAll(".*\"person\":\"([0-9a-f]*).*", "$1");
    }
}
