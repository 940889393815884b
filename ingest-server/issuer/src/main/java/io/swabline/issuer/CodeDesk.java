package io.swabline.issuer;

import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.trust.RegistryNote;
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
    default CompletableFuture<IssuedCode> reissue(final Pseudonym person) {
        return reissue(person, null);
    }

    /**
     * The same with a key, null for none. The same request with the same key of the same person, within two days, counts once
     * and gives the code that is current: the one that the first made, unless another has taken its place. Fails with
     * IDEMPOTENCY_KEY_REUSED where the key was for another request.
     */
    CompletableFuture<IssuedCode> reissue(Pseudonym person, RetryKey key);

    /**
     * Applies for a relation. Granted at once to people under 18, and of 60 and over, by today's date in Shanghai, as the
     * settings say; to all by a one-time code of theirs. Otherwise it waits for the person, or staff, and nothing in the
     * answer tells why: not whether the person is registered, nor under which name. Applying again gives the application
     * there is, or the refusal, or where what was granted for a child's age has ended, another one. Registers a relative who
     * is new when it is granted.
     *
     * <p>Fails with NOT_ELIGIBLE where the relative is 18 to 59 and no reason is stated, with CONSENT_CODE_WRONG,
     * GUARDIANS_FULL (with a right code only), RELATIVES_FULL, APPLIED_TOO_OFTEN or OWN_RELATIVE.
     */
    CompletableFuture<Relative> apply(Application application);

    /** Applies as a resident, without a one-time code. */
    default CompletableFuture<Relative> apply(
        final Pseudonym guardian, final Person relative, final Residence residence, final Reason reason) {
        return apply(Application.by(guardian, relative, residence, reason, null));
    }

    /** What the guardian applied for, in that order: what is open, and for 30 days what others refused or ended. */
    CompletableFuture<List<Relative>> relatives(Pseudonym guardian);

    /** Gives a relative another nickname, of which the relative learns nothing; null takes it away. */
    CompletableFuture<Void> nickname(Pseudonym guardian, String relation, String nickname);

    /**
     * All that the person's pages show, in one step: the own code, the relatives with the codes of those that are granted, and
     * the guardians. Makes the codes that are not there yet. Fails as {@link #code(Pseudonym)} does; what is wrong with a
     * relative's code fails that code alone.
     */
    CompletableFuture<ResidentState> state(Pseudonym person);

    /** Withdraws an application or ends a relation; the relative's codes stay valid, since they are the relative's. */
    CompletableFuture<Void> remove(Pseudonym guardian, String relation);

    /**
     * The relative's code as fetched by relatives: one for all guardians, apart from the person's own. Fails with
     * NOT_GRANTED_YET, and with NOT_ELIGIBLE once a child that was granted for its age is 18.
     */
    CompletableFuture<IssuedCode> relativesCode(Pseudonym guardian, String relation);

    /**
     * A new code for the relative; every older code of the person, also the own, is superseded when this is answered. Of
     * people under 18, or where the grant says so; fails with REISSUE_NOT_GRANTED otherwise.
     */
    default CompletableFuture<IssuedCode> reissueRelatives(final Pseudonym guardian, final String relation) {
        return reissueRelatives(guardian, relation, null);
    }

    /** The same with a key of the guardian's; see {@link #reissue(Pseudonym, RetryKey)}. */
    CompletableFuture<IssuedCode> reissueRelatives(Pseudonym guardian, String relation, RetryKey key);

    /** Who may fetch the person's code, who has applied for it, and who could before. */
    CompletableFuture<Guardians> guardians(Pseudonym person, boolean isForStaff);

    /** Grants an application; nothing if it is granted. Fails with GUARDIANS_FULL at the limit. */
    CompletableFuture<Void> accept(Decider by, String relation, boolean mayReissue);

    /** Refuses an application; nothing if it is refused. From then on nobody is granted by age alone. */
    CompletableFuture<Void> refuse(Decider by, String relation);

    /** Ends a relation at once; nothing if it is ended. From then on nobody is granted by age alone. */
    CompletableFuture<Void> end(Decider by, String relation);

    /** A one-time code by which the person who shows it consents; the one before is void. */
    CompletableFuture<ConsentCode> consentCode(Pseudonym person);

    /** A registered person, for staff who may know; fails with UNKNOWN_PERSON. */
    CompletableFuture<Person> person(Pseudonym pseudonym);

    /**
     * Makes one of two persons, for always; registers who is new, under the name given, and keeps the name of the first. From
     * then on each of them is the canonical person ({@code PersonLink}) here and at the edge. Linked already, it changes nothing
     * but the name, and tells the edge again. Fails with PERSONS_DIFFER where birth dates differ, and with LINKS_FULL.
     *
     * @param caller of the API: the staff who has seen both documents
     */
    CompletableFuture<LinkedPersons> link(Person one, Person other, String caller);

    /** The canonical person and all who are the same; fails with UNKNOWN_PERSON. */
    CompletableFuture<LinkedPersons> links(Pseudonym person);

    /** Cut-offs and links after a sequence number, in its order, at most {@code limit}; for servers that share a registry. */
    CompletableFuture<List<RegistryNote>> notesAfter(long sequence, int limit);

    @Override
    void close();
}
