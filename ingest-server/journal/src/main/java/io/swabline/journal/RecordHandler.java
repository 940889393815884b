package io.swabline.journal;

import org.agrona.DirectBuffer;

/** Receives records from a {@link JournalTail}, in the order of their positions, on the thread that polls. */
@FunctionalInterface
public interface RecordHandler {
    /**
     * One record. The buffer is reused: copy what is to be kept.
     *
     * @param position     running number of the record
     * @param appendedAtMs epoch milliseconds at which its batch was appended
     * @param buffer       holds the record, see {@link RecordDescriptor}
     * @param offset       where it starts
     */
    void onRecord(long position, long appendedAtMs, DirectBuffer buffer, int offset);

    /**
     * Positions that no file holds any more, because of damage or deletion: the tail goes on behind them.
     *
     * @param fromPosition the first missing one
     * @param toPosition   the next one that is there
     */
    default void onGap(final long fromPosition, final long toPosition) {
    }
}
