package io.swabline.issuer.http;

import io.swabline.issuer.CodeDesk;
import io.swabline.issuer.IssuedCode;
import io.swabline.issuer.IssuerException;
import io.swabline.issuer.IssuerException.Problem;
import io.swabline.issuer.Person;
import io.swabline.issuer.Reason;
import io.swabline.issuer.Relative;
import io.swabline.issuer.Residence;
import io.swabline.protocol.CodeDescriptor;
import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.SamplingCode;
import io.swabline.protocol.trust.Cutoff;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.agrona.concurrent.EpochClock;

/** A desk in memory, which answers at once, fails as it is told, or not at all. */
final class FakeDesk implements CodeDesk {
    private static final int VALIDITY_DAYS = 30;

    private final EpochClock clock;
    private final Map<Pseudonym, Person> persons = new HashMap<>();
    private final Map<String, SamplingCode> codes = new HashMap<>();
    private final Map<Pseudonym, List<Relative>> relatives = new HashMap<>();
    private final List<Runnable> unanswered = new ArrayList<>();
    private int issued;
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
    public CompletableFuture<IssuedCode> reissue(final Pseudonym person) {
        return answer(() -> reissue(known(person), false));
    }

    @Override
    public CompletableFuture<Relative> apply(
        final Pseudonym guardian, final Person relative, final Residence residence, final Reason reason) {
        return answer(() -> {
            known(guardian);
            if (relative.pseudonym().equals(guardian)) {
                throw new IssuerException(Problem.OWN_RELATIVE, "one's own code needs no relation");
            }
            final List<Relative> all = relatives.computeIfAbsent(guardian, any -> new ArrayList<>());
            for (final Relative there : all) {
                if (there.person().pseudonym().equals(relative.pseudonym())) {
                    return there;
                }
            }
            final LocalDate adult = LocalDate.of(2004, 1, 1);
            if (reason == null && relative.birthDate().isBefore(adult) && relative.birthDate().getYear() > 1962) {
                throw new IssuerException(Problem.NOT_ELIGIBLE, "state why the person cannot apply alone");
            }
            final Person registered = persons.putIfAbsent(relative.pseudonym(), relative);
            if (registered != null && !registered.maskedName().equals(relative.maskedName())) {
                throw new IssuerException(Problem.NAME_DOES_NOT_FIT, "ID number and name do not fit together");
            }
            final String id = String.format("relation-%013d", persons.size());
            final Relative granted = new Relative(id, relative, residence, reason, Instant.ofEpochMilli(clock.time()));
            all.add(granted);
            return granted;
        });
    }

    @Override
    public CompletableFuture<List<Relative>> relatives(final Pseudonym guardian) {
        return answer(() -> List.copyOf(relatives.getOrDefault(guardian, List.of())));
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
        return answer(() -> issue(relative(guardian, relation).person(), true));
    }

    @Override
    public CompletableFuture<IssuedCode> reissueRelatives(final Pseudonym guardian, final String relation) {
        return answer(() -> reissue(relative(guardian, relation).person(), true));
    }

    @Override
    public CompletableFuture<Person> person(final Pseudonym pseudonym) {
        return answer(() -> known(pseudonym));
    }

    @Override
    public CompletableFuture<List<Cutoff>> cutoffsAfter(final long sequence, final int limit) {
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
