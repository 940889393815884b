package io.swabline.protocol.trust;

import java.util.List;
import org.agrona.DirectBuffer;

/**
 * Which codes are superseded, for the thread that judges scans: immutable, so that one volatile read a batch gives a table that
 * does not change under it, and nothing is allocated for a look-up. A change makes another table: the few latest cut-offs lie
 * in a small part that is copied each time, all others in a large one that both share until the small part is full.
 */
public final class CutoffTable {
    /** No code is superseded. */
    public static final CutoffTable EMPTY = new CutoffTable(CutoffSlots.EMPTY, CutoffSlots.EMPTY);

    /** 64 KiB are copied for a change; the large part is made anew once in as many cut-offs. */
    static final int LATEST_MAX = 1024;

    private final CutoffSlots settled;
    private final CutoffSlots latest;

    private CutoffTable(final CutoffSlots settled, final CutoffSlots latest) {
        this.settled = settled;
        this.latest = latest;
    }

    /** A table of these cut-offs. */
    public static CutoffTable of(final List<Cutoff> cutoffs) {
        final Builder builder = new Builder(cutoffs.size());
        cutoffs.forEach(builder::add);
        return builder.build();
    }

    /** This table and these cut-offs. */
    public CutoffTable with(final List<Cutoff> cutoffs) {
        if (latest.size() + cutoffs.size() <= LATEST_MAX) {
            return new CutoffTable(settled, latest.with(cutoffs));
        }
        return new CutoffTable(settled.with(latest).with(cutoffs), CutoffSlots.EMPTY);
    }

    /**
     * Whether a code is superseded by any of its person's cut-offs: one of this issue number or a higher one, in force when
     * the code was scanned.
     *
     * @param issueNumber unsigned 32 bits
     */
    public boolean isSuperseded(
        final DirectBuffer pseudonym, final int offset, final long issueNumber, final long scannedAtMs) {
        return settled.isSuperseded(pseudonym, offset, issueNumber, scannedAtMs)
            || latest.isSuperseded(pseudonym, offset, issueNumber, scannedAtMs);
    }

    /** Entries, of which a person may have several; cut-offs that say no more than another are none. */
    public int size() {
        return settled.size() + latest.size();
    }

    /** Makes a table of cut-offs that come one by one, such as from a file. */
    public static final class Builder {
        private CutoffSlots slots;

        /** Room for that many, without growing. */
        public Builder(final int expected) {
            slots = CutoffSlots.withRoomFor(expected);
        }

        public void add(final Cutoff cutoff) {
            if (slots.isFull()) {
                slots = CutoffSlots.withRoomFor(2 * slots.size() + 1).addAll(slots);
            }
            slots.add(cutoff);
        }

        /** The table; the builder must not be used any more. */
        public CutoffTable build() {
            return new CutoffTable(slots, CutoffSlots.EMPTY);
        }
    }
}
