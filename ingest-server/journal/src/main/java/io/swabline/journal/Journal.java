package io.swabline.journal;

import io.swabline.protocol.Durability;
import org.agrona.MutableDirectBuffer;

/**
 * What the server's stages need of a journal; a test double can fail any call. {@link #batchBuffer} and {@link #append} belong
 * to the append thread, {@link #sync} to the sync thread; the two may run at the same time, or be the same thread. Whatever
 * append or sync throws, the journal is poisoned: all later calls throw {@link JournalException}, and nothing that was not
 * yet reported durable may be acknowledged.
 */
public interface Journal extends AutoCloseable {
    /** Staging memory for the next batch: record {@code i} goes to {@link BatchDescriptor#recordOffset(int)}. */
    MutableDirectBuffer batchBuffer();

    /**
     * Makes sure that there is room on the disk for so many records more, whatever else fills it in the meantime, for appends
     * that follow; append thread only. An append for which nothing was reserved reserves for itself, and fails where there
     * is no room.
     *
     * @param appendedAtMs epoch milliseconds; when it lies in a new roll cycle, the next append begins a file
     * @return false if there is no room: nothing may be appended
     */
    default boolean reserve(final int records, final long appendedAtMs) {
        return true;
    }

    /**
     * Appends the first {@code count} records of the staging memory as one batch; append thread only.
     *
     * @param count        1 to {@link BatchDescriptor#RECORDS_MAX} records
     * @param appendedAtMs epoch milliseconds; an earlier time is raised to that of the previous batch
     * @return the position after the batch
     */
    long append(int count, long appendedAtMs);

    /**
     * Makes all that was appended before this call durable and visible to tails; sync thread only.
     *
     * @return the durable position: every record below it is kept
     */
    long sync();

    /**
     * Poisons it, as a failed append would: a thread of the pipeline failed elsewhere. The JVM may tell a fault in a mapped write
     * long after the append that made it. Any thread.
     */
    default void fail(final Throwable cause) {
    }

    /** The position of the next record to be appended. */
    long position();

    /** What {@link #sync} guarantees. */
    Durability durability();

    /** Makes durable what was appended, unless the journal is poisoned, and gives up the journal. */
    @Override
    void close();
}
