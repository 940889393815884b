package io.swabline.issuer.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/**
 * What goes back for a request.
 *
 * @param status      HTTP status
 * @param contentType null if there is no body
 * @param body        not changed after this
 * @param headers     beside those that every answer has
 */
record Answer(int status, String contentType, byte[] body, Map<String, String> headers) {
    static final String JSON = "application/json";
    static final String PROBLEM_JSON = "application/problem+json";

    private static final JsonFactory FACTORY = new JsonFactory();

    /** Writes the fields of one object. */
    @FunctionalInterface
    interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    Answer withStatus(final int other) {
        return new Answer(other, contentType, body, headers);
    }

    static Answer empty(final int status, final Map<String, String> headers) {
        return new Answer(status, null, new byte[0], headers);
    }

    static Answer json(final int status, final Fields fields) {
        return new Answer(status, JSON, object(fields), Map.of());
    }

    static Answer problem(final Refusal refusal) {
        final ProblemType type = refusal.type();
        return new Answer(type.status(), PROBLEM_JSON, object(json -> {
            json.writeStringField("type", type.uri());
            json.writeStringField("title", type.title());
            json.writeStringField("title_zh", type.titleZh());
            json.writeNumberField("status", type.status());
            json.writeStringField("detail", refusal.getMessage());
            if (refusal.field() != null) {
                json.writeStringField("field", refusal.field());
            }
            if (refusal.fault() != null) {
                json.writeStringField("fault", refusal.fault());
            }
        }), refusal.headers());
    }

    Answer with(final String header, final String value) {
        final Map<String, String> more = new HashMap<>(headers);
        more.put(header, value);
        return new Answer(status, contentType, body, Map.copyOf(more));
    }

    private static byte[] object(final Fields fields) {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 10);
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
