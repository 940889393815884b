package io.swabline.issuer;

import io.swabline.issuer.IssuerException.Problem;
import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.trust.Cutoff;
import io.swabline.protocol.trust.RegistryNote;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A group of requests in one transaction: what was read of the registry for all of them, what each one changes, in their
 * order, and in the end what is written. The rules of issuing are here. The desk's thread makes one for a group; when the
 * transaction fails it is thrown away. A request that is refused has changed nothing but counts of tries.
 */
final class UnitOfWork {
    /** Codes and cut-offs are forgotten so long after their end: no scan from before can arrive any more. */
    private static final long FORGET_AFTER_SECONDS = 30L * 86_400;
    private static final int FORGET_AT_ONCE_MAX = 100;
    /** What a person asks for whose own codes are re-issued; the id of a relation otherwise. */
    private static final String OWN = "OWN";
    private static final Comparator<Pseudonym> BY_BYTES = (a, b) -> Arrays.compareUnsigned(a.bytes(), b.bytes());

    private final IssuingRules rules;
    private final RegistryTables tables;
    private final Instant now;
    private final ResidentMap residents = new ResidentMap();
    private final Relations relations = new Relations();
    private final RelationDesk relationDesk;
    private final Retries retries;
    private final Links links = new Links();
    private final LinkDesk linkDesk;
    private final Set<Pseudonym> looked = new HashSet<>();
    private final List<StoredCode> issued = new ArrayList<>();
    private final List<Superseded> superseded = new ArrayList<>();
    private long cutoffsRoom = -1;

    /**
     * A code in whose place another was issued.
     *
     * @param below the issue number of that one
     */
    private record Superseded(StoredCode code, long below) {
    }

    private UnitOfWork(final IssuingRules rules, final RegistryTables tables, final Instant now) {
        this.rules = rules;
        this.tables = tables;
        this.now = now;
        this.relationDesk = new RelationDesk(rules, now, residents, relations);
        this.retries = new Retries(tables, now);
        this.linkDesk = new LinkDesk(now, residents, relations, links);
    }

    /**
     * Reads what the requests need. Residents come before what hangs on them, relations and codes: whatever another server
     * commits between these reads has raised a revision that was read already, and the write fails and is done again.
     */
    static UnitOfWork read(
        final IssuingRules rules, final RegistryTables tables, final Instant now, final Collection<DeskRequest<?>> requests) {
        final UnitOfWork unit = new UnitOfWork(rules, tables, now);
        final Set<Pseudonym> persons = new HashSet<>();
        final Set<Pseudonym> guardians = new HashSet<>();
        final Set<Pseudonym> withGuardians = new HashSet<>();
        final Set<Pseudonym> withRelatives = new HashSet<>();
        final Set<String> named = new HashSet<>();
        for (final DeskRequest<?> request : requests) {
            add(persons, request.person());
            add(persons, request.other());
            add(persons, request.guardian());
            add(guardians, request.guardian());
            add(withGuardians, request.hasGuardians() ? request.person() : null);
            add(named, request.relation());
            add(withRelatives, request.hasRelatives() ? request.guardian() : null);
        }
        unit.readResidents(persons);
        unit.readRelations(unit.links.canonical(guardians), unit.links.canonical(withGuardians));
        unit.links.canonical(withRelatives)
            .forEach(guardian -> unit.relations.ofGuardian(guardian).forEach(relation -> named.add(relation.id())));
        requests.stream().filter(DeskRequest::isAlone).forEach(request -> named.addAll(unit.readAllOf(request)));
        unit.readResidents(unit.othersOf(named));
        unit.readCodes();
        return unit;
    }

    /** Codes and names of linked persons count for the canonical person. */
    private void readCodes() {
        for (final Pseudonym person : residents.pseudonyms()) {
            final Resident same = residents.find(links.canonical(person));
            if (same != null) {
                same.alsoNamed(residents.find(person).person().maskedName());
            }
        }
        if (!residents.pseudonyms().isEmpty()) {
            for (final StoredCode code : tables.outstanding(residents.pseudonyms(), now.getEpochSecond())) {
                residents.find(links.canonical(code.holder())).outstanding().add(code);
            }
        }
    }

    /**
     * Reads persons and all who are the same. Each person is read before the links that it has: who is linked meanwhile has
     * another revision then, as above.
     */
    private void readResidents(final Set<Pseudonym> persons) {
        Set<Pseudonym> next = new HashSet<>(persons);
        next.removeAll(looked);
        while (!next.isEmpty()) {
            tables.residents(next).forEach(residents::read);
            tables.links().read(next, links::read);
            looked.addAll(next);
            final Set<Pseudonym> same = new HashSet<>();
            next.forEach(person -> same.addAll(links.same(person)));
            same.removeAll(looked);
            next = same;
        }
    }

