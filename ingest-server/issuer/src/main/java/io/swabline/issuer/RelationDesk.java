package io.swabline.issuer;

import io.swabline.issuer.IssuerException.Problem;
import io.swabline.issuer.RelationSettings.Grant;
import io.swabline.protocol.Pseudonym;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rules of relations: who may apply, what is granted by whom, who may end it. A part of a {@link UnitOfWork}, whose
 * residents and relations it changes.
 */
final class RelationDesk {
    private static final int RELATION_ID_BYTES = 16;
    private static final long SECONDS_PER_DAY = 86_400;
    /**
     * What was refused, ended by others, or lapsed, is shown to the guardian for so long; a refusal is the answer for so
     * long.
     */
    static final long SHOWN_SECONDS = 30 * SECONDS_PER_DAY;
    /** Applications for one person that wait at once; the oldest lapses when there is one more. */
    static final int PENDING_MAX = 20;
    private static final Comparator<StoredRelation> NEWEST_FIRST = Comparator
        .comparing((StoredRelation relation) -> relation.standing().appliedAt())
        .thenComparing(StoredRelation::ordinal).reversed();

    private final IssuingRules rules;
    private final Instant now;
    private final LocalDate today;
    private final ResidentMap residents;
    private final Relations relations;
    private final PastRelations past;
    private final RelativeLabels labels;

    RelationDesk(final IssuingRules rules, final Instant now, final ResidentMap residents, final Relations relations) {
        this.rules = rules;
        this.now = Instant.ofEpochMilli(now.toEpochMilli());
        this.today = Eligibility.today(now);
        this.residents = residents;
        this.relations = relations;
        this.past = new PastRelations(relations, now);
        this.labels = new RelativeLabels(new LabelSeal(rules.keys()), relations);
    }

    Relative apply(final Application application) {
        final Person person = application.relative();
        if (application.guardian().equals(person.pseudonym())) {
            throw new IssuerException(Problem.OWN_RELATIVE, "one's own code needs no relation: ask for it directly");
        }
        final Resident guardian = residents.known(application.guardian());
        final StoredRelation stored = openOf(application.guardian(), person.pseudonym());
        final StoredRelation before = stored == null ? null : stored.at(now);
        if (before != null && before.standing().state() == RelationState.GRANTED) {
            return labels.shown(before);
        }
        if (application.reason() == null && application.statement() == null
            && Eligibility.isConsentNeeded(person.birthDate(), today) && !isGrantedByAge(application)) {
            throw new IssuerException(Problem.NOT_ELIGIBLE,
                "a relative of 18 to 59 years, or of an age that is not known here, is registered for a reason only: "
                    + "state why the person cannot apply alone");
        }
        final StoredRelation refused = refused(application);
        if (refused != null) {
            return labels.shown(refused);
        }
        final boolean isPending = before != null && before.standing().isOpen();
        if (stored == null || before.standing().state() == RelationState.EXPIRED) {
            requireRoomFor(application.guardian());
        }
        if (application.statement() == null && !isRepeated(application, isPending ? before : null)) {
            countApplication(guardian);
        }
        final GrantedBy by = grantedBy(application);
        if (by == null && isPending && application.statement() == null
            && before.relative().person().equals(person)) {
            if (labels.put(before, label -> label.with(application.label()))) {
                residents.touch(application.guardian());
            }
            return labels.shown(relations.find(before.id()));
        }
        return put(application, isPending ? before : null, by, stored != null && !isPending ? before : null);
    }

    /** @param over an earlier relation of the two that is not yet known to be over */
    private Relative put(
        final Application application, final StoredRelation pending, final GrantedBy by, final StoredRelation over) {
        if (over != null && over.standing().state() == RelationState.EXPIRED) {
            relations.delete(over);
        } else if (over != null) {
            relations.put(over);
        }
        final Person person = by == null ? application.relative() : residents.dated(application.relative());
        // Kept, a child's would count at 18, when nobody has asked for one yet.
        final Reason reason = Eligibility.isConsentNeeded(person.birthDate(), today) ? application.reason() : null;
        final Application.Statement statement = application.statement();
        final Kinship earlierKinship = pending == null ? null : pending.standing().kinship();
        Standing standing = Standing.pending(now, statement == null ? earlierKinship : statement.kinship());
        if (by != null) {
            standing = standing.granted(
                new Standing.Grant(by, now, false, by == GrantedBy.STATEMENT ? statement.caller() : null));
            final Resident resident = residents.registered(person);
            if (by == GrantedBy.STATEMENT) {
                resident.rename(person.maskedName());
                resident.born(person.birthDate());
            }
        }
        final String id = pending == null ? newId() : pending.id();
        final Relative relative = new Relative(id, person, application.residence(), reason, standing);
        relations.put(pending == null ? added(application.guardian(), relative) : pending.with(relative));
        labels.put(relations.find(id), label -> label.with(application.label()));
        residents.touch(application.guardian());
        residents.touch(person.pseudonym());
        boundPendingOf(person.pseudonym());
        past.forget(person.pseudonym());
        past.forgetLapsedOf(application.guardian());
        return labels.shown(relations.find(id));
    }

