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
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stranger who knows an adult's ID number and surname, and the pages. */
class StrangerTest {
    private static final String VICTIM = "{\"id_number\":\"110101198001010053\",\"name\":\"王大力\"}";

    @TempDir
    private Path dir;
    private HttpFixture http;
    private RegistryDesk desk;
    private final List<RegistryNote> cutoffs = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void start() {
        http = HttpFixture.start(dir);
        final SamplingKeys keys = SamplingKeys.load(dir.resolve("keys.properties"));
        desk = RegistryDesk.open(DeskSettings.embedded(dir), () -> keys, cutoffs::addAll, () -> HttpFixture.NOW);
        http.setDesk(desk);
    }

    @AfterEach
    void stop() {
        desk.close();
        http.close();
    }

    private String apply(final String session) {
        return http.page(session, "/pages/api/relatives",
            VICTIM.replace("}", ",\"residence\":\"city\",\"reason\":\"other\"}")).body();
    }

    @Test
    void shouldNotTakeOverACode() {
        final String victim = http.login(VICTIM);
        final String before = field("text", http.page(victim, "/pages/api/code", null).body());
        final String stranger = http.login(HttpFixture.PERSON);
        final String relation = "/pages/api/relatives/" + field("relation", apply(stranger));

        assertThat(http.page(stranger, relation + "/code", null).statusCode()).as("the victim's code").isNotEqualTo(200);
        for (int i = 0; i < 5; i++) {
            assertThat(http.page(stranger, relation + "/reissue", "").statusCode()).as("a re-issue").isNotEqualTo(200);
        }
        assertThat(cutoffs).isEmpty();
        assertThat(field("text", http.page(victim, "/pages/api/code", null).body())).isEqualTo(before);
        assertThat(http.page(victim, "/pages/api/code/reissue", "").statusCode()).as("the victim's own").isEqualTo(200);
    }

    @Test
    void shouldBeSeenAndRefusedByTheVictim() {
        final String victim = http.login(VICTIM);
        final String stranger = http.login(HttpFixture.PERSON);
        apply(stranger);

        final String seen = http.page(victim, "/pages/api/guardians", null).body();
        assertThat(seen).contains("\"masked_name\":\"欧阳**\"", "\"state\":\"pending\"");
        final String relation = "/pages/api/guardians/" + field("relation", seen);
        assertThat(http.page(stranger, relation + "/accept", "{}").statusCode()).as("by the stranger").isEqualTo(404);
        assertThat(http.page(victim, relation + "/refuse", "").statusCode()).isEqualTo(204);
        assertThat(http.page(stranger, "/pages/api/relatives", null).body()).contains("\"state\":\"refused\"");
        assertThat(http.page(victim, "/pages/api/guardians", null).body())
            .startsWith("{\"guardians\":[],\"past\":[{").contains("\"ended_by\":\"person\"", "\"consent_only\":true");
        assertThat(field("state", apply(stranger))).as("asked again").isEqualTo("refused");
    }

    /** What is accepted can be ended, and is over then. */
    @Test
    void shouldLoseACodeWhenTheVictimEndsIt() {
        final String victim = http.login(VICTIM);
        final String stranger = http.login(HttpFixture.PERSON);
        final String relation = field("relation", apply(stranger));
        final String guardians = "/pages/api/guardians/" + relation;
        final String relatives = "/pages/api/relatives/" + relation;
        assertThat(http.page(victim, guardians + "/accept", "{\"reissue\":false}").statusCode()).isEqualTo(204);
        assertThat(http.page(stranger, relatives + "/code", null).statusCode()).isEqualTo(200);
        http.assertProblem(http.page(stranger, relatives + "/reissue", ""), ProblemType.REISSUE_NOT_GRANTED);
        assertThat(http.page(victim, guardians + "/end", "").statusCode()).isEqualTo(204);
        final HttpResponse<String> late = http.page(stranger, relatives + "/code", null);
        http.assertProblem(late, ProblemType.UNKNOWN_RELATION);
        assertThat(http.page(stranger, "/pages/api/relatives", null).body())
            .contains("\"state\":\"ended\"", "\"ended_by\":\"person\"");
    }

    private static String field(final String name, final String body) {
        return body.replaceAll(".*?\"" + name + "\":\"([^\"]*)\".*", "$1");
    }
}
