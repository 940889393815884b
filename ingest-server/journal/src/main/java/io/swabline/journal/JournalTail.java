package io.swabline.journal;

import java.nio.file.Path;

/**
 * Reads a journal's records in the order of their positions, while its server writes or without one, in any process. It sees
 * only what is durable, crosses files and generations without the caller noticing, and steps over what is damaged, telling
 * the handler. Belongs to one thread. Allocates nothing a record.
 */
public final class JournalTail implements AutoCloseable {
    private JournalTail() {
    }

    /** A tail with no name, at the oldest record. The directory need not exist yet. */
    public static JournalTail open(final Path journalDirectory) {
        throw new UnsupportedOperationException("opening " + journalDirectory);
    }

    /** A tail whose {@link #commit committed} position is kept: starts there, or at the oldest record. */
    public static JournalTail open(final Path journalDirectory, final String name) {
        throw new UnsupportedOperationException("opening " + journalDirectory + " as " + name);
    }

    /** Goes on at a position. */
    public JournalTail from(final long position) {
        throw new UnsupportedOperationException("from " + position);
    }

    /** Goes on at the first record that was appended at or after a time. */
    public JournalTail fromTime(final long appendedAtMs) {
        throw new UnsupportedOperationException("from " + appendedAtMs);
    }

    /** Goes on at the oldest record that is kept. */
    public JournalTail oldest() {
        throw new UnsupportedOperationException();
    }

    /** Goes on behind the newest durable record. */
    public JournalTail newest() {
        throw new UnsupportedOperationException();
    }

    /**
     * Hands over what there is, without waiting.
     *
     * @param limit of records
     * @return how many were handed over; 0 if there is nothing new
     */
    public int poll(final RecordHandler handler, final int limit) {
        throw new UnsupportedOperationException();
    }

    /** Position of the next record. */
    public long position() {
        throw new UnsupportedOperationException();
    }

    /** Position behind the newest durable record; 0 if there is no journal yet. */
    public long durablePosition() {
        throw new UnsupportedOperationException();
    }

    /** Durable records that this tail has not handed over. */
    public long lagRecords() {
        throw new UnsupportedOperationException();
    }

    /** Positions stepped over because no file holds them. */
    public long missingRecords() {
        throw new UnsupportedOperationException();
    }

    /** Keeps {@link #position} on disk under the tail's name. */
    public void commit() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
