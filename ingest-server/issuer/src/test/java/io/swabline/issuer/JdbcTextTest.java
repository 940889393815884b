package io.swabline.issuer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where passwords stand in JDBC URLs. */
class JdbcTextTest {
    private static final String[] WITH_A_SECRET = {
        "jdbc:postgresql://db.example/swabline?password=hidden", "jdbc:postgresql://db.example/s?user=u&password=hidden&ssl=true",
        "jdbc:postgresql://db.example/s?password=a;hidden&ssl=true", "jdbc:postgresql://db.example/s?sslpassword=hidden",
        "jdbc:postgresql://db.example/s?PASSWORD=hidden", "jdbc:postgresql://user:hidden@db.example/s",
        "jdbc:postgresql://user:p@hidden@db.example:5432/s", "jdbc:h2:file:/data/registry;PASSWORD=hidden",
        "jdbc:h2:file:/data/registry;CIPHER=AES;PASSWORD=hidden hidden;TRACE_LEVEL_FILE=0",
        "jdbc:h2:file:/data/registry;PASSWORD=a\\;hidden;X=1", "jdbc:h2:file:/data/registry;PASSWORD=a&hidden",
        "jdbc:mysql://db.example/s?password=a;hidden&hidden", "jdbc:postgresql://db.example/s?password=", "password=hidden",
        "jdbc:postgresql://bob:p/hidden@db.example/s", "jdbc:postgresql://bob:a@hidden@db.example/s",
        "jdbc:postgresql://db.example/s?password=a&bhidden", "jdbc:postgresql://db.example/s?pass%77ord=hidden",
        "jdbc:postgresql://db.example/s?options=-c%20x=hidden", "jdbc:postgresql://db.example/s?#password=hidden",
        "jdbc:postgresql://db.example/s;x=hidden", "jdbc:postgresql://db.example/s?user=u&password =hidden",
        " jdbc:postgresql://db.example/s?user=u&key=hidden", "JDBC:POSTGRESQL://u:hidden@db.example/s",
        "jdbc:h2:tcp://u:hidden@db.example/s", "jdbc:mysql://bob:hidden@db.example/s"};

    @Test
    void shouldShowNoPasswordOfAUrlNorOfATextThatHoldsOne() {
        for (final String url : WITH_A_SECRET) {
            assertThat(JdbcText.maskedUrl(url)).as(url).doesNotContain("hidden").contains("***");
            assertThat(JdbcText.masked("cannot use \"" + url + "\" [90046-232]")).doesNotContain("hidden").contains("***")
                .startsWith("cannot use \"");
            assertThat(JdbcText.masked("jdbcUrl=" + url + ", no driver\nat line 2")).doesNotContain("hidden")
                .endsWith("at line 2");
        }
    }

    @Test
    void shouldShowTheDatabaseAndTheNamesOfParameters() {
        assertThat(JdbcText.maskedUrl(WITH_A_SECRET[1]))
            .isEqualTo("jdbc:postgresql://db.example/s?user=***&password=***&ssl=***");
        assertThat(JdbcText.maskedUrl(WITH_A_SECRET[8]))
            .isEqualTo("jdbc:h2:file:/data/registry;CIPHER=***;PASSWORD=***;TRACE_LEVEL_FILE=***");
        assertThat(JdbcText.maskedUrl(WITH_A_SECRET[5])).isEqualTo("jdbc:postgresql://***@db.example/s");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30d", "jdbc:postgresql://db.example:5432,other/swabline",
        "jdbc:h2:file:/data/a@b/registry", "a@b.example", "/home/u/password.txt"})
    void shouldLeaveOtherValuesAsTheyAre(final String value) {
        assertThat(JdbcText.maskedUrl(value)).isEqualTo(value);
    }
}
