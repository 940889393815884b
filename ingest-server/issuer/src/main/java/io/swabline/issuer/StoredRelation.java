package io.swabline.issuer;

import io.swabline.protocol.Pseudonym;
import java.time.Instant;
import java.time.LocalDate;

/**
 * An application for a relation as the registry keeps it.
 *
 * @param guardian     who applied
 * @param guardianName the guardian's masked name
 * @param ordinal      1, 2, ... in the order in which the guardian applied
 * @param relative     whose code it is, and the rest, without its label
 * @param reissues     of the relative's codes by this guardian
 * @param label        as {@link LabelSeal} encrypted it; null for none
 */
record StoredRelation(
    Pseudonym guardian, String guardianName, long ordinal, Relative relative, DayCount reissues, String label) {
    /** An application lapses when nobody has answered it for so long. */
    static final int PENDING_DAYS = 14;

    private static final long PENDING_SECONDS = PENDING_DAYS * 86_400L;

    String id() {
        return relative.id();
    }

    Pseudonym person() {
        return relative.person().pseudonym();
    }

    Standing standing() {
        return relative.standing();
    }

    StoredRelation with(final Standing standing) {
        return new StoredRelation(guardian, guardianName, ordinal, relative.standing(standing), reissues, label);
    }

    StoredRelation with(final Relative other) {
        return new StoredRelation(guardian, guardianName, ordinal, other, reissues, label);
    }

    StoredRelation labelled(final String sealed) {
        return new StoredRelation(guardian, guardianName, ordinal, relative, reissues, sealed);
    }

    StoredRelation with(final DayCount count) {
        return new StoredRelation(guardian, guardianName, ordinal, relative, count, label);
    }

    /**
     * As it is at that moment: pending ones lapse, and what was granted for a child's age, or by a statement about a child,
     * ends when the child comes of age, when nobody has asked it yet.
     */
    StoredRelation at(final Instant now) {
        final Standing standing = standing();
        if (standing.state() == RelationState.PENDING) {
            final Instant lapse = standing.appliedAt().plusSeconds(PENDING_SECONDS);
            return now.isBefore(lapse) ? this : with(standing.closed(RelationState.EXPIRED, by(ClosedBy.TIME, lapse)));
        }
        if (standing.state() == RelationState.GRANTED && isByAge()) {
            final LocalDate birthDate = relative.person().birthDate();
            if (birthDate != null && Eligibility.isConsentNeeded(birthDate, Eligibility.today(now))) {
                return with(standing.closed(RelationState.ENDED, by(ClosedBy.AGE, Eligibility.comesOfAgeAt(birthDate))));
            }
        }
        return this;
    }

    private boolean isByAge() {
        return switch (standing().grant().by()) {
            case AGE, STATEMENT -> true;
            case EARLIER -> relative.reason() == null;
            case CONSENT, CODE, STAFF -> false;
        };
    }

    private static Standing.Closing by(final ClosedBy by, final Instant at) {
        return new Standing.Closing(by, at, null);
    }
}
