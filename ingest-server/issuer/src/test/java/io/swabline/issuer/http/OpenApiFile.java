package io.swabline.issuer.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.yaml.snakeyaml.Yaml;

/** The OpenAPI file as a tree, and what it says of bodies and headers. */
final class OpenApiFile {
    /** Headers that callers act on; those that every answer has are told of once, in the file's introduction. */
    private static final Set<String> TOLD_HEADERS = Set.of(
        "retry-after", "etag", "location", "set-cookie", "www-authenticate", "allow", "service-worker-allowed");

    private final Map<String, Object> root;
    private final Map<String, Schema> schemas = new HashMap<>();

    OpenApiFile(final String yaml) {
        this.root = new Yaml().load(yaml);
    }

    /** As it lies beside the classes that serve it. */
    static OpenApiFile ofTheClassPath() {
        try (InputStream in = ApiEndpoints.class.getResourceAsStream("openapi.yaml")) {
            return new OpenApiFile(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Map<String, Object> paths() {
        return map(root.get("paths"));
    }

    Map<String, Object> operation(final String method, final String path) {
        return map(map(paths().get(path)).get(method));
    }

    /** Gives "METHOD path" and the operation, one after the other. */
    void eachOperation(final BiConsumer<String, Map<String, Object>> told) {
        paths().forEach((path, item) -> map(item).forEach((method, operation) -> {
            if (!method.equals("parameters")) {
                told.accept(method.toUpperCase(Locale.ROOT) + " " + path, map(operation));
            }
        }));
    }

    Map<String, Object> components(final String kind) {
        return map(map(root.get("components")).get(kind));
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
        assertThat(found).as("what %s leads to", map.get("$ref")).isNotNull();
        return map(found);
    }

    /** The values of the examples of a media type, whether it has one or several with names. */
    List<Object> examples(final Map<String, Object> mediaType) {
        final List<Object> values = new ArrayList<>();
        if (mediaType.containsKey("example")) {
            values.add(mediaType.get("example"));
        }
        if (mediaType.containsKey("examples")) {
            map(mediaType.get("examples")).values().forEach(example -> values.add(resolve(example).get("value")));
        }
        return values;
    }

    /** Fails unless that JSON fits the schema of the media type. */
    void assertFits(final String where, final Map<String, Object> mediaType, final String json) {
        final Object schema = mediaType.get("schema");
        assertThat(schema).as("schema of %s", where).isNotNull();
        assertThat(schemas.computeIfAbsent(schema.toString(), any -> compile(schema)).validate(json, InputFormat.JSON))
            .as("%s %s", where, json).isEmpty();
    }

    /**
     * Fails unless the file knows an answer with that status, that type and those headers, and, if it is JSON, that body, with no
     * field that its examples do not show.
     */
    void assertDescribes(final String path, final HttpResponse<String> answer) {
        final String method = answer.request().method().toLowerCase(Locale.ROOT);
        final String status = Integer.toString(answer.statusCode());
        final String where = method + " " + path + " " + status;
        final Map<String, Object> responses = map(operation(method, path).get("responses"));
        assertThat(responses).as(where).containsKey(status);
        final Map<String, Object> response = resolve(responses.get(status));
        assertHeaders(where, response, answer.headers().map());
        final String contentType = answer.headers().firstValue("Content-Type").orElse(null);
        if (contentType == null) {
            assertThat(response).as(where).doesNotContainKey("content");
            return;
        }
        final Map<String, Object> content = map(response.get("content"));
        final String type = contentType.replaceFirst(";.*", "");
        assertThat(content).as(where).containsAnyOf(Map.entry(type, content.getOrDefault(type, "none")),
            Map.entry("*/*", content.getOrDefault("*/*", "none")));
        final Map<String, Object> mediaType = map(content.getOrDefault(type, Map.of()));
        if (mediaType.containsKey("schema")) {
            assertFits(where, mediaType, answer.body());
            final Set<String> shown = new TreeSet<>();
            examples(mediaType).forEach(example -> addShape("", example, shown));
            final Set<String> real = new TreeSet<>();
            addShape("", new Yaml().load(answer.body()), real);
            assertThat(shown).as("fields in the examples of %s", where).containsAll(real);
        }
    }

    private void assertHeaders(
        final String where, final Map<String, Object> response, final Map<String, List<String>> answered) {
        final Map<String, Object> told = response.containsKey("headers") ? map(response.get("headers")) : Map.of();
        final Set<String> toldNames = new TreeSet<>();
        told.keySet().forEach(name -> toldNames.add(name.toLowerCase(Locale.ROOT)));
        final Set<String> answeredNames = new TreeSet<>();
        answered.keySet().forEach(name -> answeredNames.add(name.toLowerCase(Locale.ROOT)));
        told.forEach((name, header) -> {
            if (Boolean.TRUE.equals(resolve(header).get("required"))) {
                assertThat(answeredNames).as("headers of %s", where).contains(name.toLowerCase(Locale.ROOT));
            }
        });
        answeredNames.retainAll(TOLD_HEADERS);
        assertThat(toldNames).as("headers of %s that the file tells of", where).containsAll(answeredNames);
    }

    /** The names of all fields with the way to them. An empty list says nothing of its elements. */
    private static void addShape(final String prefix, final Object node, final Set<String> shape) {
        if (node instanceof Map<?, ?> map) {
            map.forEach((name, value) -> {
                shape.add(prefix + "." + name);
                addShape(prefix + "." + name, value, shape);
            });
        } else if (node instanceof List<?> list) {
            list.forEach(element -> addShape(prefix + "[]", element, shape));
        }
    }

    /** The JSON of a part of the file. */
    static String json(final Object node) {
        final StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            write(json, node);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private Schema compile(final Object schema) {
        final Map<String, Object> whole = new LinkedHashMap<>(map(schema));
        whole.put("components", root.get("components"));
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(json(whole), InputFormat.JSON);
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
