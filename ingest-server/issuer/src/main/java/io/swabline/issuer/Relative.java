package io.swabline.issuer;

import java.time.Instant;

/**
 * A relation that a guardian applied for, as the guardian sees it.
 *
 * @param id        22 characters of base64url, random; tells nothing and grants nothing without the guardian
 * @param person    the relative, under the name that the guardian gave
 * @param residence where the relative lives
 * @param reason    why the relative cannot apply alone; null for those under 18 or of 60 and over
 * @param standing  whether it is granted
 * @param label     by what the guardian tells relatives apart
 */
public record Relative(
    String id, Person person, Residence residence, Reason reason, Standing standing, RelativeLabel label) {
    /** Without a label. */
    public Relative(
        final String id, final Person person, final Residence residence, final Reason reason, final Standing standing) {
        this(id, person, residence, reason, standing, RelativeLabel.NONE);
    }

    public RelationState state() {
        return standing.state();
    }

    /** When it was granted; null if it never was. */
    public Instant grantedAt() {
        return standing.grant() == null ? null : standing.grant().at();
    }

    Relative labelled(final RelativeLabel other) {
        return new Relative(id, person, residence, reason, standing, other);
    }

    Relative standing(final Standing other) {
        return new Relative(id, person, residence, reason, other, label);
    }
}
