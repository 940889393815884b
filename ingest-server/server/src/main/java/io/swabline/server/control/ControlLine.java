package io.swabline.server.control;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** A request or an answer on the wire: one JSON object of texts, in one line. */
final class ControlLine {
    private static final JsonFactory FACTORY = new JsonFactory();

    private ControlLine() {
    }

    /** With the line feed at its end; JSON escapes those within. */
    static byte[] write(final Map<String, String> fields) {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            json.writeStartObject();
            for (final Map.Entry<String, String> field : fields.entrySet()) {
                json.writeStringField(field.getKey(), field.getValue());
            }
            json.writeEndObject();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        bytes.write('\n');
        return bytes.toByteArray();
    }

    /** The fields in order; numbers and truth values as texts, others are an {@link IOException}. */
    static Map<String, String> parse(final byte[] bytes, final int offset, final int length) throws IOException {
        final Map<String, String> fields = new LinkedHashMap<>();
        try (JsonParser json = FACTORY.createParser(bytes, offset, length)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("not a JSON object");
            }
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                final JsonToken value = json.nextToken();
                if (!value.isScalarValue()) {
                    throw new IOException("the field " + name + " is neither text, number nor truth value");
                }
                if (fields.put(name, json.getText()) != null) {
                    throw new IOException("the field " + name + " is there twice");
                }
            }
            if (json.currentToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
                throw new IOException("not one JSON object");
            }
        }
        return fields;
    }
}
