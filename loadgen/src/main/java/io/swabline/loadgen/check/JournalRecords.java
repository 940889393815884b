package io.swabline.loadgen.check;

import io.swabline.journal.RecordDescriptor;
import io.swabline.journal.RecordHandler;
import io.swabline.loadgen.ledger.LedgerDescriptor;
import io.swabline.loadgen.ledger.LedgerReader;
import io.swabline.protocol.OperatorNote;
import io.swabline.protocol.Verdict;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Goes through the journal once and holds every record of the ledger's streams against its entry. Two rules are checked on
 * all records: nobody is accepted twice within the window, and a double scan tells the time of the first one.
 */
final class JournalRecords implements RecordHandler, AutoCloseable {
    /** A clock may step between Hello, by which it is corrected, and the scan: see StationClock. */
    private static final long CORRECTION_ERROR_MAX_SECONDS = 300;
    private static final int SAMPLE_ID_AT = Long.BYTES;
    private static final int METHOD_AT = SAMPLE_ID_AT + RecordDescriptor.SAMPLE_ID_LENGTH;

    private final LedgerReader ledger;
    private final LedgerIndex index;
    private final Findings findings;
    private final long windowSeconds;
    private final boolean isCutShort;
    private final AcceptedPersons accepted = new AcceptedPersons();
    private final CRC32C crc = new CRC32C();
    private final byte[] content = new byte[LedgerDescriptor.FINGERPRINT_INPUT_LENGTH];
    private final UnsafeBuffer contentBuffer = new UnsafeBuffer(content);
    private long records;
    private long journaled;
    private long matched;
    private long unacknowledged;

    JournalRecords(
        final LedgerReader ledger,
        final LedgerIndex index,
        final Findings findings,
        final long windowSeconds,
        final boolean isCutShort) {
        this.ledger = ledger;
        this.index = index;
        this.findings = findings;
        this.windowSeconds = windowSeconds;
        this.isCutShort = isCutShort;
    }

    @Override
    public void onRecord(final long position, final long appendedAtMs, final DirectBuffer buffer, final int offset) {
        records++;
        if (OperatorNote.isNote(RecordDescriptor.verdict(buffer, offset))) {
            return; // no station sent it
        }
        final long id = RecordDescriptor.stream(buffer, offset);
        final LedgerIndex.Stream stream = index.stream(id);
        checkPerson(position, buffer, offset);
        if (stream != null) {
            journaled++;
            checkScan(position, id, stream, buffer, offset);
        }
    }

    private void checkPerson(final long position, final DirectBuffer buffer, final int offset) {
        final int verdict = RecordDescriptor.verdict(buffer, offset);
        final int pseudonym = offset + RecordDescriptor.PSEUDONYM_OFFSET;
        final long atSeconds = RecordDescriptor.scannedAtMs(buffer, offset) / 1_000;
        if (verdict == Verdict.ACCEPTED.code()) {
            final long before = accepted.put(buffer, pseudonym, atSeconds);
            if (before != AcceptedPersons.NEVER && Math.abs(atSeconds - before) < windowSeconds) {
                findings.addScan(Fault.ACCEPTED_TWICE, RecordDescriptor.stream(buffer, offset),
                    RecordDescriptor.sequence(buffer, offset), "position %d, %d s after the first time",
                    position, atSeconds - before);
            }
        } else if (verdict == Verdict.DOUBLE_SCAN.code()) {
            final long first = accepted.get(buffer, pseudonym);
            final long told = RecordDescriptor.detail(buffer, offset) & 0xFFFF_FFFFL;
            if (first != AcceptedPersons.NEVER && first != told) {
                findings.addScan(Fault.WRONG_DETAIL, RecordDescriptor.stream(buffer, offset),
                    RecordDescriptor.sequence(buffer, offset), "position %d says first accepted at %d, the journal says %d",
                    position, told, first);
            }
        }
    }

