package io.swabline.issuer;

import java.time.Instant;

/**
 * A relation that was granted: the guardian may fetch the person's code.
 *
 * @param id        22 characters of base64url, random; tells nothing and grants nothing without the guardian
 * @param person    the relative
 * @param residence where the relative lives
 * @param reason    why the relative cannot apply alone; null for those under 18 or of 60 and over
 * @param grantedAt when
 */
public record Relative(String id, Person person, Residence residence, Reason reason, Instant grantedAt) {
}
