package io.swabline.loadgen.check;

import io.swabline.journal.JournalSettings;
import io.swabline.journal.JournalTail;
import io.swabline.loadgen.ledger.LedgerDescriptor;
import io.swabline.loadgen.ledger.LedgerReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Checks a ledger against the journal of a data directory. Reads the journal through its tail, so that the server may run
 * meanwhile. Needs four bytes of heap a scan and some 20 bytes off-heap a person; the ledger itself
 * stays in the page cache.
 */
public final class LedgerCheck {
    private static final int POLL_LIMIT = 64 * 1_024;

    private LedgerCheck() {
    }

    /**
     * @param ledgerPath    as written by a run
     * @param dataDirectory of the server
     * @param window        the server's deduplication window
     */
    public static CheckReport check(final Path ledgerPath, final Path dataDirectory, final Duration window) throws IOException {
        final Findings findings = new Findings();
        final LedgerIndex index = new LedgerIndex();
        try (LedgerReader ledger = LedgerReader.open(ledgerPath)) {
            final LedgerEntries entries = new LedgerEntries(ledger, index, findings);
            ledger.forEach(entries);
            if (ledger.end() == LedgerReader.End.DAMAGED) {
                findings.add(Fault.LEDGER_DAMAGED, "%s is not what was written behind entry %d", ledgerPath, ledger.entries());
            }
            if (entries.scans() == 0) {
                findings.add(Fault.LEDGER_EMPTY, "%s", ledgerPath);
            }
            final boolean isCutShort = ledger.end() != LedgerReader.End.COMPLETE;
            try (JournalRecords records = new JournalRecords(ledger, index, findings, window.toSeconds(), isCutShort);
                JournalTail tail = JournalTail.open(JournalSettings.directoryIn(dataDirectory)).oldest()) {
                // What is durable now; a server that runs may go on with other work.
                final long end = tail.durablePosition();
                while (tail.position() < end && tail.poll(records, POLL_LIMIT) > 0) {
                    continue;
                }
                findUnmatched(ledger, index, isCutShort, findings);
                return new CheckReport(ledger.end(), ledger.entries(), entries.scans(), entries.acknowledged(),
                    index.streams(), records.records(), records.journaled(), records.matched(), records.unacknowledged(),
                    findings.counts(), findings.examples());
            }
        }
    }

    private static void findUnmatched(
        final LedgerReader ledger, final LedgerIndex index, final boolean isCutShort, final Findings findings) {
        index.forEach((id, stream) -> {
            for (int sequence = 1; sequence <= stream.lastSequence(); sequence++) {
                final int slot = stream.slot(sequence);
                if (slot == LedgerIndex.NONE) {
                    if (!isCutShort && sequence > stream.lastRecorded()) {
                        findings.addScan(Fault.GAP, id, sequence, "neither in the ledger nor in the journal");
                    }
                } else if (ledger.verdict(slot) == LedgerDescriptor.UNANSWERED) {
                    if (!isCutShort) {
                        findings.addScan(Fault.UNANSWERED, id, sequence, stream.isMatched(sequence) ? "but journaled" : "");
                    }
                } else if (!stream.isMatched(sequence)) {
                    findings.addScan(Fault.MISSING, id, sequence, "was told %s", LedgerEntries.name(ledger.verdict(slot)));
                }
            }
        });
    }
}