    /** Takes another nickname; null takes it away. */
    void name(final Pseudonym guardian, final String id, final String nickname) {
        if (labels.put(ofGuardian(guardian, id), label -> label.named(nickname))) {
            residents.touch(guardian);
        }
    }

    private StoredRelation added(final Pseudonym guardian, final Relative relative) {
        final long last = relations.ofGuardian(guardian).stream().mapToLong(StoredRelation::ordinal).max().orElse(0);
        return new StoredRelation(guardian, residents.known(guardian).person().maskedName(), last + 1, relative, DayCount.NONE,
            null);
    }

    /** The same application once more, without a one-time code, which may be a guess. */
    private static boolean isRepeated(final Application application, final StoredRelation pending) {
        return pending != null && application.consent() == null && pending.relative().person().equals(application.relative());
    }

    private void countApplication(final Resident guardian) {
        final long day = today.toEpochDay();
        final int max = rules.settings().relations().applicationsPerDayMax();
        if (guardian.applications().on(day) >= max) {
            throw IssuerException.untilTomorrow(
                Problem.APPLIED_TOO_OFTEN, "a guardian applies at most " + max + " times a day", now);
        }
        guardian.countApplication(day);
    }

    /** A child that has come of age counts until it is removed, for it may be applied for again; what has lapsed does not. */
    private void requireRoomFor(final Pseudonym guardian) {
        final int max = rules.settings().relations().relativesMax();
        final long open = relations.ofGuardian(guardian).stream()
            .filter(relation -> relation.standing().isOpen()
                && relation.at(now).standing().state() != RelationState.EXPIRED).count();
        if (open >= max) {
            throw new IssuerException(Problem.RELATIVES_FULL, "a guardian has at most " + max + " relatives: remove one first");
        }
    }

    /** A refusal is the answer for a month, unless something better than another application comes. */
    private StoredRelation refused(final Application application) {
        final Person person = residents.dated(application.relative());
        final boolean isStrong = application.consent() != null
            || application.statement() != null && Eligibility.isMinor(person.birthDate(), today);
        return isStrong ? null : relations.ofGuardian(application.guardian()).stream()
            .filter(relation -> relation.person().equals(person.pseudonym())
                && relation.standing().state() == RelationState.REFUSED && isShown(relation))
            .findAny().orElse(null);
    }

    private boolean isShown(final StoredRelation closed) {
        return now.isBefore(closed.standing().closing().at().plusSeconds(SHOWN_SECONDS));
    }

    /** By what it is granted at once; null if it has to wait. Where it waits, the reason for that must not show. */
    private GrantedBy grantedBy(final Application application) {
        final Person person = residents.dated(application.relative());
        final Resident resident = residents.find(person.pseudonym());
        if (application.consent() != null) {
            takeConsent(resident, person, application.consent());
            return GrantedBy.CODE;
        }
        if (Eligibility.isConsentNeeded(person.birthDate(), today) || !hasRoomForGuardian(person.pseudonym())) {
            return null;
        }
        final boolean isConsentOnly = resident != null && resident.isConsentOnly();
        if (application.statement() != null) {
            // A child's name may have been set wrong by a stranger; an adult's is the adult's own.
            return Eligibility.isMinor(person.birthDate(), today) || !isConsentOnly && Resident.isNamed(resident, person)
                ? GrantedBy.STATEMENT : null;
        }
        final boolean isByRegistry = rules.settings().relations().grant() == Grant.REGISTRY;
        return isByRegistry && !isConsentOnly && Resident.isNamed(resident, person) ? GrantedBy.AGE : null;
    }

    private boolean isGrantedByAge(final Application application) {
        return application.consent() == null && grantedBy(application) == GrantedBy.AGE;
    }

