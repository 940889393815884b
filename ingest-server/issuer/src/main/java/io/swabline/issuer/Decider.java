package io.swabline.issuer;

import io.swabline.protocol.Pseudonym;

/**
 * Who answers an application, or ends a relation: the person whose code it is about, or staff that has seen the person's ID
 * card.
 *
 * @param person whose code it is about
 * @param seen   the person as the ID card has it; null where the person decides
 * @param caller the API's caller of the staff; null where the person decides
 */
public record Decider(Pseudonym person, Person seen, String caller) {
    public static Decider person(final Pseudonym person) {
        return new Decider(person, null, null);
    }

    public static Decider staff(final Person seen, final String caller) {
        return new Decider(seen.pseudonym(), seen, caller);
    }

    boolean isStaff() {
        return seen != null;
    }
}
