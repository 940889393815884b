package io.swabline.issuer;

import java.time.Instant;

/**
 * How an application for a relation stands.
 *
 * @param appliedAt when it was applied for
 * @param kinship   as the city's app stated it; null if it did not
 * @param grant     null if it was never granted
 * @param closing   null while it is pending or granted
 */
public record Standing(RelationState state, Instant appliedAt, Kinship kinship, Grant grant, Closing closing) {
    /**
     * The grant of a relation.
     *
     * @param mayReissue whether the guardian may also have an adult's codes replaced
     * @param caller     the API's caller that decided it, for staff and statements; null otherwise
     */
    public record Grant(GrantedBy by, Instant at, boolean mayReissue, String caller) {
    }

    /**
     * The end of a relation, or of an application.
     *
     * @param caller the API's caller that decided it, for staff; null otherwise
     */
    public record Closing(ClosedBy by, Instant at, String caller) {
    }

    static Standing pending(final Instant appliedAt, final Kinship kinship) {
        return new Standing(RelationState.PENDING, appliedAt, kinship, null, null);
    }

    Standing granted(final Grant by) {
        return new Standing(RelationState.GRANTED, appliedAt, kinship, by, null);
    }

    /**
     * With another answer to what the guardian may do. By whom and since when it is granted stays, for that decides when it
     * ends.
     *
     * @param caller of the API, for staff; null otherwise
     */
    Standing reissueAllowed(final boolean mayReissue, final String caller) {
        return mayReissue == grant.mayReissue() ? this : granted(
            new Grant(grant.by(), grant.at(), mayReissue, caller == null ? grant.caller() : caller));
    }

    Standing closed(final RelationState as, final Closing by) {
        return new Standing(as, appliedAt, kinship, grant, by);
    }

    Standing stated(final Kinship as) {
        return new Standing(state, appliedAt, as, grant, closing);
    }

    /** Whether it still may change: neither refused, ended nor expired. */
    boolean isOpen() {
        return closing == null;
    }
}
