package io.swabline.server.dedup;

import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.SipHash;
import io.swabline.protocol.trust.PersonLink;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Who is known by whom: a hash table from a person to another of the same class, single writer. A class is a tree whose root is
 * its canonical person; everybody else in it has an entry. Whoever has none is alone, or the root.
 *
 * <pre>
 *    slot   0                  1                  2
 *           +------------------+------------------+-------------------------------+
 *           | person 0..7      | goes by 0..7     | person 8..11   goes by 8..11  |   all zero: empty
 *           |                  |                  | low half       high half      |
 *           +------------------+------------------+-------------------------------+
 * </pre>
 *
 * Open addressing with linear probing over an array of longs, at most half full; a secret number goes into the home slot, for the
 * reason that {@link PersonTable} gives. A look-up follows the entries up to the root: one step for each link in between, and the
 * registry keeps classes small. Nearly nobody has an entry: for them one bit of a filter, 16 to 32 bits an entry, says so with
 * one read that mostly hits the cache. The table has room for a few links at first and doubles when it is half full, so that a
 * city without links pays nothing; how many there may be is bounded where they are taken and logged.
 */
final class LinkTable {
    private static final int STRIDE = 3;
    private static final int SLOT_COUNT_MIN = 64;
    private static final int FILTER_BITS_A_SLOT = 8;
    private static final long GOLDEN_RATIO = 0x9E37_79B9_7F4A_7C15L;
    private static final long UINT_MASK = 0xFFFF_FFFFL;

    private final long secret;
    private final UnsafeBuffer joined = new UnsafeBuffer(new byte[2 * Pseudonym.LENGTH]);
    private long[] slots = new long[SLOT_COUNT_MIN * STRIDE];
    private long[] filter = new long[SLOT_COUNT_MIN * FILTER_BITS_A_SLOT / Long.SIZE];
    private int mask = SLOT_COUNT_MIN - 1;
    private int size;

    /** @param hash gives the secret number */
    LinkTable(final SipHash hash) {
        secret = hash.hash(3);
    }

    int size() {
        return size;
    }

    /** The longest run of slots in use: bounds what one step of a look-up costs. Walks the whole table. */
    int longestRun() {
        int longest = 0;
        int run = 0;
        for (int slot = 0; slot <= mask; slot++) {
            run = isEmpty(slot * STRIDE) ? 0 : run + 1;
            longest = Math.max(longest, run);
        }
        return longest;
    }

    /** Puts the canonical person of its class in the place of the person at this offset; nothing for one who is alone. */
    void canonicalise(final MutableDirectBuffer buffer, final int pseudonymOffset) {
        while (true) {
            final long person = buffer.getLong(pseudonymOffset);
            final long end = buffer.getInt(pseudonymOffset + 8) & UINT_MASK;
            if (!mayHave(hash(person, end))) {
                return;
            }
            final int at = find(person, end);
            if (isEmpty(at)) {
                return;
            }
            buffer.putLong(pseudonymOffset, slots[at + 1]);
            buffer.putInt(pseudonymOffset + 8, (int) (slots[at + 2] >>> 32));
        }
    }

    /**
     * Makes one class of two.
     *
     * @return whether there was anything to join: {@link #joined} tells then, which root now goes by which
     */
    boolean join(final PersonLink link) {
        link.person().copyTo(joined, 0);
        link.other().copyTo(joined, Pseudonym.LENGTH);
        canonicalise(joined, 0);
        canonicalise(joined, Pseudonym.LENGTH);
        final Pseudonym one = root(0);
        final Pseudonym other = root(Pseudonym.LENGTH);
        if (one.equals(other)) {
            return false;
        }
        final Pseudonym canonical = PersonLink.canonical(one, other);
        (canonical.equals(one) ? other : one).copyTo(joined, 0);
        canonical.copyTo(joined, Pseudonym.LENGTH);
        if (2 * size > mask) {
            grow();
        }
        put(joined.getLong(0), joined.getLong(Pseudonym.LENGTH),
            joined.getInt(8) & UINT_MASK | (long) joined.getInt(Pseudonym.LENGTH + 8) << 32);
        size++;
        return true;
    }

    /** Of the last {@link #join}: at 0 who was a root until then, and after that the root that this one goes by now. */
    DirectBuffer joined() {
        return joined;
    }

    private Pseudonym root(final int offset) {
        final byte[] bytes = new byte[Pseudonym.LENGTH];
        joined.getBytes(offset, bytes);
        return Pseudonym.of(bytes);
    }

    private void grow() {
        final long[] former = slots;
        slots = new long[2 * former.length];
        filter = new long[2 * filter.length];
        mask = 2 * mask + 1;
        for (int at = 0; at < former.length; at += STRIDE) {
            if ((former[at] | former[at + 1] | former[at + 2]) != 0) {
                put(former[at], former[at + 1], former[at + 2]);
            }
        }
    }

    private void put(final long person, final long goesBy, final long ends) {
        final int at = find(person, ends & UINT_MASK);
        slots[at] = person;
        slots[at + 1] = goesBy;
        slots[at + 2] = ends;
        final long bit = hash(person, ends & UINT_MASK) >>> Integer.SIZE & bitMask();
        filter[(int) (bit >>> 6)] |= 1L << bit;
    }

    private boolean mayHave(final long hash) {
        final long bit = hash >>> Integer.SIZE & bitMask();
        return (filter[(int) (bit >>> 6)] & 1L << bit) != 0;
    }

    private long bitMask() {
        return (long) filter.length * Long.SIZE - 1;
    }

    /** Where the person's entry begins, or the empty slot where it would go. */
    private int find(final long person, final long end) {
        for (int slot = (int) hash(person, end) & mask;; slot = slot + 1 & mask) {
            final int at = slot * STRIDE;
            if (isEmpty(at) || slots[at] == person && (slots[at + 2] & UINT_MASK) == end) {
                return at;
            }
        }
    }

    private boolean isEmpty(final int at) {
        return (slots[at] | slots[at + 1] | slots[at + 2]) == 0;
    }

    /** The low half chooses the slot, the high one the filter's bit. */
    private long hash(final long person, final long end) {
        final long product = (person ^ end << 20 ^ secret) * GOLDEN_RATIO;
        return (product ^ product >>> 32) * GOLDEN_RATIO ^ product >>> 29;
    }
}
