package io.swabline.loadgen.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.loadgen.ledger.LedgerDescriptor;
import io.swabline.loadgen.ledger.LedgerReader.End;
import io.swabline.protocol.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of fault is made by hand, in the ledger or in the journal, and must be found as what it is. */
class LedgerCheckTest {
    private static final Duration WINDOW = Duration.ofHours(12);

    @TempDir
    private Path directory;
    private MadeUpRun run;
    private List<Scan> ledger;
    private List<Scan> journal;
    private End end = End.COMPLETE;

    @BeforeEach
    void makeRun() {
        run = new MadeUpRun(directory);
        ledger = run.ledger;
        journal = run.journal;
    }

    @Test
    void shouldFindNothingWrongInARunThatWentWell() throws IOException {
        final Scan again = ledger.get(5).copy();
        again.flags = LedgerDescriptor.FLAG_RETRANSMIT_ASKED | LedgerDescriptor.FLAG_RETRANSMIT_ANSWERED;
        ledger.add(again);
        final CheckReport report = check();
        assertThat(report.examples()).isEmpty();
        assertThat(report.faults()).isEmpty();
        assertThat(report.isFine()).isTrue();
        assertThat(report.ledgerEnd()).isEqualTo(End.COMPLETE);
        assertThat(report.entries()).isEqualTo(MadeUpRun.SCANS + 1);
        assertThat(report.scans()).isEqualTo(MadeUpRun.SCANS);
        assertThat(report.acknowledged()).isEqualTo(MadeUpRun.SCANS);
        assertThat(report.matched()).isEqualTo(MadeUpRun.SCANS);
        assertThat(report.streams()).isEqualTo(MadeUpRun.STREAMS);
    }

    @Test
    void shouldLookOverRecordsOfOtherRuns() throws IOException {
        for (int i = 0; i < 100; i++) {
            final Scan other = journal.get(i).copy();
            other.stream = 99;
            other.sequence = i + 1;
            other.person = 1_000_000 + i;
            other.verdict = Verdict.ACCEPTED.code();
            journal.add(2 * i, other);
        }
        final CheckReport report = check();
        assertThat(report.examples()).isEmpty();
        assertThat(report.records()).isEqualTo(report.journaled() + 100);
    }

    @Test
    void shouldFindARecordThatIsMissing() throws IOException {
        // The last of its stream, so that there is no gap; and one in the middle, so that there is.
        journal.remove(journal.size() - 1);
        assertFaults(Fault.MISSING, 1);
        journal.remove(1_000);
        final CheckReport report = check();
        assertThat(report.count(Fault.MISSING)).isEqualTo(2);
        assertThat(report.count(Fault.GAP)).isEqualTo(1);
        assertThat(report.faults()).hasSize(2);
    }

    @Test
    void shouldFindAJournalThatIsMissing() throws IOException {
        journal.clear();
        assertFaults(Fault.MISSING, MadeUpRun.SCANS);
    }

    @Test
    void shouldFindADuplicatedRecord() throws IOException {
        journal.add(journal.get(99).copy());
        assertFaults(Fault.DUPLICATED, 1);
        journal.add(journal.get(100).copy());
        final CheckReport report = check();
        assertThat(report.count(Fault.DUPLICATED)).isEqualTo(2);
        assertThat(report.count(Fault.ACCEPTED_TWICE)).isEqualTo(1);
    }

    @Test
    void shouldFindAContradictionInTheLedger() throws IOException {
        final Scan again = ledger.get(17).copy();
        again.verdict = Verdict.FORGED.code();
        again.expected = Verdict.FORGED.code();
        ledger.add(again);
        assertFaults(Fault.CONTRADICTED, 1);
    }

    @Test
    void shouldFindAVerdictThatDiffers() throws IOException {
        journal.get(200).verdict = Verdict.EXPIRED.code();
        assertFaults(Fault.WRONG_VERDICT, 1);
    }

    @Test
    void shouldFindAVerdictThatWasNotExpected() throws IOException {
        ledger.get(200).verdict = Verdict.EXPIRED.code();
        journal.get(200).verdict = Verdict.EXPIRED.code();
        assertFaults(Fault.UNEXPECTED_VERDICT, 1);
    }

    @Test
    void shouldFindADetailThatDiffersOrIsUntrue() throws IOException {
        ledger.get(49).detail++;
        assertFaults(Fault.WRONG_DETAIL, 1);
        journal.get(49).detail++;
        assertFaults(Fault.WRONG_DETAIL, 1);
    }