    private void takeConsent(final Resident resident, final Person person, final String digits) {
        if (resident == null || !Resident.isNamed(resident, person) || !OneTimeCode.take(rules, resident, digits, now)) {
            throw new IssuerException(Problem.CONSENT_CODE_WRONG, "number, name and one-time code are not of one person, or the "
                + "code was used, is over, or was guessed at too often: ask the person for another one");
        }
        requireRoomForGuardian(person.pseudonym());
    }

    private boolean hasRoomForGuardian(final Pseudonym person) {
        return relations.ofPerson(person).stream()
            .filter(relation -> relation.at(now).standing().state() == RelationState.GRANTED).count()
            < rules.settings().relations().guardiansMax();
    }

    private void requireRoomForGuardian(final Pseudonym person) {
        if (!hasRoomForGuardian(person)) {
            throw new IssuerException(Problem.GUARDIANS_FULL,
                "a person has at most " + rules.settings().relations().guardiansMax() + " guardians: end one first");
        }
    }

    private void boundPendingOf(final Pseudonym person) {
        relations.ofPerson(person).stream()
            .filter(relation -> relation.at(now).standing().state() == RelationState.PENDING)
            .sorted(NEWEST_FIRST).skip(PENDING_MAX)
            .forEach(oldest -> relations.put(oldest.with(oldest.standing().closed(
                RelationState.EXPIRED, new Standing.Closing(ClosedBy.TIME, now, null)))));
    }

    /** One of each person: what is open, else what others ended lately. */
    List<Relative> relatives(final Pseudonym guardian) {
        final Map<Pseudonym, StoredRelation> shown = new LinkedHashMap<>();
        relations.ofGuardian(guardian).stream().sorted(Comparator.comparingLong(StoredRelation::ordinal)).forEach(stored -> {
            shown.values().removeIf(before -> before.person().equals(stored.person()) && !before.standing().isOpen());
            final StoredRelation relation = stored.at(now);
            final Standing.Closing closing = relation.standing().closing();
            if (closing == null || closing.by() != ClosedBy.GUARDIAN && isShown(relation)) {
                shown.putIfAbsent(relation.person(), relation);
            }
        });
        return shown.values().stream().map(labels::shown).toList();
    }

    /** Withdraws an application, or ends a relation; what the person decided stays on record. */
    void remove(final Pseudonym guardian, final String id) {
        final StoredRelation stored = ofGuardian(guardian, id);
        final RelationState state = stored.at(now).standing().state();
        if (state == RelationState.PENDING || state == RelationState.EXPIRED) {
            relations.delete(stored);
        } else if (stored.standing().isOpen()) {
            relations.put(stored.with(stored.standing().closed(
                RelationState.ENDED, new Standing.Closing(ClosedBy.GUARDIAN, now, null))));
        } else {
            throw unknownRelation();
        }
        residents.known(guardian).touch();
        residents.touch(stored.person());
    }

    /** The relation by which the guardian may fetch the code now. */
    StoredRelation granted(final Pseudonym guardian, final String id) {
        final StoredRelation relation = ofGuardian(guardian, id).at(now);
        final Standing standing = relation.standing();
        if (standing.state() == RelationState.PENDING) {
            throw new IssuerException(Problem.NOT_GRANTED_YET,
                "the person, the city's app or staff have to grant this application first");
        }
        if (standing.state() == RelationState.ENDED && standing.closing().by() == ClosedBy.AGE) {
            throw new IssuerException(Problem.NOT_ELIGIBLE,
                "this relative is of age now and gets the code alone; or apply again, and the relative consents");
        }
        if (standing.state() != RelationState.GRANTED) {
            throw unknownRelation();
        }
        return relation;
    }

    /** Whether the guardian may have all codes of the person replaced: of a minor, or where the grant says so. */
    void requireReissueBy(final StoredRelation relation) {
        if (!relation.standing().grant().mayReissue() && !Eligibility.isMinor(relation.relative().person().birthDate(), today)) {
            throw new IssuerException(Problem.REISSUE_NOT_GRANTED, "an adult's codes are re-issued by the person, or by staff; a "
                + "guardian may where the person agreed to that, too");
        }
    }

