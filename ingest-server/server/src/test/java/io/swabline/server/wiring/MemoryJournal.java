package io.swabline.server.wiring;

import io.swabline.journal.BatchDescriptor;
import io.swabline.journal.Journal;
import io.swabline.journal.JournalException;
import io.swabline.journal.RecordDescriptor;
import io.swabline.protocol.Durability;
import io.swabline.protocol.Verdict;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayList;
import java.util.List;

/** A journal in memory whose calls can be made to fail or to wait. */
final class MemoryJournal implements Journal {
    static final int RECORD_LENGTH = 64;

    private final UnsafeBuffer batch = new UnsafeBuffer(new byte[BatchDescriptor.recordOffset(BatchDescriptor.RECORDS_MAX)]);
    private final List<byte[]> records = new ArrayList<>();
    private long durable;
    private boolean failAppend;
    private boolean failSync;

    @Override
    public MutableDirectBuffer batchBuffer() {
        return batch;
    }

    @Override
    public synchronized long append(final int count, final long appendedAtMs) {
        if (failAppend) {
            throw new JournalException("append failed, as the test asked");
        }
        for (int i = 0; i < count; i++) {
            final byte[] record = new byte[RECORD_LENGTH];
            batch.getBytes(BatchDescriptor.recordOffset(i), record);
            records.add(record);
        }
        return records.size();
    }

    @Override
    public synchronized long sync() {
        if (failSync) {
            throw new JournalException("sync failed, as the test asked");
        }
        durable = records.size();
        return durable;
    }

    @Override
    public synchronized long position() {
        return records.size();
    }

    @Override
    public Durability durability() {
        return Durability.DISK;
    }

    @Override
    public void close() {
        // nothing to close
    }

    synchronized void failAppend() {
        failAppend = true;
    }

    synchronized void failSync() {
        failSync = true;
    }

    synchronized List<byte[]> records() {
        return new ArrayList<>(records);
    }

    /** Records of a stream, in order, as "sequence verdict". */
    synchronized List<String> verdictsOf(final long stream) {
        final List<String> verdicts = new ArrayList<>();
        for (final byte[] bytes : records) {
            final UnsafeBuffer record = new UnsafeBuffer(bytes);
            if (RecordDescriptor.stream(record, 0) == stream) {
                verdicts.add(RecordDescriptor.sequence(record, 0) + " "
                    + Verdict.of(RecordDescriptor.verdict(record, 0)));
            }
        }
        return verdicts;
    }
}