    @Test
    void shouldFindContentThatDiffers() throws IOException {
        journal.get(300).scannedAtMs++;
        assertFaults(Fault.WRONG_CONTENT, 1);
        journal.get(301).sample++;
        assertFaults(Fault.WRONG_CONTENT, 2);
        journal.get(302).method = 2;
        assertFaults(Fault.WRONG_CONTENT, 3);
        journal.get(303).station++;
        assertFaults(Fault.WRONG_CONTENT, 4);
    }

    @Test
    void shouldTakeATimeThatWasCorrected() throws IOException {
        journal.get(300).scannedAtMs += 10;
        journal.get(300).isClockCorrected = true;
        assertThat(check().examples()).isEmpty();
    }

    @Test
    void shouldHoldCorrectedTimesAgainstTheRightOnes() throws IOException {
        ledger.get(300).flags = LedgerDescriptor.FLAG_CLOCK_OFF;
        journal.get(300).scannedAtMs += 200_000;
        assertFaults(Fault.WRONG_CONTENT, 1);
        journal.get(300).isClockCorrected = true;
        assertThat(check().examples()).isEmpty();
        journal.get(300).scannedAtMs -= 600_000;
        assertFaults(Fault.WRONG_CONTENT, 1);
        journal.get(300).scannedAtMs += 400_000;
        journal.get(300).sample++;
        assertFaults(Fault.WRONG_CONTENT, 1);
    }

    @Test
    void shouldFindAPersonWhoWasAcceptedTwice() throws IOException {
        journal.get(777).person = journal.get(3).person;
        assertFaults(Fault.ACCEPTED_TWICE, 1);
        journal.get(777).scannedAtMs = journal.get(3).scannedAtMs + WINDOW.toMillis();
        ledger.get(777).scannedAtMs = journal.get(777).scannedAtMs;
        assertThat(check().examples()).isEmpty();
    }

    @Test
    void shouldFindRecordsThatNobodySentUnlessTheRunWasCutShort() throws IOException {
        ledger.remove(ledger.size() - 1);
        assertFaults(Fault.UNKNOWN, 1);
        end = End.CUT_SHORT;
        final CheckReport cutShort = check();
        assertThat(cutShort.examples()).isEmpty();
        assertThat(cutShort.unacknowledged()).isEqualTo(1);
        end = End.TORN;
        final CheckReport torn = check();
        assertThat(torn.examples()).isEmpty();
        assertThat(torn.ledgerEnd()).isEqualTo(End.TORN);
    }

    @Test
    void shouldFindScansThatWereNeverAnsweredUnlessTheRunWasCutShort() throws IOException {
        ledger.get(2_000).verdict = LedgerDescriptor.UNANSWERED;
        ledger.get(ledger.size() - 1).verdict = LedgerDescriptor.UNANSWERED;
        journal.remove(journal.size() - 1);
        assertFaults(Fault.UNANSWERED, 2);
        end = End.CUT_SHORT;
        assertThat(check().examples()).isEmpty();
    }

    @Test
    void shouldFindSequencesThatAreNowhere() throws IOException {
        ledger.remove(ledger.size() - 1 - MadeUpRun.STREAMS);
        journal.remove(journal.size() - 1 - MadeUpRun.STREAMS);
        assertFaults(Fault.GAP, 1);
    }

    @Test
    void shouldNotTakeAnEmptyLedgerForAProof() throws IOException {
        ledger.clear();
        journal.clear();
        end = End.TORN;
        assertFaults(Fault.LEDGER_EMPTY, 1);
    }

    @Test
    void shouldFindADamagedLedger() throws IOException {
        final Path path = run.writeLedger(End.COMPLETE);
        final byte[] bytes = Files.readAllBytes(path);
        bytes[5_000] ^= 1;
        Files.write(path, bytes);
        assertThat(LedgerCheck.check(path, run.writeJournal(), WINDOW).count(Fault.LEDGER_DAMAGED)).isEqualTo(1);
    }

    @Test
    void shouldTellWhatWasFound() throws IOException {
        journal.remove(journal.size() - 1);
        final CheckReport report = check();
        assertThat(CheckReportText.text(report))
            .contains("1: acknowledged, but not in the journal", "FAILED", "sequence 400: was told DOUBLE_SCAN");
        assertThat(CheckReportText.json(report))
            .startsWith("{\"fine\":false,").contains("\"missing\":1,", "\"duplicated\":0,");
    }

    private void assertFaults(final Fault fault, final long count) throws IOException {
        final CheckReport report = check();
        assertThat(report.faults()).as("%s", report.examples()).containsOnlyKeys(fault);
        assertThat(report.count(fault)).isEqualTo(count);
        assertThat(report.isFine()).isFalse();
        assertThat(report.examples()).isNotEmpty();
    }

    private CheckReport check() throws IOException {
        return LedgerCheck.check(run.writeLedger(end), run.writeJournal(), WINDOW);
    }
}
