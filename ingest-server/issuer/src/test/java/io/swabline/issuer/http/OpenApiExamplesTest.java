package io.swabline.issuer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/**
 * What the OpenAPI file holds beside routes: names of operations, problem types, examples of all bodies, headers of refusals.
 * Every operation is held to it, those that are added later too.
 */
class OpenApiExamplesTest {
    private static final String PROBLEM = "application/problem+json";

    private final OpenApiFile file = OpenApiFile.ofTheClassPath();

    @Test
    void shouldNameEveryOperationByTheScheme() {
        final Set<String> ids = new HashSet<>();
        file.eachOperation((name, operation) -> {
            final String id = String.valueOf(operation.get("operationId"));
            final String scheme = name.contains(" /v1/") ? "(?!pages|open)[a-z]+([A-Z][a-z]*)+"
                : name.contains(" /pages/api/") ? "pages([A-Z][a-z]*)+" : "open([A-Z][a-z]*)+";
            assertThat(id).as("operationId of %s", name).matches(scheme);
            assertThat(ids.add(id)).as("operationId %s is of %s alone", id, name).isTrue();
        });
        assertThat(ids).hasSizeGreaterThan(40);
    }

    @Test
    void shouldListAllProblemTypesAndNoOthers() {
        assertThat(OpenApiFile.map(file.components("schemas").get("ProblemType")).get("enum"))
            .isEqualTo(Arrays.stream(ProblemType.values()).map(ProblemType::uri).toList());
    }

    @Test
    void shouldShowEveryProblemAsItIsAnswered() {
        for (final ProblemType type : ProblemType.values()) {
            final Map<String, Object> example = OpenApiFile.map(file.components("examples").get(type.slug()));
            assertThat(example).as("components/examples/%s", type.slug()).isNotNull();
            assertThat(OpenApiFile.map(example.get("value"))).as(type.slug()).contains(
                entry("type", type.uri()), entry("title", type.title()), entry("title_zh", type.titleZh()),
                entry("status", type.status())).containsKey("detail");
        }
    }

    /** A problem that no answer shows is one that callers do not expect. */
    @Test
    void shouldShowEveryProblemWithAnAnswerOfItsStatus() {
        final Set<String> shown = new HashSet<>();
        eachResponse((name, status, response) -> {
            final Map<String, Object> mediaType = mediaType(response, PROBLEM);
            if (mediaType != null) {
                for (final Object example : file.examples(mediaType)) {
                    final Map<String, Object> problem = OpenApiFile.map(example);
                    assertThat(problem.get("status").toString()).as("%s %s %s", name, status, problem.get("type"))
                        .matches(status.equals("default") ? "[45][0-9]{2}" : status.replace("XX", "[0-9]{2}"));
                    shown.add(problem.get("type").toString());
                }
            }
        });
        assertThat(shown).containsExactlyInAnyOrderElementsOf(
            Arrays.stream(ProblemType.values()).map(ProblemType::uri).toList());
    }

    @Test
    void shouldShowAnExampleOfEveryAnswer() {
        eachResponse((name, status, response) -> eachMediaType(response, (type, mediaType) -> {
            if (type.equals("application/json") || type.equals(PROBLEM)) {
                assertExamples(name + " " + status + " " + type, mediaType);
            } else {
                assertThat(mediaType).as("%s %s %s: files have no schema", name, status, type).doesNotContainKey("schema");
            }
        }));
    }

    @Test
    void shouldShowAnExampleOfEveryBody() {
        file.eachOperation((name, operation) -> {
            if (operation.containsKey("requestBody")) {
                eachMediaType(file.resolve(operation.get("requestBody")), (type, mediaType) -> assertExamples(name, mediaType));
            }
        });
    }

    @Test
    void shouldTellWhenToComeBack() {
        eachResponse((name, status, response) -> {
            if (status.equals("429") || status.equals("503")) {
                final Map<String, Object> header = header(response, "Retry-After");
                assertThat(header).as("Retry-After of %s %s", name, status).isNotNull();
                assertThat(header.get("required")).as("%s %s", name, status).isEqualTo(true);
                assertThat(OpenApiFile.map(header.get("schema"))).contains(entry("type", "integer"), entry("minimum", 1));
            }
        });
    }

    @Test
    void shouldSayWhatHeadersMeanAndShowThem() {
        eachResponse((name, status, response) -> {
            final Map<String, Object> headers =
                response.containsKey("headers") ? OpenApiFile.map(response.get("headers")) : Map.of();
            headers.keySet().forEach(header -> assertThat(header(response, header))
                .as("%s of %s %s", header, name, status).containsKeys("description", "schema", "example"));
        });
    }

    /** What any request may be answered, however it was meant. */
    @Test
    void shouldTellOfAnswersToAnyRequest() {
        file.eachOperation((name, operation) -> assertThat(OpenApiFile.map(operation.get("responses"))).as(name).contains(
            entry("4XX", Map.of("$ref", "#/components/responses/Unreadable")),
            entry("default", Map.of("$ref", "#/components/responses/Fault"))));
    }

    private void assertExamples(final String where, final Map<String, Object> mediaType) {
        final List<Object> examples = file.examples(mediaType);
        assertThat(examples).as("examples of %s", where).isNotEmpty();
        examples.forEach(example -> file.assertFits("the example of " + where, mediaType, OpenApiFile.json(example)));
    }

    /** Takes each answer of each operation. */
    @FunctionalInterface
    private interface EachResponse {
        void take(String operation, String status, Map<String, Object> response);
    }

    private void eachResponse(final EachResponse each) {
        file.eachOperation((name, operation) -> new TreeMap<>(OpenApiFile.map(operation.get("responses"))).forEach(
            (status, response) -> each.take(name, status, file.resolve(response))));
    }

    private static void eachMediaType(
        final Map<String, Object> node, final BiConsumer<String, Map<String, Object>> each) {
        if (node.containsKey("content")) {
            OpenApiFile.map(node.get("content")).forEach((type, mediaType) -> each.accept(type, OpenApiFile.map(mediaType)));
        }
    }

    private static Map<String, Object> mediaType(final Map<String, Object> response, final String type) {
        return response.containsKey("content")
            ? OpenApiFile.map(OpenApiFile.map(response.get("content")).get(type)) : null;
    }

    private Map<String, Object> header(final Map<String, Object> response, final String name) {
        final Object header = response.containsKey("headers") ? OpenApiFile.map(response.get("headers")).get(name) : null;
        return header == null ? null : file.resolve(header);
    }
}
