package io.swabline.issuer;

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
        /** Re-issued as often as is allowed in a day. */
        REISSUED_TOO_OFTEN,
        /** More requests wait than the limit; try again. */
        BUSY,
        /** The database does not answer; try again. */
        REGISTRY_UNAVAILABLE
    }

    private final Problem problem;

    public IssuerException(final Problem problem, final String message) {
        super(message);
        this.problem = problem;
    }

    public IssuerException(final Problem problem, final String message, final Throwable cause) {
        super(message, cause);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
