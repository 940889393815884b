package io.swabline.issuer;

import io.swabline.issuer.IssuerException.Problem;
import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.trust.Cutoff;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A group of requests in one transaction: what was read of the registry for all of them, what each one changes, in their
 * order, and in the end what is written. The rules of issuing are here. The desk's thread makes one for a group; when the
 * transaction fails it is thrown away. A request that is refused has changed nothing.
 */
final class UnitOfWork {
    /** Codes and cut-offs are forgotten so long after their end: no scan from before can arrive any more. */
    private static final long FORGET_AFTER_SECONDS = 30L * 86_400;
    private static final int FORGET_AT_ONCE_MAX = 100;
    private static final int RELATION_ID_BYTES = 16;
    private static final Comparator<Pseudonym> BY_BYTES = (a, b) -> Arrays.compareUnsigned(a.bytes(), b.bytes());

    private final IssuingRules rules;
    private final RegistryTables tables;
    private final Instant now;
    private final Map<Pseudonym, Resident> residents = new HashMap<>();
    private final Map<Pseudonym, List<StoredRelation>> relations = new HashMap<>();
    private final List<StoredCode> issued = new ArrayList<>();
    private final List<Superseded> superseded = new ArrayList<>();
    private final List<StoredRelation> granted = new ArrayList<>();
    private final List<String> ended = new ArrayList<>();
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
        final Set<String> named = new HashSet<>();
        for (final DeskRequest<?> request : requests) {
            add(persons, request.person());
            add(persons, request.guardian());
            add(guardians, request.guardian());
            add(named, request.relation());
        }
        unit.readResidents(persons);
        unit.readResidents(unit.readRelations(guardians, named));
        if (!unit.residents.isEmpty()) {
            for (final StoredCode code : tables.outstanding(unit.residents.keySet(), now.getEpochSecond())) {
                unit.residents.get(code.holder()).outstanding().add(code);
            }
        }
        return unit;
    }

    private void readResidents(final Set<Pseudonym> persons) {
        if (!persons.isEmpty()) {
            tables.residents(persons).forEach(found -> residents.put(found.person().pseudonym(), found));
        }
    }

    /** The relatives of the named relations, as far as they are not read yet. */
    private Set<Pseudonym> readRelations(final Set<Pseudonym> guardians, final Set<String> named) {
        final Set<Pseudonym> relatives = new HashSet<>();
        if (!guardians.isEmpty()) {
            for (final StoredRelation relation : tables.relations(guardians)) {
                relations.computeIfAbsent(relation.guardian(), key -> new ArrayList<>()).add(relation);
                if (named.contains(relation.relative().id())) {
                    relatives.add(relation.relative().person().pseudonym());
                }
            }
        }
        relatives.removeAll(residents.keySet());
        return relatives;
    }

    private static <T> void add(final Set<T> all, final T one) {
        if (one != null) {
            all.add(one);
        }
    }

    IssuedCode code(final Person person) {
        final Resident resident = registered(person);
        resident.rename(person.maskedName());
        return code(resident, false);
    }

    IssuedCode code(final Pseudonym person) {
        return code(known(person), false);
    }

    IssuedCode reissue(final Pseudonym person) {
        return reissue(known(person), false);
    }

    IssuedCode relativesCode(final Pseudonym guardian, final String relation) {
        return code(relative(guardian, relation), true);
    }

    IssuedCode reissueRelatives(final Pseudonym guardian, final String relation) {
        return reissue(relative(guardian, relation), true);
    }

    Person person(final Pseudonym person) {
        return known(person).person();
    }

    List<Cutoff> cutoffsAfter(final long sequence, final int limit) {
        return tables.cutoffsAfter(sequence, limit);
    }

    List<Relative> relatives(final Pseudonym guardian) {
        return relationsOf(guardian).stream().map(StoredRelation::relative).toList();
    }

    Relative apply(final Pseudonym guardian, final Person person, final Residence residence, final Reason reason) {
        if (guardian.equals(person.pseudonym())) {
            throw new IssuerException(Problem.OWN_RELATIVE, "one's own code needs no relation: ask for it directly");
        }
        final Resident guardianResident = known(guardian);
        final Relative before = relationsOf(guardian).stream().map(StoredRelation::relative)
            .filter(relative -> relative.person().pseudonym().equals(person.pseudonym())).findAny().orElse(null);
        if (before != null && isEligible(before.person(), before.reason())) {
            return before;
        }
        if (!isEligible(person, reason)) {
            throw new IssuerException(Problem.NOT_ELIGIBLE,
                "a relative of 18 to 59 years is registered for a reason only: state why the person cannot apply alone");
        }
        if (before == null && relationsOf(guardian).size() >= rules.settings().relativesMax()) {
            throw new IssuerException(Problem.RELATIVES_FULL,
                "a guardian has at most " + rules.settings().relativesMax() + " relatives: remove one first");
        }
        requireNameOf(person);
        if (before != null) {
            remove(guardian, before.id());
        }
        final List<StoredRelation> held = relationsOf(guardian);
        // Kept, a child's would count at 18, when nobody has asked for one yet.
        final Reason needed = Eligibility.isReasonNeeded(person.birthDate(), Eligibility.today(now)) ? reason : null;
        final Relative relative = new Relative(newRelationId(), registered(person).person(), residence, needed,
            Instant.ofEpochMilli(now.toEpochMilli()));
        final long ordinal = held.isEmpty() ? 1 : held.get(held.size() - 1).ordinal() + 1;
        final StoredRelation relation = new StoredRelation(guardian, ordinal, relative);
        relations.computeIfAbsent(guardian, key -> new ArrayList<>()).add(relation);
        granted.add(relation);
        guardianResident.touch();
        return relative;
    }

    /** Last of all, so that whoever tries names leaves a relation on record where one fits. */
    private void requireNameOf(final Person person) {
        final Resident registered = residents.get(person.pseudonym());
        if (registered != null && !registered.person().maskedName().equals(person.maskedName())) {
            throw new IssuerException(Problem.NAME_DOES_NOT_FIT,
                "ID number and name do not fit together: compare both with the ID card");
        }
    }

    Void remove(final Pseudonym guardian, final String id) {
        final StoredRelation relation = relation(guardian, id);
        relations.get(guardian).remove(relation);
        if (!granted.remove(relation)) {
            ended.add(id);
        }
        known(guardian).touch();
        return null;
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
        final long day = Eligibility.today(now).toEpochDay();
        if (resident.reissuesOn(day) >= rules.settings().reissuesPerDayMax()) {
            throw new IssuerException(Problem.REISSUED_TOO_OFTEN, "a person's codes are re-issued at most "
                + rules.settings().reissuesPerDayMax() + " times a day: try again tomorrow");
        }
        requireRoomForCutoffs(resident.outstanding().size());
        resident.countReissue(day);
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

    private Resident registered(final Person person) {
        return residents.computeIfAbsent(person.pseudonym(), key -> Resident.registering(person));
    }

    private Resident known(final Pseudonym person) {
        final Resident resident = residents.get(person);
        if (resident == null) {
            throw new IssuerException(Problem.UNKNOWN_PERSON, "this person was never registered");
        }
        return resident;
    }

    /** Judged again each time: children come of age. */
    private Resident relative(final Pseudonym guardian, final String id) {
        final Relative relative = relation(guardian, id).relative();
        if (!isEligible(relative.person(), relative.reason())) {
            throw new IssuerException(Problem.NOT_ELIGIBLE,
                "this relative is of age now and gets the code alone; or apply again and state why that cannot be");
        }
        return known(relative.person().pseudonym());
    }

    private boolean isEligible(final Person person, final Reason reason) {
        return Eligibility.isEligible(person.birthDate(), Eligibility.today(now), reason);
    }

    private StoredRelation relation(final Pseudonym guardian, final String id) {
        for (final StoredRelation relation : relationsOf(guardian)) {
            if (relation.relative().id().equals(id)) {
                return relation;
            }
        }
        throw new IssuerException(Problem.UNKNOWN_RELATION, "this guardian has no such relation");
    }

    private List<StoredRelation> relationsOf(final Pseudonym guardian) {
        return relations.getOrDefault(guardian, List.of());
    }

    private static String newRelationId() {
        final byte[] id = new byte[RELATION_ID_BYTES];
        new SecureRandom().nextBytes(id);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    }

    /** Codes superseded so far in this group. */
    int supersededCount() {
        return superseded.size();
    }

    boolean isChanged() {
        return residents.values().stream().anyMatch(Resident::isChanged);
    }

    /**
     * Writes what changed; the new cut-offs. All servers do so in one order, known residents by pseudonym, then new ones, the
     * counter last: they wait for each other, and never in a circle.
     */
    List<Cutoff> write() throws SQLException {
        final List<Resident> changed = residents.values().stream().filter(Resident::isChanged)
            .sorted(Comparator.comparing(resident -> resident.person().pseudonym(), BY_BYTES)).toList();
        tables.update(changed.stream().filter(resident -> !resident.isNew()).toList());
        tables.insert(changed.stream().filter(Resident::isNew).toList());
        tables.deleteCodes(changed.stream().filter(resident -> resident.isIssuedTo() && !resident.isNew())
            .map(resident -> resident.person().pseudonym()).toList(), now.getEpochSecond() - FORGET_AFTER_SECONDS);
        tables.insertCodes(issued);
        tables.deleteRelations(ended);
        tables.insertRelations(granted);
        return superseded.isEmpty() ? List.of() : writeCutoffs();
    }

    /** Cut-offs reach up to the new code, not only to those that it replaces: others may have issued codes that are not here. */
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
