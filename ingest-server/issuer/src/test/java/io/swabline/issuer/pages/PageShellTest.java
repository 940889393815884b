package io.swabline.issuer.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PageShellTest {
    private static final Pattern PLACE = Pattern.compile("\\{[a-z_]+}");

    private final PageShell shell = shell(true);

    @Test
    void shouldBeTheSameForTheSameVersionAndSetting() {
        assertThat(shell(true).build()).isEqualTo(shell.build()).matches("[0-9a-f]{16}");
        assertThat(shell(false).build()).isNotEqualTo(shell.build());
    }

    private static PageShell shell(final boolean relatives) {
        return new PageShell(relatives, "随申办", "Suishenban");
    }

    /** Without a script, as the page that asks for a click is shown. */
    @Test
    void shouldNamePersonAndAppInTheLanguageOfThePage() {
        final String chinese = new String(shell.page("enter.html", true, "张**"), StandardCharsets.UTF_8);
        final String english = new String(shell.page("enter.html", false, "<b>"), StandardCharsets.UTF_8);

        assertThat(chinese).contains("lang=\"zh-CN\"", "张**", "请关闭本页，从随申办重新打开").doesNotContainPattern(PLACE);
        assertThat(english).contains("lang=\"en\"", "&lt;b&gt;", "open it again from Suishenban").doesNotContainPattern(PLACE);
    }

    @Test
    void shouldNameItsOwnFilesOnlyAndLeaveNoMarkUnfilled() {
        final Pattern named = Pattern.compile("/pages/shell/([^/\"]*)/([^\"'`]*)");
        for (final String file : List.of("index.html", "relatives.html", "print.html", "manifest.webmanifest")) {
            final String text = text(shell.file(file));
            final Matcher names = named.matcher(text);
            while (names.find()) {
                assertThat(names.group(1)).as(file).isEqualTo(shell.build());
                assertThat(shell.file(names.group(2))).as(names.group(2)).isNotNull();
            }
            assertThat(text).as(file).doesNotContain("{build}", "{boot}", "{style}", "'{words}'")
                .doesNotContainPattern("data-t=\"[^\"]*\"[^>]*></");
        }
        assertThat(text(shell.serviceWorker())).contains(shell.build(), "'index.html'").doesNotContain("'{files}'", "{build}");
    }

    @Test
    void shouldHaveEachTextInBothLanguagesWithTheSamePlaces() throws IOException {
        final Map<String, String> chinese = words("zh");
        final Map<String, String> english = words("en");

        assertThat(english.keySet()).isEqualTo(chinese.keySet());
        assertThat(chinese).allSatisfy((key, text) -> {
            assertThat(text).as(key).isNotBlank();
            assertThat(english.get(key)).as(key).isNotBlank();
            assertThat(places(english.get(key))).as(key).containsExactlyInAnyOrderElementsOf(places(text));
        });
    }

    private static List<String> places(final String text) {
        return PLACE.matcher(text).results().map(place -> place.group()).distinct().toList();
    }

    @Test
    void shouldRefuseTextsThatAreNoFlatObject() {
        for (final String json : new String[] {"[]", "{\"a\":1}", "{\"a\":\"b\",\"a\":\"c\"}", "{\"a\":{}}"}) {
            assertThatThrownBy(() -> PageWords.parse("x.json", json)).as(json).hasMessageContaining("x.json");
        }
    }

    @Test
    void shouldWriteTextsSoThatTheyAreOnlyText() {
        final PageWords words = PageWords.parse("x.json", "{\"a\":\"</script>\\\"&\"}");

        assertThat(words.fill("<p data-t=\"a\"></p><b data-t-label=\"a\">x</b>")).isEqualTo(
            "<p data-t=\"a\">&lt;/script&gt;&quot;&amp;</p>"
                + "<b data-t-label=\"a\" aria-label=\"&lt;/script&gt;&quot;&amp;\">x</b>");
        assertThat(words.json(key -> true)).isEqualTo("{\"a\":\"\\u003c/script>\\\"&\"}");
        assertThatThrownBy(() -> words.fill("<p data-t=\"b\"></p>")).hasMessageContaining("have none for b");
    }

    private static Map<String, String> words(final String language) throws IOException {
        final String file = "words/" + language + ".json";
        try (InputStream in = PageShell.class.getResourceAsStream("/pages/" + file)) {
            return PageWords.parse(file, new String(in.readAllBytes(), StandardCharsets.UTF_8)).texts();
        }
    }

    private static String text(final ShellFile file) {
        return new String(file.plain(), StandardCharsets.UTF_8);
    }
}
