package io.swabline.issuer;

import io.swabline.protocol.Pseudonym;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A request that waits at the desk: what must be read for it, and what is then done. Made by a caller's thread, then the desk
 * thread's alone. It may be decided several times, when a transaction is done again; only the last time counts.
 */
final class DeskRequest<T> {
    private final Pseudonym person;
    private final Pseudonym guardian;
    private final boolean hasGuardians;
    private final boolean hasRelatives;
    private final String relation;
    private final Pseudonym other;
    private final Function<UnitOfWork, T> work;
    private final CompletableFuture<T> future = new CompletableFuture<>();
    private T answer;
    private IssuerException refusal;
    private boolean hasNotes;

    private DeskRequest(
        final Pseudonym person, final Pseudonym guardian, final boolean hasGuardians, final boolean hasRelatives,
        final String relation, final Pseudonym other, final Function<UnitOfWork, T> work) {
        this.other = other;
        this.person = person;
        this.guardian = guardian;
        this.hasGuardians = hasGuardians;
        this.hasRelatives = hasRelatives;
        this.relation = relation;
        this.work = work;
    }

    /** About a person's own code; null for nobody. */
    static <T> DeskRequest<T> ofPerson(final Pseudonym person, final Function<UnitOfWork, T> work) {
        return new DeskRequest<>(person, null, false, false, null, null, work);
    }

    /** About a guardian's relatives, or the one of the named relation. */
    static <T> DeskRequest<T> ofGuardian(final Pseudonym guardian, final String relation, final Function<UnitOfWork, T> work) {
        return new DeskRequest<>(null, guardian, false, false, relation, null, work);
    }

    /** About a person's guardians, or the one of the named relation. */
    static <T> DeskRequest<T> ofGuardians(final Pseudonym person, final String relation, final Function<UnitOfWork, T> work) {
        return new DeskRequest<>(person, null, true, false, relation, null, work);
    }

    /** About a guardian's relation to a person. */
    static <T> DeskRequest<T> ofApplication(
        final Pseudonym guardian, final Pseudonym person, final Function<UnitOfWork, T> work) {
        return new DeskRequest<>(person, guardian, true, false, null, null, work);
    }

    /** About all that a person's pages show: guardians, relatives, and the codes of them. */
    static <T> DeskRequest<T> ofResident(final Pseudonym person, final Function<UnitOfWork, T> work) {
        return new DeskRequest<>(person, person, true, true, null, null, work);
    }

    /** About two persons who are to be one: of both all is read, and nothing else is decided in the same transaction. */
    static <T> DeskRequest<T> ofLink(final Pseudonym one, final Pseudonym other, final Function<UnitOfWork, T> work) {
        return new DeskRequest<>(one, null, false, false, null, other, work);
    }

    void decide(final UnitOfWork unit) {
        answer = null;
        refusal = null;
        final int notesBefore = unit.noteCount();
        try {
            answer = work.apply(unit);
        } catch (final IssuerException e) {
            refusal = e;
        }
        hasNotes = unit.noteCount() > notesBefore;
    }

    /** Whether the edge has to be told of it: other codes were superseded, or persons linked. */
    boolean hasNotes() {
        return hasNotes;
    }

    /** Gives the answer to the caller, whose next steps may run right here. */
    void complete() {
        if (refusal == null) {
            future.complete(answer);
        } else {
            future.completeExceptionally(refusal);
        }
    }

    /** Nothing, if it was answered. */
    void fail(final IssuerException failure) {
        future.completeExceptionally(failure);
    }

    CompletableFuture<T> future() {
        return future;
    }

    /** Whether it must not be decided together with others. */
    boolean isAlone() {
        return other != null;
    }

    /** Who is to be one with the person; null for nobody. */
    Pseudonym other() {
        return other;
    }

    /** To be read; null for nobody. */
    Pseudonym person() {
        return person;
    }

    /** To be read, with all relations; null for nobody. */
    Pseudonym guardian() {
        return guardian;
    }

    /** Whether all relations of others to the person are to be read. */
    boolean hasGuardians() {
        return hasGuardians;
    }

    /** Whether the persons of all the guardian's relations are to be read. */
    boolean hasRelatives() {
        return hasRelatives;
    }

    /** Whose two persons are to be read; null for none. */
    String relation() {
        return relation;
    }
}
