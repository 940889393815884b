package io.swabline.issuer;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.protocol.Pseudonym;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PastRelationsTest {
    private static final Person PERSON = Residents.person(1);
    private static final Instant START = Instant.parse("2022-04-09T04:00:00Z");

    private final Relations relations = new Relations();

    private void closed(final String id, final Pseudonym guardian, final RelationState state, final Instant at) {
        final Standing standing = Standing.pending(at, null).closed(state, new Standing.Closing(ClosedBy.GUARDIAN, at, null));
        relations.put(new StoredRelation(guardian, "张*", 1,
            new Relative(id, PERSON, Residence.CITY, null, standing), DayCount.NONE, null));
    }

    private void forgetAt(final Instant now) {
        new PastRelations(relations, now).forget(PERSON.pseudonym());
    }

    /** Coming and going, one guardian cannot push another one's traces out; what lapsed goes first. */
    @Test
    void shouldKeepTheTraceOfAnotherGuardianLongest() {
        closed("trace", Residents.pseudonym(2), RelationState.ENDED, START);
        for (int i = 0; i < PastRelations.KEPT_MAX + 10; i++) {
            closed("comes and goes " + i, Residents.pseudonym(3), RelationState.ENDED, START.plusSeconds(1 + i));
            closed("lapsed " + i, Residents.pseudonym(4 + i), RelationState.EXPIRED, START.plusSeconds(1 + i));
        }

        forgetAt(START.plusSeconds(100));

        assertThat(relations.ofPerson(PERSON.pseudonym())).hasSize(PastRelations.KEPT_MAX).extracting(StoredRelation::id)
            .contains("trace", "comes and goes " + (PastRelations.KEPT_MAX + 9)).noneMatch(id -> id.startsWith("lapsed"));
    }

    @Test
    void shouldKeepAYearAndWhatLapsedAMonth() {
        closed("ended", Residents.pseudonym(2), RelationState.ENDED, START);
        closed("lapsed", Residents.pseudonym(3), RelationState.EXPIRED, START);
        relations.put(new StoredRelation(Residents.pseudonym(4), "张*", 1, new Relative(
            "open", PERSON, Residence.CITY, null, Standing.pending(START, null)), DayCount.NONE, null));
        final long day = 86_400;

        forgetAt(START.plusSeconds(30 * day - 1));
        assertThat(relations.ofPerson(PERSON.pseudonym())).hasSize(3);
        forgetAt(START.plusSeconds(30 * day));
        assertThat(relations.ofPerson(PERSON.pseudonym())).extracting(StoredRelation::id).containsExactly("ended", "open");
        forgetAt(START.plusSeconds(366 * day));
        assertThat(relations.ofPerson(PERSON.pseudonym())).extracting(StoredRelation::id).containsExactly("open");
    }
}
