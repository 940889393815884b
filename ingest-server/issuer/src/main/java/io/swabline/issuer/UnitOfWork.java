package io.swabline.issuer;

import io.swabline.issuer.IssuerException.Problem;
import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.trust.Cutoff;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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
            add(persons, request.guardian());
            add(guardians, request.guardian());
            add(withGuardians, request.hasGuardians() ? request.person() : null);
            add(named, request.relation());
            add(withRelatives, request.hasRelatives() ? request.guardian() : null);
        }
        unit.readResidents(persons);
        unit.readRelations(guardians, withGuardians);
        withRelatives.forEach(guardian -> unit.relations.ofGuardian(guardian).forEach(relation -> named.add(relation.id())));
        unit.readResidents(unit.othersOf(named));
        final Collection<Pseudonym> read = unit.residents.pseudonyms();
        if (!read.isEmpty()) {
            for (final StoredCode code : tables.outstanding(read, now.getEpochSecond())) {
                unit.residents.find(code.holder()).outstanding().add(code);
            }
        }
        return unit;
    }

    private void readResidents(final Set<Pseudonym> persons) {
        if (!persons.isEmpty()) {
            tables.residents(persons).forEach(residents::read);
        }
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
        final Resident resident = residents.registered(person);
        resident.rename(person.maskedName());
        resident.born(person.birthDate());
        return code(resident, false);
    }

    IssuedCode code(final Pseudonym person) {
        return code(residents.known(person), false);
    }

    /** Done before with that key, it gives the code that is current. */
    IssuedCode reissue(final Pseudonym person, final RetryKey key) {
        final Resident resident = residents.known(person);
        if (retries.isDone(person, key, OWN)) {
            return code(resident, false);
        }
        final long day = Eligibility.today(now).toEpochDay();
        if (resident.reissues().on(day) >= rules.settings().reissuesPerDayMax()) {
            throw IssuerException.untilTomorrow(Problem.REISSUED_TOO_OFTEN,
                "a person's codes are re-issued at most " + rules.settings().reissuesPerDayMax() + " times a day", now);
        }
        requireRoomForCutoffs(resident.outstanding().size());
        resident.countReissue(day);
        retries.add(person, key, OWN);
        return reissue(resident, false);
    }

    /** A new one changes the guardian too: a relation that ends at this moment must not give a code after its end. */
    IssuedCode relativesCode(final Pseudonym guardian, final String id) {
        final Resident relative = residents.known(relationDesk.granted(guardian, id).person());
        final int before = issued.size();
        final IssuedCode code = code(relative, true);
        if (issued.size() > before) {
            residents.touch(guardian);
        }
        return code;
    }

    IssuedCode reissueRelatives(final Pseudonym guardian, final String id, final RetryKey key) {
        final StoredRelation relation = relationDesk.granted(guardian, id);
        relationDesk.requireReissueBy(relation);
        final Resident relative = residents.known(relation.person());
        if (retries.isDone(guardian, key, id)) {
            return relativesCode(guardian, id);
        }
        requireRoomForCutoffs(relative.outstanding().size());
        relationDesk.countReissue(relation);
        retries.add(guardian, key, id);
        return reissue(relative, true);
    }

    /** The relatives' codes are made where they are not there yet; one that cannot be made leaves the others as they are. */
    ResidentState state(final Pseudonym person) {
        final IssuedCode own = code(person);
        final List<ResidentState.Entry> relatives = new ArrayList<>();
        for (final Relative relative : relationDesk.relatives(person)) {
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
        return new ResidentState(own, relatives, relationDesk.guardians(person, false));
    }

    RelationDesk relations() {
        return relationDesk;
    }

    Person person(final Pseudonym person) {
        return residents.known(person).person();
    }

    List<Cutoff> cutoffsAfter(final long sequence, final int limit) {
        return tables.cutoffsAfter(sequence, limit);
    }

    private IssuedCode code(final Resident resident, final boolean forRelative) {
        StoredCode current = null;
        for (final StoredCode code : resident.outstanding()) {
            if (code.forRelative() == forRelative && rules.isCurrent(code.code(), now)) {
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

    /** Codes superseded so far in this group. */
    int supersededCount() {
        return superseded.size();
    }

    boolean isChanged() {
        return residents.all().stream().anyMatch(Resident::isChanged) || relations.isChanged();
    }

    /**
     * Writes what changed; the new cut-offs. All servers do so in one order, known residents by pseudonym, then new ones, the
     * counter last: they wait for each other, and never in a circle.
     */
    List<Cutoff> write() throws SQLException {
        final List<Resident> changed = residents.all().stream().filter(Resident::isChanged)
            .sorted(Comparator.comparing(resident -> resident.person().pseudonym(), BY_BYTES)).toList();
        tables.update(changed.stream().filter(resident -> !resident.isNew()).toList());
        tables.insert(changed.stream().filter(Resident::isNew).toList());
        tables.replaceConsents(changed.stream().filter(Resident::isConsentChanged).toList());
        tables.deleteCodes(changed.stream().filter(resident -> resident.isIssuedTo() && !resident.isNew())
            .map(resident -> resident.person().pseudonym()).toList(), now.getEpochSecond() - FORGET_AFTER_SECONDS);
        tables.insertCodes(issued);
        relations.write(tables);
        retries.write();
        return superseded.isEmpty() ? List.of() : writeCutoffs();
    }

    /**
     * Cut-offs reach up to the new code, not only to those that it replaces: others may have issued codes that are not here.
     */
    private List<Cutoff> writeCutoffs() {
        tables.supersede(superseded.stream().map(Superseded::code).toList(), now.toEpochMilli());
        long sequence = tables.takeSequences(superseded.size()) - superseded.size();
        final List<Cutoff> cutoffs = new ArrayList<>();
        for (final Superseded old : superseded) {
            final StoredCode code = old.code();
            cutoffs.add(new Cutoff(++sequence, now.toEpochMilli(), code.code().expiresAtEpochSeconds(), code.holder(),
                old.below() - 1, code.shortHash()));
        }
        tables.insertCutoffs(cutoffs);
        return cutoffs;
    }
}