    void countReissue(final StoredRelation relation) {
        final long day = today.toEpochDay();
        final int max = rules.settings().reissuesPerDayMax();
        if (relation.reissues().on(day) >= max) {
            throw IssuerException.untilTomorrow(Problem.REISSUED_TOO_OFTEN,
                "a guardian has a person's codes re-issued at most " + max + " times a day", now);
        }
        relations.put(relation.with(relation.reissues().plusOne(day)));
        residents.touch(relation.guardian());
    }

    /** What the person sees leaves out applications that name the person otherwise; staff sees all. */
    Guardians guardians(final Pseudonym person, final boolean isForStaff) {
        final Resident resident = isForStaff ? residents.find(person) : residents.known(person);
        return GuardianView.of(resident, isForStaff,
            relations.ofPerson(person).stream().map(relation -> relation.at(now)).sorted(NEWEST_FIRST).toList());
    }

    void accept(final Decider by, final String id, final boolean mayReissue) {
        final StoredRelation relation = ofPerson(by, id);
        if (relation.standing().state() == RelationState.GRANTED) {
            final Standing answered = relation.standing().reissueAllowed(mayReissue, by.caller());
            if (!answered.equals(relation.standing())) {
                change(relation.with(answered));
            }
            return;
        }
        requireState(relation, RelationState.PENDING);
        requireRoomForGuardian(by.person());
        final Resident resident = by.isStaff() ? residents.registered(by.seen()) : residents.known(by.person());
        if (by.isStaff()) {
            resident.rename(by.seen().maskedName());
            resident.born(by.seen().birthDate());
        }
        final Relative asked = relation.relative();
        final Standing.Grant grant = new Standing.Grant(
            by.isStaff() ? GrantedBy.STAFF : GrantedBy.CONSENT, now, mayReissue, by.caller());
        change(relation.with(new Relative(asked.id(), resident.person(), asked.residence(), asked.reason(),
            asked.standing().granted(grant))));
    }

    void refuse(final Decider by, final String id) {
        close(by, id, RelationState.PENDING, RelationState.REFUSED);
    }

    void end(final Decider by, final String id) {
        close(by, id, RelationState.GRANTED, RelationState.ENDED);
    }

    /** From then on everybody else has to ask, too: the guardian could come back at once, alone or with help. */
    private void close(final Decider by, final String id, final RelationState from, final RelationState to) {
        final StoredRelation relation = ofPerson(by, id);
        if (relation.standing().state() == to) {
            return;
        }
        requireState(relation, from);
        final Resident resident = residents.find(by.person());
        if (resident != null) {
            resident.askForConsent();
        }
        change(relation.with(relation.standing().closed(
            to, new Standing.Closing(by.isStaff() ? ClosedBy.STAFF : ClosedBy.PERSON, now, by.caller()))));
    }

    private void change(final StoredRelation relation) {
        relations.put(relation);
        residents.known(relation.guardian()).touch();
        residents.touch(relation.person());
        past.forget(relation.person());
    }

    private static void requireState(final StoredRelation relation, final RelationState state) {
        if (relation.standing().state() != state) {
            throw unknownRelation();
        }
    }

    /** A one-time code in the place of the one there may be. */
    ConsentCode consentCode(final Pseudonym person) {
        return OneTimeCode.make(rules, residents.known(person), now);
    }

    private StoredRelation openOf(final Pseudonym guardian, final Pseudonym person) {
        return relations.ofGuardian(guardian).stream()
            .filter(relation -> relation.person().equals(person) && relation.standing().isOpen()).findAny().orElse(null);
    }

    private StoredRelation ofGuardian(final Pseudonym guardian, final String id) {
        return relations.ofGuardian(guardian).stream().filter(relation -> relation.id().equals(id)).findAny()
            .orElseThrow(RelationDesk::unknownRelation);
    }

    private StoredRelation ofPerson(final Decider by, final String id) {
        final Resident resident = by.isStaff() ? residents.find(by.person()) : residents.known(by.person());
        return relations.ofPerson(by.person()).stream().filter(relation -> relation.id().equals(id))
            .map(relation -> relation.at(now))
            .filter(relation -> by.isStaff() || GuardianView.isShownTo(resident, relation)).findAny()
            .orElseThrow(RelationDesk::unknownRelation);
    }

    private static IssuerException unknownRelation() {
        return new IssuerException(Problem.UNKNOWN_RELATION, "there is no such relation of this person");
    }

    private static String newId() {
        final byte[] id = new byte[RELATION_ID_BYTES];
        new SecureRandom().nextBytes(id);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    }
}
