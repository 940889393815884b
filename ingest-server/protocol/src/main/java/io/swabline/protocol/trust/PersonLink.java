package io.swabline.protocol.trust;

import io.swabline.protocol.Pseudonym;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Two persons are one from then on: somebody who was known by an ID number and by a passport, for instance. Links join: a person
 * who is linked to one of a class is of that class. A class goes by its {@link #canonical} person, which does not depend on the
 * order of its links, so that all servers, and every reader of the links, come to the same one.
 *
 * @param sequence as of all {@link RegistryNote}s
 * @param sinceMs  when they were linked, epoch milliseconds
 * @param person   one of the two
 * @param other    the other one
 */
public record PersonLink(long sequence, long sinceMs, Pseudonym person, Pseudonym other) implements RegistryNote {
    private static final long GOLDEN_RATIO = 0x9E37_79B9_7F4A_7C15L;

    /** The one of two persons, or classes, by which both go: whose bytes are less, unsigned, from the first byte on. */
    public static Pseudonym canonical(final Pseudonym one, final Pseudonym two) {
        return Arrays.compareUnsigned(one.bytes(), two.bytes()) <= 0 ? one : two;
    }

    /** A link is never forgotten. */
    @Override
    public long validUntilSeconds() {
        return Long.MAX_VALUE;
    }

    /** The same whichever of the two is named first. */
    @Override
    public long shortHash() {
        return mixed(person) + mixed(other) | 1;
    }

    private static long mixed(final Pseudonym pseudonym) {
        final DirectBuffer bytes = new UnsafeBuffer(pseudonym.bytes());
        final long product = (bytes.getLong(0, ByteOrder.LITTLE_ENDIAN) ^ (long) bytes.getInt(8, ByteOrder.LITTLE_ENDIAN) << 29)
            * GOLDEN_RATIO;
        return (product ^ product >>> 32) * GOLDEN_RATIO;
    }

    @Override
    public PersonLink withoutSequence() {
        return new PersonLink(0, sinceMs, person, other);
    }
}
