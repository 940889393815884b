package io.swabline.journal;

import io.swabline.protocol.Durability;
import org.agrona.MutableDirectBuffer;

/** The one writer of a journal; see {@link Journal} for threads and failures. */
public final class JournalWriter implements Journal {
    private JournalWriter() {
    }

    /**
     * Takes the journal's lock, recovers what an earlier process left, and begins a new generation.
     *
     * @throws JournalException if another process holds the journal, or it cannot be read or written
     */
    public static JournalWriter open(final JournalSettings settings) {
        throw new UnsupportedOperationException("opening " + settings.directory());
    }

    /** What was found and done when the journal was opened. */
    public RecoveryReport recovery() {
        throw new UnsupportedOperationException();
    }

    @Override
    public MutableDirectBuffer batchBuffer() {
        throw new UnsupportedOperationException();
    }

    @Override
    public long append(final int count, final long appendedAtMs) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long sync() {
        throw new UnsupportedOperationException();
    }

    @Override
    public long position() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Durability durability() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
