package io.swabline.loadgen.check;

import java.util.Arrays;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * Where in the ledger the entry of each stream and sequence is: four bytes a scan, since sequences have no gaps. The sign bit
 * of a slot marks entries whose record was found. Slot 0 is the file's header and stands for "no entry".
 */
final class LedgerIndex {
    static final int NONE = 0;
    private static final int MATCHED = 1 << 31;
    /** Sequences above it are taken as damage: no run sends so many scans on one stream. */
    private static final int SEQUENCE_MAX = 1 << 28;

    private final Long2ObjectHashMap<Stream> streams = new Long2ObjectHashMap<>();

    /** Entries of one stream, and how far the journal's records of it have come. */
    static final class Stream {
        private int[] slots = new int[64];
        private int lastSequence;
        private int lastRecorded;

        int slot(final int sequence) {
            return sequence > 0 && sequence < slots.length ? slots[sequence] & ~MATCHED : NONE;
        }

        boolean isMatched(final int sequence) {
            return sequence > 0 && sequence < slots.length && slots[sequence] < 0;
        }

        void match(final int sequence) {
            slots[sequence] |= MATCHED;
        }

        /** Highest sequence of the ledger. */
        int lastSequence() {
            return lastSequence;
        }

        /** Sequence of the last record. */
        int lastRecorded() {
            return lastRecorded;
        }

        void recorded(final int sequence) {
            lastRecorded = sequence;
        }

        private void put(final int sequence, final int slot) {
            if (sequence >= slots.length) {
                slots = Arrays.copyOf(slots, Math.max(sequence + 1, slots.length * 3 / 2));
            }
            slots[sequence] = slot;
            lastSequence = Math.max(lastSequence, sequence);
        }
    }

    /** Sees every stream. */
    @FunctionalInterface
    interface StreamHandler {
        void onStream(long id, Stream stream);
    }

    /** Notes an entry; false for a sequence that no run can have. */
    boolean put(final long id, final int sequence, final int slot) {
        if (sequence < 1 || sequence > SEQUENCE_MAX) {
            return false;
        }
        Stream stream = streams.get(id);
        if (stream == null) {
            stream = new Stream();
            streams.put(id, stream);
        }
        stream.put(sequence, slot);
        return true;
    }

    /** Null: the ledger knows no such stream. */
    Stream stream(final long id) {
        return streams.get(id);
    }

    int streams() {
        return streams.size();
    }

    void forEach(final StreamHandler handler) {
        streams.forEachLong(handler::onStream);
    }
}
