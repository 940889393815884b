package io.swabline.issuer;

import io.swabline.protocol.Pseudonym;
import java.time.Instant;
import java.util.List;

/**
 * A person and all who are the same.
 *
 * @param person the canonical one, whose codes are issued
 * @param others who go by that one, in the order in which they were linked
 */
public record LinkedPersons(Person person, List<Other> others) {
    /**
     * Who goes by another.
     *
     * @param linkedAt since when
     * @param caller   the API's caller of the staff that linked them
     */
    public record Other(Pseudonym pseudonym, Instant linkedAt, String caller) {
    }
}
