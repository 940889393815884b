package io.swabline.issuer.pages;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The pages' texts in one language: a flat JSON object of keys and texts. Immutable. */
final class PageWords {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final Pattern EMPTY_ELEMENT = Pattern.compile("(<(\\w+)\\b[^>]*\\sdata-t=\"([\\w.-]+)\"[^>]*>)(</\\2>)");
    private static final Pattern LABEL = Pattern.compile("data-t-([a-z]+)=\"([\\w.-]+)\"");

    private final String file;
    private final Map<String, String> texts;

    private PageWords(final String file, final Map<String, String> texts) {
        this.file = file;
        this.texts = texts;
    }

    /** @throws IllegalStateException if the file is no flat object of texts, or has a key twice */
    static PageWords parse(final String file, final String json) {
        final Map<String, String> texts = new TreeMap<>();
        try (JsonParser parser = FACTORY.createParser(json)) {
            require(parser.nextToken() == JsonToken.START_OBJECT, file, "an object");
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                final String key = parser.currentName();
                require(parser.nextToken() == JsonToken.VALUE_STRING, file, "a text at " + key);
                require(texts.put(key, parser.getText()) == null, file, "one text only at " + key);
            }
            return new PageWords(file, texts);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void require(final boolean holds, final String file, final String what) {
        if (!holds) {
            throw new IllegalStateException("the pages' texts " + file + " must have " + what);
        }
    }

    Map<String, String> texts() {
        return Map.copyOf(texts);
    }

    /** Those of some keys, as a JSON object that may stand in a script of a page. */
    String json(final Predicate<String> keys) {
        return texts.entrySet().stream().filter(text -> keys.test(text.getKey()))
            .map(text -> quoted(text.getKey()) + ":" + quoted(text.getValue()))
            .collect(Collectors.joining(",", "{", "}"));
    }

    /** No text can end the script that it stands in. */
    private static String quoted(final String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("<", "\\u003c")
            .replace("\u2028", "\\u2028").replace("\u2029", "\\u2029") + '"';
    }

    /**
     * A page with its texts: {@code <p data-t="key"></p>} gets one, and {@code data-t-label="key"} an {@code aria-label}
     * beside it ({@code data-t-alt} an {@code alt}, and so on).
     */
    String fill(final String html) {
        final String filled = EMPTY_ELEMENT.matcher(html).replaceAll(found ->
            Matcher.quoteReplacement(found.group(1) + escaped(text(found.group(3))) + found.group(4)));
        return LABEL.matcher(filled).replaceAll(found -> Matcher.quoteReplacement(found.group() + " "
            + (found.group(1).equals("label") ? "aria-label" : found.group(1)) + "=\"" + escaped(text(found.group(2))) + '"'));
    }

    private String text(final String key) {
        final String text = texts.get(key);
        if (text == null) {
            throw new IllegalStateException("the pages' texts " + file + " have none for " + key);
        }
        return text;
    }

    /** A text as HTML shows it. */
    static String escaped(final String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;").replace("'", "&#39;");
    }
}
