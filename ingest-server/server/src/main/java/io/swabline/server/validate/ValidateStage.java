package io.swabline.server.validate;

import io.swabline.journal.RecordDescriptor;
import io.swabline.protocol.SamplingKey;
import io.swabline.protocol.SamplingKeys;
import io.swabline.protocol.CodeDescriptor;
import io.swabline.protocol.SampleId;
import io.swabline.protocol.ScanMethod;
import io.swabline.protocol.Verdict;
import io.swabline.protocol.trust.CutoffTable;
import io.swabline.server.ring.ScanRing;
import io.swabline.server.ring.Slot;
import io.swabline.server.ring.SlotKind;
import io.swabline.server.ring.Stage;

import java.util.function.Supplier;

/**
 * Validates each scan of a batch and replaces its credential by the person's pseudonym. Codes are gathered by key and
 * checked many at a time, since AES costs a fraction then. Of several faults the one that staff should hear first counts:
 * a scan that is no scan, a credential that is false, a clock that is impossible, a code out of date or superseded, a bad sample
 * id. Keys and superseded codes may change between batches, never within one.
 */
public final class ValidateStage implements Stage {
    private static final int LANE_CAPACITY = 256;

    private final ScanRing ring;
    private final IdNumbers idNumbers;
    private final Documents documents;
    private final Supplier<SamplingKeys> currentKeys;
    private final Supplier<CutoffTable> currentCutoffs;
    private final ValidationLimits limits;
    private SamplingKeys keys;
    private CutoffTable cutoffs = CutoffTable.EMPTY;
    private CodeLane[] lanes;
    private CodeLane[] allLanes;

    /**
     * @param currentKeys    the keys of this moment, asked once a batch; the pepper must stay the same
     * @param currentCutoffs the superseded codes of this moment, asked once a batch
     */
    public ValidateStage(final ScanRing ring, final Supplier<SamplingKeys> currentKeys,
        final Supplier<CutoffTable> currentCutoffs, final ValidationLimits limits) {
        this.ring = ring;
        this.currentKeys = currentKeys;
        this.currentCutoffs = currentCutoffs;
        this.limits = limits;
        use(currentKeys.get());
        this.idNumbers = new IdNumbers(keys.pseudonyms());
        this.documents = new Documents(keys.pseudonyms());
    }

    private void use(final SamplingKeys newKeys) {
        keys = newKeys;
        lanes = new CodeLane[SamplingKey.ID_MAX + 1];
        allLanes = newKeys.all().stream().map(key -> new CodeLane(key, ring, LANE_CAPACITY)).toArray(CodeLane[]::new);
        for (final CodeLane lane : allLanes) {
            lanes[lane.keyId()] = lane;
        }
    }

    @Override
    public void onBatch(final long first, final long last) {
        final SamplingKeys newKeys = currentKeys.get();
        if (newKeys != keys) {
            use(newKeys);
        }
        cutoffs = currentCutoffs.get();
        for (long sequence = first; sequence <= last; sequence++) {
            final Slot slot = ring.slot(sequence);
            if (slot.kind() == SlotKind.SCAN) {
                checkCredential(slot, sequence);
            }
        }
        for (final CodeLane lane : allLanes) {
            lane.verify(cutoffs);
        }
        for (long sequence = first; sequence <= last; sequence++) {
            final Slot slot = ring.slot(sequence);
            if (slot.kind() == SlotKind.SCAN) {
                judge(slot);
            }
        }
    }

    private void checkCredential(final Slot slot, final long sequence) {
        if (slot.skewMs() != 0 && slot.skewMs() != Slot.SKEW_IMPOSSIBLE) {
            slot.scannedAtMs(slot.scannedAtMs() + slot.skewMs());
            slot.flags(RecordDescriptor.CLOCK_CORRECTED_FLAG);
        }
        if (slot.reserved() != 0) {
            refuse(slot, Verdict.MALFORMED);
            return;
        }
        final int method = slot.method();
        if (method == ScanMethod.CODE.code()) {
            final int keyId = slot.buffer().getByte(slot.credentialOffset() + CodeDescriptor.KEY_ID_OFFSET) & 0xFF;
            final CodeLane lane = lanes[keyId];
            if (lane == null) {
                refuse(slot, Verdict.FORGED);
            } else {
                lane.add(slot, sequence, cutoffs);
            }
        } else if (method == ScanMethod.ID_CARD.code() || method == ScanMethod.ID_SPOKEN.code()) {
            if (!idNumbers.identify(slot)) {
                refuse(slot, Verdict.BAD_ID_NUMBER);
            }
        } else if (method == ScanMethod.DOCUMENT.code()) {
            if (!documents.identify(slot)) {
                refuse(slot, Verdict.BAD_DOCUMENT_NUMBER);
            }
        } else {
            refuse(slot, Verdict.MALFORMED);
        }
    }

    static void refuse(final Slot slot, final Verdict verdict) {
        slot.verdict(verdict.code());
        slot.eraseCredential();
    }

    private void judge(final Slot slot) {
        final int verdict = slot.verdict();
        final boolean mayBeOverruled =
            verdict == 0 || verdict == Verdict.EXPIRED.code() || verdict == Verdict.NOT_YET_VALID.code()
                || verdict == Verdict.SUPERSEDED.code();
        if (mayBeOverruled) {
            if (!isClockPossible(slot)) {
                slot.verdict(Verdict.CLOCK_IMPOSSIBLE.code());
            } else if (verdict == 0 && !SampleId.isValid(slot.buffer(), slot.sampleIdOffset())) {
                slot.verdict(Verdict.BAD_SAMPLE_ID.code());
            }
        }
        if (slot.verdict() != 0 && !SampleId.isValid(slot.buffer(), slot.sampleIdOffset())) {
            slot.eraseSampleId(); // a station shall not write any bytes it likes into the journal
        }
    }

    private boolean isClockPossible(final Slot slot) {
        final long ageMs = slot.receivedAtMs() - slot.scannedAtMs();
        return slot.skewMs() != Slot.SKEW_IMPOSSIBLE
            && slot.scannedAtMs() > 0 && ageMs <= limits.backlogMs() && ageMs >= -limits.futureToleranceMs();
    }
}
