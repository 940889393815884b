package io.swabline.issuer.http;

import io.swabline.issuer.Application;
import io.swabline.issuer.ClosedBy;
import io.swabline.issuer.CodeDesk;
import io.swabline.issuer.ConsentCode;
import io.swabline.issuer.Decider;
import io.swabline.issuer.Eligibility;
import io.swabline.issuer.GrantedBy;
import io.swabline.issuer.Guardian;
import io.swabline.issuer.Guardians;
import io.swabline.issuer.IssuedCode;
import io.swabline.issuer.IssuerException;
import io.swabline.issuer.IssuerException.Problem;
import io.swabline.issuer.LinkedPersons;
import io.swabline.issuer.Person;
import io.swabline.issuer.RelationState;
import io.swabline.issuer.Relative;
import io.swabline.issuer.ResidentState;
import io.swabline.issuer.RetryKey;
import io.swabline.issuer.Standing;
import io.swabline.protocol.CodeDescriptor;
import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.SamplingCode;
import io.swabline.protocol.trust.PersonLink;
import io.swabline.protocol.trust.RegistryNote;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.agrona.concurrent.EpochClock;

/** A desk in memory, which answers at once, fails as it is told, or not at all. */
final class FakeDesk implements CodeDesk {
    /** The one-time code of everybody. */
    static final String CONSENT = "12345678";

    private static final int VALIDITY_DAYS = 30;

    private final EpochClock clock;
    private final Map<Pseudonym, Person> persons = new HashMap<>();
    private final Map<String, SamplingCode> codes = new HashMap<>();
    private final Map<Pseudonym, List<Relative>> relatives = new HashMap<>();
    private final Set<Pseudonym> uncodable = new HashSet<>();
    private final Map<RetryKey, String> retries = new HashMap<>();
    private final List<Runnable> unanswered = new ArrayList<>();
    private LinkedPersons linked;
    private int issued;
    private int applications;
    private RuntimeException failure;
    private boolean isSilent;

    FakeDesk(final EpochClock clock) {
        this.clock = clock;
    }

    synchronized void failWith(final Problem problem) {
        failure = new IssuerException(problem, "as the test wants it");
    }

    synchronized void failWith(final RuntimeException fault) {
        failure = fault;
    }

    /** From now on states have no code of that relative. */
    synchronized void haveNoCodeOf(final Pseudonym person) {
        uncodable.add(person);
    }

    synchronized void beSilent() {
        isSilent = true;
    }

    synchronized int unanswered() {
        return unanswered.size();
    }

    /** Answers what it was asked while it was silent. */
    synchronized void answerLate() {
        unanswered.forEach(Runnable::run);
        unanswered.clear();
    }

    /** As if new. */
    synchronized void forget() {
        persons.clear();
        codes.clear();
        relatives.clear();
        issued = 0;
        failure = null;
        isSilent = false;
        unanswered.clear();
    }

    synchronized int issued() {
        return issued;
    }

    @Override
    public CompletableFuture<IssuedCode> code(final Person person) {
        return answer(() -> {
            persons.put(person.pseudonym(), person);
            return issue(person, false);
        });
    }

    @Override
    public CompletableFuture<IssuedCode> code(final Pseudonym person) {
        return answer(() -> issue(known(person), false));
    }

    @Override
    public CompletableFuture<IssuedCode> reissue(final Pseudonym person, final RetryKey key) {
        return answer(() -> isDone(key, "own") ? issue(known(person), false) : reissue(known(person), false));
    }

    /** Grants the young, the old, what is stated, and what comes with the code {@link #CONSENT}; all else waits. */
    @Override
    public CompletableFuture<Relative> apply(final Application application) {
        return answer(() -> {
            final Pseudonym guardian = application.guardian();
            final Person person = application.relative();
            known(guardian);
            if (person.pseudonym().equals(guardian)) {
                throw new IssuerException(Problem.OWN_RELATIVE, "one's own code needs no relation");
            }
            final List<Relative> all = relatives.computeIfAbsent(guardian, any -> new ArrayList<>());
            for (final Relative there : all) {
                if (there.person().pseudonym().equals(person.pseudonym()) && there.state() == RelationState.GRANTED) {
                    return there;
                }
            }
            final boolean isAdult = Eligibility.isConsentNeeded(
                person.birthDate(), Eligibility.today(Instant.ofEpochMilli(clock.time())));
            if (isAdult && application.reason() == null && application.statement() == null) {
                throw new IssuerException(Problem.NOT_ELIGIBLE, "state why the person cannot apply alone");
            }
            if (application.consent() != null && !application.consent().equals(CONSENT)) {
                throw new IssuerException(Problem.CONSENT_CODE_WRONG, "ask the person for another one");
            }
            final Instant now = Instant.ofEpochMilli(clock.time());
            final GrantedBy by = application.consent() != null ? GrantedBy.CODE
                : isAdult ? null : application.statement() != null ? GrantedBy.STATEMENT : GrantedBy.AGE;
            final Standing pending = new Standing(RelationState.PENDING, now,
                application.statement() == null ? null : application.statement().kinship(), null, null);
            if (by != null) {
                persons.putIfAbsent(person.pseudonym(), person);
            }
            all.removeIf(there -> there.person().pseudonym().equals(person.pseudonym()));
            final Relative relative = new Relative(String.format("relation-%013d", ++applications), person,
                application.residence(), application.reason(), by == null ? pending : granted(pending, by, false, null),
                application.label());
            all.add(relative);
            return relative;
        });
    }

