package io.swabline.server.append;

import io.swabline.journal.BatchDescriptor;
import io.swabline.journal.Journal;
import io.swabline.journal.RecordDescriptor;
import io.swabline.protocol.ScanMethod;
import io.swabline.server.ring.Outcome;
import io.swabline.server.ring.ScanRing;
import io.swabline.server.ring.Slot;
import io.swabline.server.ring.Stage;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.EpochClock;

/**
 * Writes a record for each slot that has a new verdict, as few and as large journal batches as the ring's batches allow.
 * A failed append throws: the outcome is unknown then, and nothing more may be acknowledged.
 */
public final class AppendStage implements Stage {
    private final ScanRing ring;
    private final Journal journal;
    private final EpochClock clock;
    private final MutableDirectBuffer batch;
    private long nowMs;
    private int count;

    public AppendStage(final ScanRing ring, final Journal journal, final EpochClock clock) {
        this.ring = ring;
        this.journal = journal;
        this.clock = clock;
        this.batch = journal.batchBuffer();
    }

    @Override
    public void onBatch(final long first, final long last) {
        nowMs = Math.max(nowMs, clock.time());
        for (long sequence = first; sequence <= last; sequence++) {
            final Slot slot = ring.slot(sequence);
            if (slot.outcome() == Outcome.RECORD || slot.outcome() == Outcome.NOTE) {
                write(slot);
            }
        }
        append();
    }

    private void write(final Slot slot) {
        final int record = BatchDescriptor.recordOffset(count++);
        RecordDescriptor.scannedAtMs(batch, record, slot.scannedAtMs());
        RecordDescriptor.stream(batch, record, slot.stream());
        RecordDescriptor.sequence(batch, record, (int) slot.sequence());
        RecordDescriptor.station(batch, record, (int) slot.station());
        RecordDescriptor.pseudonym(batch, record, slot.buffer(), slot.pseudonymOffset());
        RecordDescriptor.issueNumber(batch, record, (int) slot.issueNumber());
        RecordDescriptor.sampleId(batch, record, slot.buffer(), slot.sampleIdOffset());
        RecordDescriptor.detail(batch, record, (int) slot.detail());
        RecordDescriptor.receivedOffsetMs(batch, record, nowMs - slot.receivedAtMs());
        RecordDescriptor.verdict(batch, record, slot.verdict());
        RecordDescriptor.flags(batch, record, methodFlags(slot) | slot.flags());
        if (count == BatchDescriptor.RECORDS_MAX) {
            append();
        }
    }

    /** A method that is none must not look like one: its lower bits may be those of a known method. */
    private static int methodFlags(final Slot slot) {
        final int method = slot.method();
        return RecordDescriptor.methodFlags(ScanMethod.isKnown(method) ? method : RecordDescriptor.METHOD_UNKNOWN);
    }

    private void append() {
        if (count > 0) {
            journal.append(count, nowMs);
            count = 0;
        }
    }
}
