package io.swabline.issuer.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.issuer.DeskSettings;
import io.swabline.issuer.RegistryDesk;
import io.swabline.protocol.SamplingKeys;
import io.swabline.protocol.trust.RegistryNote;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The API on the registry itself. */
class RegistryOverHttpTest {
    private static final String CHILD = "{\"id_number\":\"110101201603070015\",\"name\":\"欧阳小宝\"}";

    @TempDir
    private Path dir;

    @Test
    void shouldIssueReissueAndServeRelatives() {
        final List<RegistryNote> cutoffs = Collections.synchronizedList(new ArrayList<>());
        try (HttpFixture http = HttpFixture.start(dir)) {
            final SamplingKeys keys = SamplingKeys.load(dir.resolve("keys.properties"));
            try (RegistryDesk desk = RegistryDesk.open(
                DeskSettings.embedded(dir), () -> keys, cutoffs::addAll, () -> HttpFixture.NOW)) {
                http.setDesk(desk);
                final List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    answers.add(http.client().sendAsync(
                        http.json("/v1/codes", HttpFixture.PERSON).header("Authorization", "Bearer " + http.key()).build(),
                        HttpResponse.BodyHandlers.ofString()));
                }
                final Set<String> texts = new HashSet<>();
                answers.forEach(answer -> texts.add(field("text", answer.join())));
                assertThat(texts).hasSize(1);

                final HttpResponse<String> granted = http.call("/v1/relatives",
                    "{\"guardian\":" + HttpFixture.PERSON + ",\"relative\":" + CHILD + ",\"residence\":\"city\"}");
                assertThat(granted.statusCode()).as(granted.body()).isEqualTo(201);
                final String relation = "/v1/relatives/" + field("relation", granted);
                final String guardian = "{\"guardian\":" + HttpFixture.PERSON + "}";
                final String child = field("text", http.call(relation + "/code", guardian));
                assertThat(field("text", http.call(relation + "/reissue", guardian))).isNotEqualTo(child);
                assertThat(cutoffs).hasSize(1);
                final HttpResponse<String> reissued = http.call("/v1/codes/reissue", HttpFixture.PERSON);
                assertThat(texts).doesNotContain(field("text", reissued));
                assertThat(cutoffs).hasSize(2);
            }
            http.assertProblem(http.call("/v1/codes", HttpFixture.PERSON), ProblemType.REGISTRY_UNAVAILABLE);
        }
    }

    private static String field(final String name, final HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
        return answer.body().replaceAll(".*\"" + name + "\":\"([^\"]*)\".*", "$1");
    }
}