    private Standing granted(final Standing standing, final GrantedBy by, final boolean mayReissue, final String caller) {
        return new Standing(RelationState.GRANTED, standing.appliedAt(), standing.kinship(),
            new Standing.Grant(by, Instant.ofEpochMilli(clock.time()), mayReissue, caller), null);
    }

    @Override
    public CompletableFuture<Guardians> guardians(final Pseudonym person, final boolean isForStaff) {
        return answer(() -> guardiansOf(person));
    }

    private Guardians guardiansOf(final Pseudonym person) {
        final List<Guardian> current = new ArrayList<>();
        final List<Guardian> past = new ArrayList<>();
        relatives.forEach((guardian, all) -> all.forEach(relative -> {
            if (relative.person().pseudonym().equals(person)) {
                (relative.standing().closing() == null ? current : past).add(new Guardian(relative.id(),
                    known(guardian).maskedName(), relative.person().maskedName(), relative.reason(), relative.standing()));
            }
        }));
        return new Guardians(current, past, !past.isEmpty());
    }

    @Override
    public CompletableFuture<Void> accept(final Decider by, final String relation, final boolean mayReissue) {
        return decide(by, relation, standing -> {
            if (by.seen() != null) {
                persons.putIfAbsent(by.person(), by.seen());
            }
            return granted(standing, by.seen() == null ? GrantedBy.CONSENT : GrantedBy.STAFF, mayReissue, by.caller());
        });
    }

    @Override
    public CompletableFuture<Void> refuse(final Decider by, final String relation) {
        return decide(by, relation, standing -> closed(by, standing, RelationState.REFUSED));
    }

    @Override
    public CompletableFuture<Void> end(final Decider by, final String relation) {
        return decide(by, relation, standing -> closed(by, standing, RelationState.ENDED));
    }

    private Standing closed(final Decider by, final Standing standing, final RelationState as) {
        return new Standing(as, standing.appliedAt(), standing.kinship(), standing.grant(), new Standing.Closing(
            by.seen() == null ? ClosedBy.PERSON : ClosedBy.STAFF, Instant.ofEpochMilli(clock.time()), by.caller()));
    }

    private CompletableFuture<Void> decide(final Decider by, final String relation, final UnaryOperator<Standing> decision) {
        return answer(() -> {
            for (final List<Relative> all : relatives.values()) {
                for (int i = 0; i < all.size(); i++) {
                    final Relative old = all.get(i);
                    if (old.id().equals(relation) && old.person().pseudonym().equals(by.person())) {
                        all.set(i, new Relative(old.id(), old.person(), old.residence(), old.reason(),
                            decision.apply(old.standing()), old.label()));
                        return null;
                    }
                }
            }
            throw new IssuerException(Problem.UNKNOWN_RELATION, "there is no such relation of this person");
        });
    }

    @Override
    public CompletableFuture<ConsentCode> consentCode(final Pseudonym person) {
        return answer(() -> {
            known(person);
            return new ConsentCode(CONSENT, Instant.ofEpochMilli(clock.time()).plusSeconds(600));
        });
    }

    @Override
    public CompletableFuture<List<Relative>> relatives(final Pseudonym guardian) {
        return answer(() -> List.copyOf(relatives.getOrDefault(guardian, List.of())));
    }

    @Override
    public CompletableFuture<Void> nickname(final Pseudonym guardian, final String relation, final String nickname) {
        return answer(() -> {
            final Relative old = relative(guardian, relation);
            final List<Relative> all = relatives.get(guardian);
            all.set(all.indexOf(old), new Relative(old.id(), old.person(), old.residence(), old.reason(), old.standing(),
                old.label().named(nickname)));
            return null;
        });
    }

    @Override
    public CompletableFuture<ResidentState> state(final Pseudonym person) {
        return answer(() -> new ResidentState(issue(known(person), false),
            relatives.getOrDefault(person, List.of()).stream().map(this::withCode).toList(), guardiansOf(person)));
    }

    private ResidentState.Entry withCode(final Relative relative) {
        return relative.state() == RelationState.GRANTED && !uncodable.contains(relative.person().pseudonym())
            ? new ResidentState.Entry(relative, issue(relative.person(), true), null)
            : new ResidentState.Entry(relative, null, relative.state() == RelationState.GRANTED
                ? new IssuerException(Problem.BUSY, "as the test wants it") : null);
    }

    @Override
    public CompletableFuture<Void> remove(final Pseudonym guardian, final String relation) {
        return answer(() -> {
            relatives.get(guardian).remove(relative(guardian, relation));
            return null;
        });
    }

