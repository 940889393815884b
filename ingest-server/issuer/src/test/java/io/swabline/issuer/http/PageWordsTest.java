package io.swabline.issuer.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The pages' words: the same in both languages, none missing, none left over, and none of either language elsewhere. */
class PageWordsTest {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)}");
    private static final Pattern HAN = Pattern.compile("\\p{IsHan}");
    /** Keys as pages and modules write them; those that are put together begin with one of the groups. */
    private static final Pattern KEY = Pattern.compile("['\"]([a-z]+(?:_[a-z]+)*\\.[a-z_-]+)['\"]");
    private static final Pattern COMPOSED = Pattern.compile("`([a-z_]+)\\.\\$\\{|known\\('([a-z_]+)'");

    @Test
    void shouldHaveTheSameWordsInBothLanguages() throws IOException {
        final Map<String, String> chinese = words("zh");
        final Map<String, String> english = words("en");
        assertThat(chinese.keySet()).containsExactlyElementsOf(english.keySet());
        chinese.forEach((key, text) -> assertThat(placeholders(text)).as(key).isEqualTo(placeholders(english.get(key))));
        english.forEach((key, text) ->
            assertThat(HAN.matcher(text).find()).as("Chinese in English: " + key).isEqualTo(key.equals("frame.other_language")));
    }

    @Test
    void shouldHaveAllWordsThatAreAskedFor() throws IOException {
        final Map<String, String> chinese = words("zh");
        final Set<String> groups = chinese.keySet().stream().map(key -> key.split("\\.")[0]).collect(Collectors.toSet());
        final Set<String> asked = new TreeSet<>();
        final Set<String> composed = new TreeSet<>();
        for (final Path file : sources()) {
            final String source = Files.readString(file);
            final Matcher keys = KEY.matcher(source);
            while (keys.find()) {
                if (!keys.group(1).matches(".*\\.(js|html)") && groups.contains(keys.group(1).split("\\.")[0])) {
                    asked.add(keys.group(1));
                }
            }
            final Matcher groupsOfKeys = COMPOSED.matcher(source);
            while (groupsOfKeys.find()) {
                composed.add(groupsOfKeys.group(1) == null ? groupsOfKeys.group(2) : groupsOfKeys.group(1));
            }
        }
        assertThat(asked).hasSizeGreaterThan(100).isSubsetOf(chinese.keySet());
        assertThat(chinese.keySet().stream().filter(key -> !asked.contains(key) && !composed.contains(key.split("\\.")[0])))
            .as("words that nothing shows").isEmpty();
    }

    /** Pages and modules hold keys only. */
    @Test
    void shouldHaveTextsInTheFilesOfWordsOnly() throws IOException {
        final List<String> found = new ArrayList<>();
        for (final Path file : sources()) {
            if (HAN.matcher(Files.readString(file)).find()) {
                found.add(file.getFileName().toString());
            }
        }
        assertThat(found).as("files with Chinese in them").isEmpty();
    }

    private static Map<String, String> words(final String language) throws IOException {
        final Map<String, String> words = new LinkedHashMap<>();
        try (InputStream in = PageWordsTest.class.getResourceAsStream("/pages/words/" + language + ".json");
            JsonParser json = new JsonFactory().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).createParser(in)) {
            assertThat(json.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
                words.put(key, json.nextTextValue());
            }
        }
        return words;
    }

    private static Set<String> placeholders(final String text) {
        return PLACEHOLDER.matcher(text).results().map(result -> result.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/resources/pages"))) {
            return files.filter(file -> file.toString().endsWith(".js") || file.toString().endsWith(".html")).sorted().toList();
        }
    }
}
