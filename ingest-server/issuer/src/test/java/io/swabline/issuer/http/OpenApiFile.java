package io.swabline.issuer.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;

/** The OpenAPI file as a tree, and what it says of bodies. */
final class OpenApiFile {
    private final Map<String, Object> root;
    private final Map<String, Schema> schemas = new HashMap<>();

    OpenApiFile(final String yaml) {
        this.root = new Yaml().load(yaml);
    }

    Map<String, Object> paths() {
        return map(root.get("paths"));
    }

    Map<String, Object> operation(final String method, final String path) {
        return map(map(paths().get(path)).get(method));
    }

    /** Follows a reference, if it is one. */
    Map<String, Object> resolve(final Object node) {
        final Map<String, Object> map = map(node);
        if (!map.containsKey("$ref")) {
            return map;
        }
        Object found = root;
        for (final String step : map.get("$ref").toString().substring(2).split("/")) {
            found = map(found).get(step);
        }
        return map(found);
    }

    /** Fails unless the file knows an answer with that status, that type and, if it is JSON, that body. */
    void assertDescribes(final String method, final String path, final int status, final String type, final String body) {
        final Map<String, Object> responses = map(operation(method, path).get("responses"));
        assertThat(responses).as("%s %s", method, path).containsKey(Integer.toString(status));
        final Map<String, Object> response = resolve(responses.get(Integer.toString(status)));
        if (type == null) {
            assertThat(response).doesNotContainKey("content");
            return;
        }
        final Map<String, Object> content = map(response.get("content"));
        assertThat(content).as("%s %s %s", method, path, status).containsKey(type);
        final Object schema = map(content.get(type)).get("schema");
        if (schema != null) {
            assertThat(schemas.computeIfAbsent(schema.toString(), any -> compile(schema)).validate(body, InputFormat.JSON))
                .as("%s %s %s %s", method, path, status, body).isEmpty();
        }
    }

    private Schema compile(final Object schema) {
        final Map<String, Object> whole = new LinkedHashMap<>(map(schema));
        whole.put("components", root.get("components"));
        final StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            write(json, whole);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(text.toString(), InputFormat.JSON);
    }

    private static void write(final JsonGenerator json, final Object node) throws IOException {
        if (node instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (final Map.Entry<?, ?> entry : map.entrySet()) {
                json.writeFieldName(entry.getKey().toString());
                write(json, entry.getValue());
            }
            json.writeEndObject();
        } else if (node instanceof List<?> list) {
            json.writeStartArray();
            for (final Object element : list) {
                write(json, element);
            }
            json.writeEndArray();
        } else {
            json.writePOJO(node);
        }
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(final Object node) {
        return (Map<String, Object>) node;
    }
}