    private void checkScan(
        final long position, final long id, final LedgerIndex.Stream stream, final DirectBuffer buffer, final int offset) {
        final int sequence = RecordDescriptor.sequence(buffer, offset);
        final int slot = stream.slot(sequence);
        if (stream.isMatched(sequence) || slot == LedgerIndex.NONE && sequence <= stream.lastRecorded()) {
            findings.addScan(Fault.DUPLICATED, id, sequence, "again at position %d", position);
            return;
        }
        if (sequence != stream.lastRecorded() + 1) {
            findings.addScan(Fault.GAP, id, sequence, "position %d follows sequence %d", position, stream.lastRecorded());
        }
        stream.recorded(Math.max(sequence, stream.lastRecorded()));
        if (slot == LedgerIndex.NONE) {
            unacknowledged++;
            if (!isCutShort) {
                findings.addScan(Fault.UNKNOWN, id, sequence, "position %d", position);
            }
            return;
        }
        stream.match(sequence);
        matched++;
        if (ledger.verdict(slot) == LedgerDescriptor.UNANSWERED) {
            unacknowledged++;
        } else {
            checkVerdict(position, id, sequence, slot, buffer, offset);
        }
        checkContent(position, id, sequence, slot, buffer, offset);
    }

    private void checkVerdict(
        final long position, final long id, final int sequence, final int slot, final DirectBuffer buffer, final int offset) {
        final int verdict = RecordDescriptor.verdict(buffer, offset);
        if (verdict != ledger.verdict(slot)) {
            findings.addScan(Fault.WRONG_VERDICT, id, sequence, "position %d holds %s, the station was told %s", position,
                LedgerEntries.name(verdict), LedgerEntries.name(ledger.verdict(slot)));
        } else if (RecordDescriptor.detail(buffer, offset) != ledger.detail(slot)) {
            findings.addScan(Fault.WRONG_DETAIL, id, sequence, "position %d holds %d, the station was told %d", position,
                RecordDescriptor.detail(buffer, offset) & 0xFFFF_FFFFL, ledger.detail(slot) & 0xFFFF_FFFFL);
        }
    }

    private void checkContent(
        final long position, final long id, final int sequence, final int slot, final DirectBuffer buffer, final int offset) {
        if (RecordDescriptor.station(buffer, offset) != ledger.station(slot)) {
            findings.addScan(Fault.WRONG_CONTENT, id, sequence, "position %d names station %d, it was sent by %d", position,
                RecordDescriptor.station(buffer, offset), ledger.station(slot));
            return;
        }
        final boolean isCorrected = (RecordDescriptor.flags(buffer, offset) & RecordDescriptor.CLOCK_CORRECTED_FLAG) != 0;
        final boolean isClockOff = ledger.isClockOff(slot);
        if (isClockOff) {
            checkCorrection(position, id, sequence, slot, isCorrected, RecordDescriptor.scannedAtMs(buffer, offset) / 1_000);
        } else if (isCorrected) {
            // The record's time is not the one that was sent, and with it the fingerprint cannot be the same.
            return;
        }
        contentBuffer.putLong(0, isClockOff ? LedgerDescriptor.TIME_LEFT_OUT : RecordDescriptor.scannedAtMs(buffer, offset),
            ByteOrder.LITTLE_ENDIAN);
        buffer.getBytes(offset + RecordDescriptor.SAMPLE_ID_OFFSET, content, SAMPLE_ID_AT, RecordDescriptor.SAMPLE_ID_LENGTH);
        content[METHOD_AT] = (byte) RecordDescriptor.method(buffer, offset);
        if (LedgerDescriptor.fingerprint(crc, content) != ledger.fingerprint(slot)) {
            findings.addScan(Fault.WRONG_CONTENT, id, sequence, "position %d", position);
        }
    }

    private void checkCorrection(final long position, final long id, final int sequence, final int slot,
        final boolean isCorrected, final long recordedSeconds) {
        final long offSeconds = recordedSeconds - (ledger.expectedDetail(slot) & 0xFFFF_FFFFL);
        if (!isCorrected || Math.abs(offSeconds) > CORRECTION_ERROR_MAX_SECONDS) {
            findings.addScan(Fault.WRONG_CONTENT, id, sequence, "position %d, of a station whose clock is off, has a time %s, "
                + "%d s from the right one", position, isCorrected ? "corrected" : "not marked as corrected", offSeconds);
        }
    }

    @Override
    public void close() {
        accepted.close();
    }

    long records() {
        return records;
    }

    long journaled() {
        return journaled;
    }

    long matched() {
        return matched;
    }

    long unacknowledged() {
        return unacknowledged;
    }
}
