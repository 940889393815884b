package io.swabline.issuer;

import java.util.List;

/**
 * All that the pages of a resident show, of one moment.
 *
 * @param own       the resident's own code
 * @param relatives what {@link CodeDesk#relatives} gives, with the codes of those that are granted
 * @param guardians who may fetch the own code
 */
public record ResidentState(IssuedCode own, List<Entry> relatives, Guardians guardians) {
    /**
     * A relation with the relative's code.
     *
     * @param code    null where the relation is not granted, or there is a problem
     * @param problem why there is no code of a granted relation; null for none
     */
    public record Entry(Relative relative, IssuedCode code, IssuerException problem) {
    }
}
