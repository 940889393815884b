package io.swabline.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/** The values of one JSON object by their path, such as {@code latency_us.p99}. The elements of an array are one text. */
final class JsonFields {
    private final Map<String, String> byPath;

    private JsonFields(final Map<String, String> byPath) {
        this.byPath = byPath;
    }

    static JsonFields parse(final String text) throws IOException {
        final Map<String, String> byPath = new LinkedHashMap<>();
        final Deque<String> parents = new ArrayDeque<>();
        try (JsonParser parser = new JsonFactory().createParser(text)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.START_ARRAY) {
                    byPath.put(parents.peek() + parser.currentName(), elements(parser));
                } else if (token == JsonToken.START_OBJECT) {
                    final String name = parser.currentName();
                    parents.push(name == null ? "" : (parents.isEmpty() ? "" : parents.peek()) + name + ".");
                } else if (token == JsonToken.END_OBJECT) {
                    parents.pop();
                } else if (token.isScalarValue() && parser.currentName() != null) {
                    byPath.put(parents.peek() + parser.currentName(), parser.getText());
                }
            }
        }
        return new JsonFields(byPath);
    }

    /** The plain elements of an array, in one text; the parser goes to its end. */
    private static String elements(final JsonParser parser) throws IOException {
        final StringJoiner elements = new StringJoiner("; ");
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token.isScalarValue()) {
                elements.add(parser.getText());
            } else {
                parser.skipChildren();
            }
        }
        return elements.toString();
    }

    /** A number; 0 where there is none. */
    long number(final String path) {
        final String value = byPath.get(path);
        return value == null ? 0 : (long) Double.parseDouble(value);
    }

    boolean isTrue(final String path) {
        return "true".equals(byPath.get(path));
    }

    String text(final String path) {
        return byPath.getOrDefault(path, "");
    }
}
