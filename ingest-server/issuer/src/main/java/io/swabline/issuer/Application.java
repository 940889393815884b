package io.swabline.issuer;

import io.swabline.protocol.Pseudonym;

/**
 * What a guardian applies for.
 *
 * @param guardian  who applies; registered
 * @param relative  whose code it is about, as the guardian names the person
 * @param reason    why the relative cannot apply alone; null if none is stated
 * @param statement of the city's app; null where a resident applies
 * @param consent   the digits of a one-time code of the relative; null for none
 * @param label     by what the guardian tells relatives apart
 */
public record Application(
    Pseudonym guardian, Person relative, Residence residence, Reason reason, Statement statement, String consent,
    RelativeLabel label) {
    /**
     * That the city's app knows the kinship.
     *
     * @param caller whose key stated it
     */
    public record Statement(Kinship kinship, String caller) {
    }

    /** By a resident, with a one-time code or null. */
    public static Application by(
        final Pseudonym guardian, final Person relative, final Residence residence, final Reason reason, final String consent) {
        return new Application(guardian, relative, residence, reason, null, consent, RelativeLabel.NONE);
    }

    /** By the city's app, which knows the kinship. */
    public static Application stated(
        final Pseudonym guardian, final Person relative, final Residence residence, final Kinship kinship, final String caller) {
        return new Application(guardian, relative, residence, null, new Statement(kinship, caller), null,
            RelativeLabel.NONE);
    }

    /** The same with a label; without a nickname in it, the one that is there stays. */
    public Application labelled(final RelativeLabel other) {
        return new Application(guardian, relative, residence, reason, statement, consent, other);
    }

    /** The same by the persons whom the two go by. */
    Application between(final Pseudonym who, final Person whom) {
        return new Application(who, whom, residence, reason, statement, consent, label);
    }

    /** Not the consent. */
    @Override
    public String toString() {
        return "an application for a relation";
    }
}
