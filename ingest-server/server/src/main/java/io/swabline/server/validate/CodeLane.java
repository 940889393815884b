package io.swabline.server.validate;

import io.swabline.journal.RecordDescriptor;
import io.swabline.protocol.CodeDescriptor;
import io.swabline.protocol.CoreBatch;
import io.swabline.protocol.SamplingKey;
import io.swabline.protocol.Verdict;
import io.swabline.protocol.trust.CutoffTable;
import io.swabline.server.ring.ScanRing;
import io.swabline.server.ring.Slot;

/** Gathers the codes of one key, checks them together, and writes what they say into their slots. */
final class CodeLane {
    private final ScanRing ring;
    private final int keyId;
    private final CoreBatch batch;
    private final long[] slots;

    CodeLane(final SamplingKey key, final ScanRing ring, final int capacity) {
        this.ring = ring;
        this.keyId = key.id();
        this.batch = new CoreBatch(key, capacity);
        this.slots = new long[capacity];
    }

    int keyId() {
        return keyId;
    }

    void add(final Slot slot, final long sequence, final CutoffTable cutoffs) {
        slots[batch.add(slot.buffer(), slot.credentialOffset())] = sequence;
        if (batch.size() == batch.capacity()) {
            verify(cutoffs);
        }
    }

    /** Judges what was added since the last time. A code that is refused anyway is not looked up among the superseded. */
    void verify(final CutoffTable cutoffs) {
        final int count = batch.size();
        if (count == 0) {
            return;
        }
        batch.verify();
        for (int i = 0; i < count; i++) {
            final Slot slot = ring.slot(slots[i]);
            final Verdict verdict = batch.verdict(i, slot.scannedAtMs() / 1000);
            slot.eraseCredential();
            if (batch.isGenuine(i)) {
                batch.pseudonym(i, slot.buffer(), slot.pseudonymOffset());
                slot.issueNumber(batch.issueNumber(i) & 0xFFFF_FFFFL);
                if ((batch.flags(i) & CodeDescriptor.FLAG_RELATIVE) != 0) {
                    slot.flags(slot.flags() | RecordDescriptor.RELATIVE_FLAG);
                }
            }
            if (verdict != Verdict.ACCEPTED) {
                slot.verdict(verdict.code());
            } else if (cutoffs.isSuperseded(slot.buffer(), slot.pseudonymOffset(), slot.issueNumber(), slot.scannedAtMs())) {
                slot.verdict(Verdict.SUPERSEDED.code());
            }
        }
        batch.clear();
    }
}
