package io.swabline.issuer;

import io.swabline.protocol.Pseudonym;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is kept of relations that are over: a year, and of one person's so many. Of each guardian the latest is kept longest,
 * so that one who comes and goes cannot push out the traces of another.
 */
final class PastRelations {
    static final int KEPT_MAX = 50;

    private static final long KEPT_SECONDS = 366L * 86_400;

    private final Relations relations;
    private final Instant now;

    /** @param rank 0 for the latest of its guardian, and so on */
    private record Ranked(StoredRelation relation, int rank) {
        boolean isLapsed() {
            return relation.standing().state() == RelationState.EXPIRED;
        }
    }

    PastRelations(final Relations relations, final Instant now) {
        this.relations = relations;
        this.now = now;
    }

    /** Forgets what is too old or too much of what is over for the person. */
    void forget(final Pseudonym person) {
        final List<StoredRelation> closed = relations.ofPerson(person).stream()
            .filter(relation -> !relation.standing().isOpen())
            .sorted(Comparator.comparing((StoredRelation relation) -> relation.standing().closing().at()).reversed()).toList();
        final Map<Pseudonym, Integer> ranks = new HashMap<>();
        closed.stream().filter(relation -> !isKept(relation)).forEach(relations::delete);
        closed.stream().filter(this::isKept)
            .map(relation -> new Ranked(relation, ranks.merge(relation.guardian(), 1, Integer::sum)))
            .sorted(Comparator.comparing(Ranked::isLapsed).thenComparingInt(Ranked::rank)).skip(KEPT_MAX)
            .forEach(ranked -> relations.delete(ranked.relation()));
    }

    /** Forgets the applications of a guardian that nobody answered, once they are no longer shown. */
    void forgetLapsedOf(final Pseudonym guardian) {
        relations.ofGuardian(guardian).stream()
            .filter(relation -> relation.standing().isOpen())
            .filter(relation -> relation.at(now).standing().state() == RelationState.EXPIRED && !isKept(relation.at(now)))
            .toList().forEach(relations::delete);
    }

    private boolean isKept(final StoredRelation relation) {
        final boolean isLapsed = relation.standing().state() == RelationState.EXPIRED;
        return now.isBefore(relation.standing().closing().at().plusSeconds(isLapsed ? RelationDesk.SHOWN_SECONDS : KEPT_SECONDS));
    }
}