    /** Of two persons who are to be one all relations are read; their ids. */
    private Set<String> readAllOf(final DeskRequest<?> request) {
        final Set<Pseudonym> both = links.canonical(List.of(request.person(), request.other()));
        final Set<String> ids = new HashSet<>();
        Stream.concat(tables.relationsOfGuardians(both, 0).stream(), tables.relationsOfPersons(both).stream())
            .forEach(relation -> {
                if (ids.add(relation.id())) {
                    relations.read(relation);
                }
            });
        return ids;
    }

    private void readRelations(final Set<Pseudonym> guardians, final Set<Pseudonym> withGuardians) {
        if (!guardians.isEmpty()) {
            tables.relationsOfGuardians(guardians, now.minusSeconds(RelationDesk.SHOWN_SECONDS).toEpochMilli())
                .forEach(relations::read);
        }
        if (!withGuardians.isEmpty()) {
            tables.relationsOfPersons(withGuardians).forEach(relations::read);
        }
    }

    /** The persons of the named relations, as far as they are not read yet. */
    private Set<Pseudonym> othersOf(final Set<String> named) {
        final Set<Pseudonym> others = new HashSet<>();
        for (final String id : named) {
            final StoredRelation relation = relations.find(id);
            if (relation != null) {
                others.add(relation.guardian());
                others.add(relation.person());
            }
        }
        others.removeAll(residents.pseudonyms());
        return others;
    }

    private static <T> void add(final Set<T> all, final T one) {
        if (one != null) {
            all.add(one);
        }
    }

    IssuedCode code(final Person person) {
        final Resident resident = residents.registered(links.canonical(person));
        if (links.ofClass(resident.person().pseudonym()).isEmpty()) {
            resident.rename(person.maskedName());
            resident.born(person.birthDate());
        }
        return code(resident, false);
    }

    IssuedCode code(final Pseudonym person) {
        return code(residents.known(links.canonical(person)), false);
    }

    /** Done before with that key, it gives the code that is current. */
    IssuedCode reissue(final Pseudonym person, final RetryKey key) {
        final Resident resident = residents.known(links.canonical(person));
        if (retries.isDone(resident.person().pseudonym(), key, OWN)) {
            return code(resident, false);
        }
        final long day = Eligibility.today(now).toEpochDay();
        if (resident.reissues().on(day) >= rules.settings().reissuesPerDayMax()) {
            throw IssuerException.untilTomorrow(Problem.REISSUED_TOO_OFTEN,
                "a person's codes are re-issued at most " + rules.settings().reissuesPerDayMax() + " times a day", now);
        }
        requireRoomForCutoffs(resident.outstanding().size());
        resident.countReissue(day);
        retries.add(resident.person().pseudonym(), key, OWN);
        return reissue(resident, false);
    }

    /** A new one changes the guardian too: a relation that ends at this moment must not give a code after its end. */
    IssuedCode relativesCode(final Pseudonym guardian, final String id) {
        final Resident relative = residents.known(relationDesk.granted(links.canonical(guardian), id).person());
        final int before = issued.size();
        final IssuedCode code = code(relative, true);
        if (issued.size() > before) {
            residents.touch(links.canonical(guardian));
        }
        return code;
    }

    IssuedCode reissueRelatives(final Pseudonym guardian, final String id, final RetryKey key) {
        final StoredRelation relation = relationDesk.granted(links.canonical(guardian), id);
        relationDesk.requireReissueBy(relation);
        final Resident relative = residents.known(relation.person());
        if (retries.isDone(links.canonical(guardian), key, id)) {
            return relativesCode(guardian, id);
        }
        requireRoomForCutoffs(relative.outstanding().size());
        relationDesk.countReissue(relation);
        retries.add(links.canonical(guardian), key, id);
        return reissue(relative, true);
    }

    /** The relatives' codes are made where they are not there yet; one that cannot be made leaves the others as they are. */
    ResidentState state(final Pseudonym person) {
        final IssuedCode own = code(person);
        final List<ResidentState.Entry> relatives = new ArrayList<>();
        for (final Relative relative : relationDesk.relatives(links.canonical(person))) {
            IssuedCode code = null;
            IssuerException problem = null;
            if (relative.state() == RelationState.GRANTED) {
                try {
                    code = relativesCode(person, relative.id());
                } catch (final IssuerException e) {
                    problem = e;
                }
            }
            relatives.add(new ResidentState.Entry(relative, code, problem));
        }
        return new ResidentState(own, relatives, relationDesk.guardians(links.canonical(person), false));
    }

    RelationDesk relations() {
        return relationDesk;
    }

    Person person(final Pseudonym person) {
        return residents.known(links.canonical(person)).person();
    }

    LinkedPersons link(final Person one, final Person other, final String caller) {
        return linkDesk.link(one, other, caller, rules.settings().linksMax() - tables.links().countFrom(0));
    }

