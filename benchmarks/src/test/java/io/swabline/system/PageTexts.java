package io.swabline.system;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;

/** The pages' texts in one language, so that a test can follow the pages in either. */
final class PageTexts {
    private final Map<String, String> texts = new HashMap<>();

    private PageTexts() {
    }

    /** @param language {@code zh} or {@code en} */
    static PageTexts in(final String language) throws IOException {
        final PageTexts words = new PageTexts();
        try (InputStream in = PageTexts.class.getResourceAsStream("/pages/words/" + language + ".json");
            JsonParser json = new JsonFactory().createParser(in)) {
            json.nextToken();
            for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
                words.texts.put(key, json.nextTextValue());
            }
        }
        return words;
    }

    /** The longest part of the text without a place that the pages fill. */
    String t(final String key) {
        String longest = "";
        for (final String part : texts.get(key).split("\\{\\w+}")) {
            longest = part.length() > longest.length() ? part : longest;
        }
        return longest.strip();
    }
}
