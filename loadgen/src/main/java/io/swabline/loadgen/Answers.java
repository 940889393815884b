package io.swabline.loadgen;

import io.swabline.loadgen.ledger.LedgerDescriptor;
import io.swabline.loadgen.ledger.LedgerWriter;
import io.swabline.loadgen.population.DoubleScans;
import io.swabline.loadgen.population.ScanMaker;
import io.swabline.protocol.Durability;
import io.swabline.protocol.ScanDescriptor;
import io.swabline.protocol.Verdict;
import io.swabline.station.Station;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What a load thread does with verdicts: times them, holds them against what was foretold, enters them into the ledger, sends
 * some of the scans again. Owned by the thread; allocates nothing a verdict.
 */
final class Answers {
    private static final int SAMPLE_ID_AT = Long.BYTES;
    private static final int METHOD_AT = SAMPLE_ID_AT + ScanDescriptor.SAMPLE_ID_LENGTH;

    private final Measurements measurements;
    private final LedgerWriter ledger;
    private final DoubleScans doubleScans;
    private final boolean isOpenLoop;
    private final Retransmits retransmits;
    private final ScansToRepeat again = new ScansToRepeat();
    private final CRC32C crc = new CRC32C();
    private final byte[] content = new byte[LedgerDescriptor.FINGERPRINT_INPUT_LENGTH];
    private final UnsafeBuffer contentBuffer = new UnsafeBuffer(content);
    private String failure;
    /** What comes after the end is not counted: those scans have been entered as unanswered. */
    private boolean isEnded;
    private long startNs;
    private long measuredFromNs = Long.MAX_VALUE;
    private long measuredToNs = Long.MAX_VALUE;

    /**
     * @param stations    stations of this thread
     * @param ledger      null: none is written
     * @param doubleScans null: nobody comes twice
     * @param isOpenLoop  whether scans have a time at which they are due, other than that of sending
     */
    Answers(
        final int stations,
        final Measurements measurements,
        final LedgerWriter ledger,
        final DoubleScans doubleScans,
        final boolean isOpenLoop) {
        this.measurements = measurements;
        this.ledger = ledger;
        this.doubleScans = doubleScans;
        this.isOpenLoop = isOpenLoop;
        retransmits = new Retransmits(stations);
    }

    /** Times are from {@code start} on; measured is what is due, and what is answered, within the two others. */
    void begin(final long start, final long measuredFrom, final long measuredTo) {
        startNs = start;
        measuredFromNs = measuredFrom;
        measuredToNs = measuredTo;
    }

    void accepted(final StationLoad load, final long firstSequence, final long throughSequence) {
        if (isEnded) {
            return;
        }
        final long nowNs = System.nanoTime() - startNs;
        for (long sequence = firstSequence; sequence <= throughSequence; sequence++) {
            settle(load, sequence, Verdict.ACCEPTED.code(), false, 0, nowNs);
        }
    }

    void verdict(
        final StationLoad load, final long sequence, final Verdict verdict, final boolean isRetransmit, final int detail) {
        if (isEnded) {
            return;
        }
        if (sequence <= load.station().acknowledgedSequence()) {
            verdictAgain(load, sequence, verdict, detail);
        } else {
            settle(load, sequence, verdict.code(), isRetransmit, detail, System.nanoTime() - startNs);
        }
    }

    private void verdictAgain(final StationLoad load, final long sequence, final Verdict verdict, final int detail) {
        final int slot = retransmits.answered(load.index(), sequence);
        if (slot == Retransmits.NONE) {
            // Nothing was sent again, yet the server answers a second time.
            measurements.unexpected++;
        } else {
            measurements.retransmitsAnswered++;
            final long expected = retransmits.expected(slot);
            compare(verdict.code(), detail, expected);
            enter(load, sequence, retransmits.fingerprint(slot), verdict.code(), detail, expected,
                LedgerDescriptor.FLAG_RETRANSMIT_ASKED | LedgerDescriptor.FLAG_RETRANSMIT_ANSWERED);
        }
    }

    /** The first verdict of a scan; the scan can still be read in the station's buffer. */
    private void settle(
        final StationLoad load,
        final long sequence,
        final byte verdict,
        final boolean isRetransmit,
        final int detail,
        final long nowNs) {
        time(load.dueNs(sequence), load.sentNs(sequence), nowNs);
        measurements.received[verdict]++;
        final long expected = load.expected(sequence);
        compare(verdict, detail, expected);
        final Station station = load.station();
        final int offset = station.scanOffset(sequence);
        int fingerprint = 0;
        if (ledger != null) {
            fingerprint = fingerprint(station.scans(), offset, expected);
            enter(load, sequence, fingerprint, verdict, detail, expected,
                isRetransmit ? LedgerDescriptor.FLAG_RETRANSMIT_ANSWERED : 0);
        }
        if (doubleScans != null && verdict == Verdict.ACCEPTED.code()) {
            doubleScans.accepted(load.index(), station.scans(), offset, !StationLoad.isClockOff(expected));
        }
        if (StationLoad.isRetransmitted(expected)) {
            again.add(sequence, fingerprint, expected);
        }
    }

