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
    private final String relation;
    private final Function<UnitOfWork, T> work;
    private final CompletableFuture<T> future = new CompletableFuture<>();
    private T answer;
    private IssuerException refusal;
    private boolean isReissue;

    /**
     * All but the work may be null.
     *
     * @param person   to be read
     * @param guardian to be read, with all relations
     * @param relation of the guardian, whose relative is to be read
     */
    DeskRequest(final Pseudonym person, final Pseudonym guardian, final String relation, final Function<UnitOfWork, T> work) {
        this.person = person;
        this.guardian = guardian;
        this.relation = relation;
        this.work = work;
    }

    void decide(final UnitOfWork unit) {
        answer = null;
        refusal = null;
        final int cutoffsBefore = unit.supersededCount();
        try {
            answer = work.apply(unit);
        } catch (final IssuerException e) {
            refusal = e;
        }
        isReissue = unit.supersededCount() > cutoffsBefore;
    }

    /** Whether other codes were superseded for it. */
    boolean isReissue() {
        return isReissue;
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

    Pseudonym person() {
        return person;
    }

    Pseudonym guardian() {
        return guardian;
    }

    String relation() {
        return relation;
    }
}
