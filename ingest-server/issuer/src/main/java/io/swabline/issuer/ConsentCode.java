package io.swabline.issuer;

import java.time.Instant;

/**
 * A code by which the person who shows it consents to one relation.
 *
 * @param digits     8 decimal digits; not kept
 * @param validUntil the first moment at which it is not valid any more
 */
public record ConsentCode(String digits, Instant validUntil) {
    @Override
    public String toString() {
        return "a consent code, valid until " + validUntil;
    }
}