    private void time(final long dueNs, final long sentNs, final long nowNs) {
        measurements.answered++;
        if (dueNs >= measuredFromNs) {
            Measurements.record(measurements.serviceUs, nowNs - sentNs);
            if (isOpenLoop) {
                Measurements.record(measurements.latencyUs, nowNs - dueNs);
            }
        }
        if (nowNs >= measuredFromNs && nowNs < measuredToNs) {
            measurements.answeredInTime++;
        }
    }

    private void compare(final byte verdict, final int detail, final long expected) {
        final boolean isForetold = !StationLoad.isClockOff(expected)
            && (verdict != Verdict.DOUBLE_SCAN.code() || StationLoad.detail(expected) != ScanMaker.NOT_FORETOLD);
        if (verdict != StationLoad.verdict(expected) || isForetold && detail != StationLoad.detail(expected)) {
            measurements.unexpected++;
        }
    }

    /**
     * All verdicts of an acknowledgement have been told: sends again what is to be sent again. The scans lie in the station's
     * buffer until the next is offered, and the server still knows them.
     */
    void acknowledged(final StationLoad load, final long count, final long residenceUs, final Durability durability) {
        if (isEnded) {
            return;
        }
        if (System.nanoTime() - startNs >= measuredFromNs) {
            measurements.residenceUs.recordValueWithCount(residenceUs, count);
        }
        measurements.durability = durability.code();
        final Station station = load.station();
        for (int i = 0; i < again.size(); i++) {
            final long sequence = again.sequence(i);
            if (station.sendAgain(station.scans(), station.scanOffset(sequence), sequence, 1)) {
                measurements.retransmitsSent++;
                retransmits.sent(load.index(), sequence, again.fingerprint(i), again.expected(i));
            } else {
                measurements.retransmitsSkipped++;
            }
        }
        again.clear();
    }

    /** Enters the scans of a station that have no verdict, at the end. */
    void unanswered(final StationLoad load) {
        final Station station = load.station();
        for (long sequence = station.acknowledgedSequence() + 1; sequence <= station.lastSequence(); sequence++) {
            measurements.unanswered++;
            if (ledger != null) {
                final long expected = load.expected(sequence);
                enter(load, sequence, fingerprint(station.scans(), station.scanOffset(sequence), expected),
                    LedgerDescriptor.UNANSWERED, 0, expected, 0);
            }
        }
    }

    private void enter(
        final StationLoad load,
        final long sequence,
        final int fingerprint,
        final byte verdict,
        final int detail,
        final long expected,
        final int flags) {
        if (ledger != null && failure == null) {
            try {
                ledger.append(load.station().stream(), (int) sequence, (int) load.station().station(), fingerprint, detail,
                    StationLoad.detail(expected), verdict, StationLoad.verdict(expected),
                    flags | (StationLoad.isClockOff(expected) ? LedgerDescriptor.FLAG_CLOCK_OFF : 0));
            } catch (final UncheckedIOException e) {
                failure = e.getMessage();
            }
        }
    }

    private int fingerprint(final DirectBuffer scans, final int offset, final long expected) {
        final long scannedAtMs = StationLoad.isClockOff(expected)
            ? LedgerDescriptor.TIME_LEFT_OUT : scans.getLong(offset + ScanDescriptor.SCANNED_AT_OFFSET, ByteOrder.LITTLE_ENDIAN);
        contentBuffer.putLong(0, scannedAtMs, ByteOrder.LITTLE_ENDIAN);
        scans.getBytes(offset + ScanDescriptor.SAMPLE_ID_OFFSET, content, SAMPLE_ID_AT, ScanDescriptor.SAMPLE_ID_LENGTH);
        content[METHOD_AT] = scans.getByte(offset + ScanDescriptor.METHOD_OFFSET);
        return LedgerDescriptor.fingerprint(crc, content);
    }

    /** The connection is gone: what was sent again on it may stay without an answer. */
    void retransmitsLost(final StationLoad load) {
        final int lost = retransmits.lost(load.index());
        measurements.retransmitsLost += isEnded ? 0 : lost;
    }

    int retransmitsUnderWay() {
        return retransmits.size();
    }

    /** Ends the count: what was sent again and has no answer stays without. */
    void end() {
        isEnded = true;
        measurements.retransmitsUnanswered = retransmits.size();
        if (!isOpenLoop) {
            measurements.latencyUs.add(measurements.serviceUs);
        }
        if (ledger != null && failure == null) {
            ledger.flush();
        }
    }

    /** Why no further entry can be written to the ledger; null: they can. */
    String failure() {
        return failure;
    }
}
