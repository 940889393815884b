package io.swabline.issuer;

import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.trust.PersonLink;

/**
 * A link of two persons as the registry keeps it, which is the record of who did that.
 *
 * @param sequence    among the cut-offs; 0 before it is written
 * @param person      who went by itself until then
 * @param linkedTo    by whom it goes since, who went by itself then
 * @param statedOne   one of the two as staff named them
 * @param statedOther the other
 * @param linkedMs    epoch milliseconds
 * @param caller      the API's caller of the staff
 */
record StoredLink(
    long sequence, Pseudonym person, Pseudonym linkedTo, Pseudonym statedOne, Pseudonym statedOther, long linkedMs,
    String caller) {
    StoredLink numbered(final long number) {
        return new StoredLink(number, person, linkedTo, statedOne, statedOther, linkedMs, caller);
    }

    PersonLink note() {
        return new PersonLink(sequence, linkedMs, person, linkedTo);
    }
}