    LinkedPersons links(final Pseudonym person) {
        return linkDesk.of(residents.known(links.canonical(person)));
    }

    /** By whom the person goes. */
    Pseudonym canonical(final Pseudonym person) {
        return links.canonical(person);
    }

    Decider canonical(final Decider by) {
        return links.canonical(by);
    }

    Application canonical(final Application application) {
        return application.between(links.canonical(application.guardian()), links.canonical(application.relative()));
    }

    List<RegistryNote> notesAfter(final long sequence, final int limit) {
        return tables.notesAfter(sequence, limit);
    }

    private IssuedCode code(final Resident resident, final boolean forRelative) {
        StoredCode current = null;
        for (final StoredCode code : resident.outstanding()) {
            if (code.forRelative() == forRelative && rules.isCurrent(code.code(), now)
                && code.holder().equals(resident.person().pseudonym())) {
                current = code;
            }
        }
        return answer(resident, current == null ? issue(resident, forRelative) : current);
    }

    private IssuedCode reissue(final Resident resident, final boolean forRelative) {
        final List<StoredCode> old = List.copyOf(resident.outstanding());
        resident.outstanding().clear();
        final StoredCode young = issue(resident, forRelative);
        old.forEach(code -> superseded.add(new Superseded(code, young.issueNumber())));
        return answer(resident, young);
    }

    private void requireRoomForCutoffs(final int count) {
        if (cutoffsRoom < 0) {
            final long endedBefore = now.getEpochSecond() - FORGET_AFTER_SECONDS;
            cutoffsRoom = Math.max(0, rules.settings().cutoffsMax() - tables.forgetCutoffs(endedBefore, FORGET_AT_ONCE_MAX));
        }
        if (superseded.size() + count > cutoffsRoom) {
            throw new IssuerException(Problem.BUSY,
                "as many superseded codes are remembered as the registry may hold: re-issue later");
        }
    }

    private StoredCode issue(final Resident resident, final boolean forRelative) {
        final StoredCode code = rules.issue(resident.person().pseudonym(), resident.nextIssueNumber(now), forRelative, now);
        resident.outstanding().add(code);
        issued.add(code);
        return code;
    }

    private static IssuedCode answer(final Resident resident, final StoredCode code) {
        return new IssuedCode(resident.person(), code.code(), Instant.ofEpochSecond(code.code().expiresAtEpochSeconds()));
    }

    /** What the edge is to be told of so far in this group: codes superseded, persons linked. */
    int noteCount() {
        return superseded.size() + linkDesk.noteCount();
    }

    boolean isChanged() {
        return residents.all().stream().anyMatch(Resident::isChanged) || relations.isChanged();
    }

    /**
     * Writes what changed; gives what the edge is to be told of. All servers do so in one order, known residents by pseudonym,
     * then new ones, the
     * counter last: they wait for each other, and never in a circle.
     */
    List<RegistryNote> write() throws SQLException {
        final List<Resident> changed = residents.all().stream().filter(Resident::isChanged)
            .sorted(Comparator.comparing(resident -> resident.person().pseudonym(), BY_BYTES)).toList();
        tables.update(changed.stream().filter(resident -> !resident.isNew()).toList());
        tables.insert(changed.stream().filter(Resident::isNew).toList());
        tables.replaceConsents(changed.stream().filter(Resident::isConsentChanged).toList());
        tables.deleteCodes(changed.stream().filter(resident -> resident.isIssuedTo() && !resident.isNew())
            .flatMap(resident -> links.same(resident.person().pseudonym()).stream()).toList(),
            now.getEpochSecond() - FORGET_AFTER_SECONDS);
        tables.insertCodes(issued);
        relations.write(tables);
        retries.write();
        final int numbered = superseded.size() + linkDesk.madeCount();
        if (numbered == 0) {
            return List.copyOf(linkDesk.write(tables.links(), 0));
        }
        tables.supersede(superseded.stream().map(Superseded::code).toList(), now.toEpochMilli());
        final long first = tables.takeSequences(numbered) - numbered + 1;
        final List<RegistryNote> notes = new ArrayList<>(writeCutoffs(first));
        notes.addAll(linkDesk.write(tables.links(), first + superseded.size()));
        return notes;
    }

    /**
     * Cut-offs reach up to the new code, not only to those that it replaces: others may have issued codes that are not here.
     */
    private List<Cutoff> writeCutoffs(final long first) {
        long sequence = first;
        final List<Cutoff> cutoffs = new ArrayList<>();
        for (final Superseded old : superseded) {
            final StoredCode code = old.code();
            cutoffs.add(new Cutoff(sequence++, now.toEpochMilli(), code.code().expiresAtEpochSeconds(), code.holder(),
                old.below() - 1, code.shortHash()));
        }
        tables.insertCutoffs(cutoffs);
        return cutoffs;
    }
}
