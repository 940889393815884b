package io.swabline.issuer;

import io.swabline.issuer.IssuerException.Problem;
import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.trust.PersonLink;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The rules of persons who are one: who may be linked, and what becomes of what the registry has of both. What counts against
 * something is kept of both; see the decisions in the docs. A part of a {@link UnitOfWork} in which nothing else is decided.
 */
final class LinkDesk {
    /** So many are one at most: a look-up at the edge takes a step for each link on its way. */
    static final int CLASS_MAX = 16;
    private static final int GRANTED_RANK = 2;

    private final Instant now;
    private final ResidentMap residents;
    private final Relations relations;
    private final Links links;
    private final List<StoredLink> made = new ArrayList<>();
    private final List<StoredLink> repeated = new ArrayList<>();

    LinkDesk(final Instant now, final ResidentMap residents, final Relations relations, final Links links) {
        this.now = Instant.ofEpochMilli(now.toEpochMilli());
        this.residents = residents;
        this.relations = relations;
        this.links = links;
    }

    /**
     * Links two persons; nothing but the name changes if they are one already, and the edge is told again.
     *
     * @param one  whose name is kept
     * @param room links that there is room for
     */
    LinkedPersons link(final Person one, final Person other, final String caller, final long room) {
        final Pseudonym first = links.canonical(one.pseudonym());
        final Pseudonym second = links.canonical(other.pseudonym());
        requireOneBirthDate(one, other);
        final Pseudonym canonical = PersonLink.canonical(first, second);
        if (first.equals(second)) {
            residents.registered(links.canonical(one));
            repeated.addAll(links.ofClass(canonical));
        } else {
            requireRoom(first, second, room);
            final Resident firstResident = residents.registered(links.canonical(one));
            final Resident secondResident = residents.registered(links.canonical(other));
            final boolean isFirstKept = canonical.equals(first);
            merge(isFirstKept ? firstResident : secondResident, isFirstKept ? secondResident : firstResident, caller);
            final StoredLink link = new StoredLink(0, isFirstKept ? second : first, canonical, one.pseudonym(),
                other.pseudonym(), now.toEpochMilli(), caller);
            made.add(link);
            links.join(link);
        }
        final Resident resident = residents.find(canonical);
        rename(resident, one.maskedName());
        links.same(canonical).forEach(residents::touch);
        return of(resident);
    }

    /** The person that had this name until now takes the one of the canonical: none is forgotten. */
    private void rename(final Resident canonical, final String maskedName) {
        final String former = canonical.person().maskedName();
        links.same(canonical.person().pseudonym()).stream().map(residents::find)
            .filter(same -> same != null && same.person().maskedName().equals(maskedName)).findFirst()
            .ifPresent(same -> same.rename(former));
        canonical.rename(maskedName);
    }

    /** A person with all who are the same. */
    LinkedPersons of(final Resident resident) {
        return new LinkedPersons(resident.person(), links.ofClass(resident.person().pseudonym()).stream().map(link ->
            new LinkedPersons.Other(link.person(), Instant.ofEpochMilli(link.linkedMs()), link.caller())).toList());
    }

    private void requireRoom(final Pseudonym first, final Pseudonym second, final long room) {
        if (room < 1) {
            throw new IssuerException(Problem.LINKS_FULL, "as many persons are linked as the registry may hold (links.max)");
        }
        if (links.same(first).size() + links.same(second).size() > CLASS_MAX) {
            throw new IssuerException(Problem.LINKS_FULL, "at most " + CLASS_MAX + " persons are linked to be one");
        }
    }

    private void requireOneBirthDate(final Person one, final Person other) {
        final Stream<Person> registered = Stream.of(one, other)
            .flatMap(person -> links.same(person.pseudonym()).stream()).map(residents::find)
            .filter(resident -> resident != null).map(Resident::person);
        if (Stream.concat(registered, Stream.of(one, other)).map(Person::birthDate).filter(date -> date != null).distinct()
            .count() > 1) {
            throw new IssuerException(Problem.PERSONS_DIFFER, "the birth dates differ, and a link cannot be undone: compare both "
                + "documents with the person; with two dates the person stays two");
        }
    }