    @Override
    public CompletableFuture<IssuedCode> relativesCode(final Pseudonym guardian, final String relation) {
        return answer(() -> issue(granted(guardian, relation).person(), true));
    }

    @Override
    public CompletableFuture<IssuedCode> reissueRelatives(
        final Pseudonym guardian, final String relation, final RetryKey key) {
        return answer(() -> {
            final Relative relative = granted(guardian, relation);
            if (!relative.standing().grant().mayReissue() && !Eligibility.isMinor(
                relative.person().birthDate(), Eligibility.today(Instant.ofEpochMilli(clock.time())))) {
                throw new IssuerException(Problem.REISSUE_NOT_GRANTED, "the person has to agree");
            }
            return isDone(key, relation) ? issue(relative.person(), true) : reissue(relative.person(), true);
        });
    }

    @Override
    public CompletableFuture<Person> person(final Pseudonym pseudonym) {
        return answer(() -> known(pseudonym));
    }

    /** Of the class of two that was made last; every other person is alone. */
    @Override
    public CompletableFuture<LinkedPersons> link(final Person one, final Person other, final String caller) {
        return answer(() -> {
            if (!one.birthDate().equals(other.birthDate())) {
                throw new IssuerException(Problem.PERSONS_DIFFER, "the birth dates differ");
            }
            final boolean isFirst = PersonLink.canonical(one.pseudonym(), other.pseudonym()).equals(one.pseudonym());
            linked = new LinkedPersons(
                new Person((isFirst ? one : other).pseudonym(), one.maskedName(), one.birthDate()),
                List.of(new LinkedPersons.Other(
                    (isFirst ? other : one).pseudonym(), Instant.ofEpochMilli(clock.time()), caller)));
            return linked;
        });
    }

    @Override
    public CompletableFuture<LinkedPersons> links(final Pseudonym person) {
        return answer(() -> linked != null && linked.person().pseudonym().equals(person)
            ? linked : new LinkedPersons(known(person), List.of()));
    }

    @Override
    public CompletableFuture<List<RegistryNote>> notesAfter(final long sequence, final int limit) {
        return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public void close() {
        // Nothing is held.
    }

    private synchronized <T> CompletableFuture<T> answer(final Supplier<T> question) {
        if (isSilent) {
            final CompletableFuture<T> late = new CompletableFuture<>();
            unanswered.add(() -> late.complete(question.get()));
            return late;
        }
        try {
            if (failure != null) {
                throw failure;
            }
            return CompletableFuture.completedFuture(question.get());
        } catch (final RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Person known(final Pseudonym person) {
        final Person known = persons.get(person);
        if (known == null) {
            throw new IssuerException(Problem.UNKNOWN_PERSON, "this person was never registered");
        }
        return known;
    }

    private Relative relative(final Pseudonym guardian, final String relation) {
        return relatives.getOrDefault(guardian, List.of()).stream().filter(r -> r.id().equals(relation)).findAny()
            .orElseThrow(() -> new IssuerException(Problem.UNKNOWN_RELATION, "this guardian has no such relation"));
    }

    private Relative granted(final Pseudonym guardian, final String relation) {
        final Relative relative = relative(guardian, relation);
        if (relative.state() == RelationState.PENDING) {
            throw new IssuerException(Problem.NOT_GRANTED_YET, "this application has to be granted first");
        }
        if (relative.state() != RelationState.GRANTED) {
            throw new IssuerException(Problem.UNKNOWN_RELATION, "this guardian has no such relation");
        }
        return relative;
    }

    private boolean isDone(final RetryKey key, final String request) {
        final String before = key == null ? null : retries.putIfAbsent(key, request);
        if (before != null && !before.equals(request)) {
            throw new IssuerException(Problem.IDEMPOTENCY_KEY_REUSED, "take a new key for a new request");
        }
        return before != null;
    }

    private IssuedCode reissue(final Person person, final boolean forRelative) {
        codes.remove(CodeAnswers.hex(person.pseudonym()) + false);
        codes.remove(CodeAnswers.hex(person.pseudonym()) + true);
        return issue(person, forRelative);
    }

    private IssuedCode issue(final Person person, final boolean forRelative) {
        final SamplingCode code = codes.computeIfAbsent(CodeAnswers.hex(person.pseudonym()) + forRelative, any -> {
            issued++;
            final ByteBuffer bytes = ByteBuffer.allocate(CodeDescriptor.CODE_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
            bytes.put(0, (byte) CodeDescriptor.VERSION).put(1, (byte) 1);
            bytes.put(2, (byte) (forRelative ? CodeDescriptor.FLAG_RELATIVE : CodeDescriptor.FLAG_SELF));
            bytes.put(3, (byte) VALIDITY_DAYS).putInt(4, (int) (clock.time() / 1_000)).putInt(8, issued);
            return SamplingCode.of(bytes.array());
        });
        return new IssuedCode(person, code, Instant.ofEpochSecond(code.expiresAtEpochSeconds()));
    }
}
