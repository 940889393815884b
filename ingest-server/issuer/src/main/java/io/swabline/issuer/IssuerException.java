package io.swabline.issuer;

import java.time.Duration;
import java.time.Instant;

/** A request that the issuing side refuses or cannot serve now. The message may be shown to the caller; it names no person. */
public final class IssuerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What is wrong; each one is one problem type of the HTTP API. */
    public enum Problem {
        /** Never registered. */
        UNKNOWN_PERSON,
        /** No such relation, or it is another guardian's. */
        UNKNOWN_RELATION,
        /** A person of 18 to 59 without a stated reason. */
        NOT_ELIGIBLE,
        /** Applied for, and nobody has granted it yet. */
        NOT_GRANTED_YET,
        /** Only the person may have the codes replaced. */
        REISSUE_NOT_GRANTED,
        /** Number, name and one-time code are not of one person, or the code is used or over. */
        CONSENT_CODE_WRONG,
        /** The person has as many guardians as are allowed. */
        GUARDIANS_FULL,
        /** Applied as often as is allowed in a day. */
        APPLIED_TOO_OFTEN,
        /** Guardian and relative are one person. */
        OWN_RELATIVE,
        /** The guardian has as many relatives as are allowed. */
        RELATIVES_FULL,
        /** A key that marks repetitions of another request. */
        IDEMPOTENCY_KEY_REUSED,
        /** Two persons who are to be one have different birth dates. */
        PERSONS_DIFFER,
        /** As many persons are linked as are allowed. */
        LINKS_FULL,
        /** Re-issued as often as is allowed in a day. */
        REISSUED_TOO_OFTEN,
        /** More requests wait than the limit; try again. */
        BUSY,
        /** The database does not answer; try again. */
        REGISTRY_UNAVAILABLE
    }

    private final Problem problem;
    private final long retryAfterSeconds;

    public IssuerException(final Problem problem, final String message) {
        this(problem, message, 0);
    }

    private IssuerException(final Problem problem, final String message, final long retryAfterSeconds) {
        super(message);
        this.problem = problem;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /** Of a limit by the day: message and time agree on when it is over. */
    static IssuerException untilTomorrow(final Problem problem, final String message, final Instant now) {
        final Duration left = Duration.between(now, Eligibility.tomorrow(now));
        return new IssuerException(
            problem, message + ": try again after 00:00 in Shanghai", left.plusMillis(999).toSeconds());
    }

    /** Seconds until it is worth while to ask again; 0 where that is not known. */
    public long retryAfterSeconds() {
        return retryAfterSeconds;
    }

    public Problem problem() {
        return problem;
    }
}