    private void merge(final Resident kept, final Resident gone, final String caller) {
        kept.takeOver(gone);
        final Pseudonym to = kept.person().pseudonym();
        final Pseudonym from = gone.person().pseudonym();
        mergeRelations(relations.ofPerson(to), relations.ofPerson(from), StoredRelation::guardian, caller);
        mergeRelations(relations.ofGuardian(to), relations.ofGuardian(from), StoredRelation::person, caller);
        Stream.of(relations.ofGuardian(to), relations.ofGuardian(from), relations.ofPerson(to), relations.ofPerson(from))
            .flatMap(List::stream).distinct().forEach(relation -> {
                residents.touch(relation.guardian());
                residents.touch(relation.person());
                if (isOneOf(relation.guardian(), to, from) && isOneOf(relation.person(), to, from)) {
                    relations.delete(relation);
                }
            });
    }

    private static boolean isOneOf(final Pseudonym person, final Pseudonym one, final Pseudonym other) {
        return person.equals(one) || person.equals(other);
    }

    /** @param counterpart the other end of a relation */
    private void mergeRelations(final List<StoredRelation> ofKept, final List<StoredRelation> ofGone,
        final Function<StoredRelation, Pseudonym> counterpart, final String caller) {
        final Map<Pseudonym, StoredRelation> latest = latest(ofGone, counterpart);
        latest(ofKept, counterpart).forEach((other, keptLatest) -> {
            final StoredRelation goneLatest = latest.get(other);
            if (goneLatest != null) {
                mergePair(keptLatest, goneLatest, caller);
            }
        });
    }

    /** Of each counterpart what is open, else what was applied for last. */
    private static Map<Pseudonym, StoredRelation> latest(final List<StoredRelation> all,
        final Function<StoredRelation, Pseudonym> counterpart) {
        final Map<Pseudonym, StoredRelation> latest = new HashMap<>();
        all.stream().sorted(Comparator.comparing((StoredRelation relation) -> relation.standing().isOpen())
            .thenComparing(relation -> relation.standing().appliedAt())).forEach(relation ->
                latest.put(counterpart.apply(relation), relation));
        return latest;
    }

    private void mergePair(final StoredRelation one, final StoredRelation other, final String caller) {
        if (one.standing().isOpen() && other.standing().isOpen()) {
            final boolean isOneKept = rank(one) >= rank(other);
            fold(isOneKept ? one : other, isOneKept ? other : one);
        } else if (one.standing().isOpen() && isBlock(other)) {
            relations.put(ended(one, caller));
        } else if (other.standing().isOpen() && isBlock(one)) {
            relations.put(ended(other, caller));
        }
    }

    /** What is granted counts more than what waits, and that more than what is over without anybody having asked it yet. */
    private int rank(final StoredRelation relation) {
        return switch (relation.at(now).standing().state()) {
            case GRANTED -> GRANTED_RANK;
            case PENDING -> 1;
            case REFUSED, ENDED, EXPIRED -> 0;
        };
    }

    private void fold(final StoredRelation kept, final StoredRelation gone) {
        relations.delete(gone);
        StoredRelation merged = kept.with(kept.reissues().plus(gone.reissues()));
        if (rank(kept) == GRANTED_RANK && rank(gone) == GRANTED_RANK) {
            merged = merged.with(merged.standing().reissueAllowed(
                kept.standing().grant().mayReissue() && gone.standing().grant().mayReissue(), null));
        }
        relations.put(merged);
    }

    /** The person, or staff, has said no to this guardian. */
    private static boolean isBlock(final StoredRelation closed) {
        final ClosedBy by = closed.standing().closing().by();
        return by == ClosedBy.PERSON || by == ClosedBy.STAFF;
    }

    private StoredRelation ended(final StoredRelation open, final String caller) {
        return open.with(open.standing().closed(RelationState.ENDED, new Standing.Closing(ClosedBy.STAFF, now, caller)));
    }

    int madeCount() {
        return made.size();
    }

    /** Links that the edge is to be told of: made, or made before and told again. */
    int noteCount() {
        return made.size() + repeated.size();
    }

    /** Writes the new links, numbered from the given sequence on; all that the edge is to be told of. */
    List<PersonLink> write(final LinkTables tables, final long sequence) {
        final List<PersonLink> notes = new ArrayList<>();
        repeated.forEach(link -> notes.add(link.note()));
        long next = sequence;
        for (final StoredLink link : made) {
            final StoredLink numbered = link.numbered(next++);
            tables.write(numbered);
            notes.add(numbered.note());
        }
        return notes;
    }
}
