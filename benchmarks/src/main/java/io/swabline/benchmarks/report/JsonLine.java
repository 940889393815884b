package io.swabline.benchmarks.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** JSON objects on a line each. */
public final class JsonLine {
    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonLine() {
    }

    /** One object of texts, numbers and booleans, in the order of the map; what is null is left out. */
    public static String write(final Map<String, ?> fields) {
        final StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.writeStartObject();
            for (final Map.Entry<String, ?> field : fields.entrySet()) {
                writeField(json, field.getKey(), field.getValue());
            }
            json.writeEndObject();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void writeField(final JsonGenerator json, final String name, final Object value) throws IOException {
        if (value instanceof Long || value instanceof Integer) {
            json.writeNumberField(name, ((Number) value).longValue());
        } else if (value instanceof Double number) {
            json.writeNumberField(name, number);
        } else if (value instanceof Boolean bool) {
            json.writeBooleanField(name, bool);
        } else if (value != null) {
            json.writeStringField(name, value.toString());
        }
    }

    /** The values of an object by their paths, such as {@code latency_us.p99}; elements of arrays by their index. */
    public static Map<String, String> read(final String line) {
        final Map<String, String> values = new LinkedHashMap<>();
        try (JsonParser json = FACTORY.createParser(line)) {
            JsonToken token;
            while ((token = json.nextToken()) != null) {
                if (token.isScalarValue()) {
                    final String pointer = json.getParsingContext().pathAsPointer().toString();
                    values.put(pointer.substring(1).replace('/', '.'), json.getText());
                }
            }
        } catch (final IOException e) {
            throw new UncheckedIOException("not a line of JSON: " + line, e);
        }
        return values;
    }
}
