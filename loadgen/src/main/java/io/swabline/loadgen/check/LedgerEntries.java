package io.swabline.loadgen.check;

import io.swabline.loadgen.ledger.LedgerDescriptor;
import io.swabline.loadgen.ledger.LedgerReader;
import io.swabline.protocol.Verdict;

/** Goes through a ledger once: indexes its scans and finds what is wrong within the ledger itself. */
final class LedgerEntries implements LedgerReader.EntryHandler {
    private final LedgerReader ledger;
    private final LedgerIndex index;
    private final Findings findings;
    private long scans;
    private long acknowledged;

    LedgerEntries(final LedgerReader ledger, final LedgerIndex index, final Findings findings) {
        this.ledger = ledger;
        this.index = index;
        this.findings = findings;
    }

    @Override
    public void onEntry(final int slot) {
        final long stream = ledger.stream(slot);
        final int sequence = ledger.sequence(slot);
        final byte verdict = ledger.verdict(slot);
        final LedgerIndex.Stream known = index.stream(stream);
        final int before = known == null ? LedgerIndex.NONE : known.slot(sequence);
        if (before == LedgerIndex.NONE) {
            if (!index.put(stream, sequence, slot)) {
                findings.addScan(Fault.LEDGER_DAMAGED, stream, sequence, "no run sends such a sequence");
                return;
            }
            scans++;
        } else if (verdict != LedgerDescriptor.UNANSWERED) {
            compare(stream, sequence, before, slot);
        }
        if (verdict != LedgerDescriptor.UNANSWERED) {
            acknowledged += before == LedgerIndex.NONE ? 1 : 0;
            if (verdict != ledger.expectedVerdict(slot)) {
                findings.addScan(Fault.UNEXPECTED_VERDICT, stream, sequence, "was told %s, should have been %s",
                    name(verdict), name(ledger.expectedVerdict(slot)));
            }
        }
    }

    private void compare(final long stream, final int sequence, final int before, final int slot) {
        if (ledger.verdict(before) != ledger.verdict(slot) || ledger.detail(before) != ledger.detail(slot)
            || ledger.fingerprint(before) != ledger.fingerprint(slot)) {
            findings.addScan(Fault.CONTRADICTED, stream, sequence, "was told %s, then %s",
                name(ledger.verdict(before)), name(ledger.verdict(slot)));
        }
    }

    long scans() {
        return scans;
    }

    long acknowledged() {
        return acknowledged;
    }

    /** For people, also where the code is none. */
    static String name(final int verdict) {
        if (verdict == LedgerDescriptor.UNANSWERED) {
            return "nothing";
        }
        return verdict >= 1 && verdict <= Verdict.values().length ? Verdict.of(verdict).name() : "verdict code " + verdict;
    }
}
