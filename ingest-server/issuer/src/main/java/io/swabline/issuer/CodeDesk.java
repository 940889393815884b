package io.swabline.issuer;

import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.trust.Cutoff;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What the issuing side does for its callers. Safe for any thread; answers come later, on a thread of the desk, and when they
 * do, what they say is on the disk. A future fails with {@link IssuerException} only.
 */
public interface CodeDesk extends AutoCloseable {
    /**
     * The person's own code: the same one again while enough of its time is left. Registers a person who is new, and takes the
     * name of one who is not.
     */
    CompletableFuture<IssuedCode> code(Person person);

    /** The own code of a person who is registered; fails with UNKNOWN_PERSON otherwise. */
    CompletableFuture<IssuedCode> code(Pseudonym person);

    /** A new own code; every older code of the person, a relative's copy too, is superseded when this is answered. */
    CompletableFuture<IssuedCode> reissue(Pseudonym person);

    /**
     * Applies for a relation: granted, and remembered, if the relative is under 18, or 60 and over, by today's date in
     * Shanghai, or a reason is given. Applying again gives the relation there is, unless the relative has come of age since:
     * then it takes a reason, and gives another. Registers a relative who is new; fails with NAME_DOES_NOT_FIT where the masked
     * name is not the one registered, which only {@link #code(Person)} changes.
     *
     * @param reason null if none is stated; not kept where none is needed
     */
    CompletableFuture<Relative> apply(Pseudonym guardian, Person relative, Residence residence, Reason reason);

    /** The guardian's relatives, in the order in which they were granted. */
    CompletableFuture<List<Relative>> relatives(Pseudonym guardian);

    /** Ends a relation; the relative's codes stay valid, since they are the relative's. */
    CompletableFuture<Void> remove(Pseudonym guardian, String relation);

    /**
     * The relative's code as fetched by relatives: one for all guardians, apart from the person's own. Fails with NOT_ELIGIBLE
     * once a child that was granted for its age is 18.
     */
    CompletableFuture<IssuedCode> relativesCode(Pseudonym guardian, String relation);

    /** A new code for the relative; every older code of the person, also the own, is superseded when this is answered. */
    CompletableFuture<IssuedCode> reissueRelatives(Pseudonym guardian, String relation);

    /** A registered person, for staff who may know; fails with UNKNOWN_PERSON. */
    CompletableFuture<Person> person(Pseudonym pseudonym);

    /** Cut-offs behind a sequence number, in its order, at most {@code limit}; for servers that share a registry. */
    CompletableFuture<List<Cutoff>> cutoffsAfter(long sequence, int limit);

    @Override
    void close();
}
