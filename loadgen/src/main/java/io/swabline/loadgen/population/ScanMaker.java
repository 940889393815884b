package io.swabline.loadgen.population;

import io.swabline.loadgen.plan.ScanKind;
import io.swabline.loadgen.plan.StationClock;
import io.swabline.protocol.CodeDescriptor;
import io.swabline.protocol.SamplingKeys;
import io.swabline.protocol.ScanDescriptor;
import io.swabline.protocol.ScanMethod;
import io.swabline.protocol.Verdict;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import org.agrona.MutableDirectBuffer;

/**
 * Makes scans of every kind and foretells their verdicts: an exact model of the server, as far as these scans go. Owned by one
 * load thread; allocates nothing a scan.
 */
public final class ScanMaker {
    /** Expected detail of a double scan whose first was of a clock that the server had to correct. */
    public static final int NOT_FORETOLD = 0;

    private static final int BATCH_SIZE = 512;
    private static final int EXPIRED_BATCH_SIZE = 64;
    private static final long ISSUED_DAYS_AGO = 1;
    private static final long EXPIRED_ISSUED_DAYS_AGO = 40;

    private final Samples samples;
    private final CodeBatch codes;
    private final CodeBatch expiredCodes;
    private final IdNumbers idNumbers;
    private final Passports passports;
    private final DoubleScans doubleScans;
    private boolean isSpoken;

    private byte expectedVerdict;
    private int expectedDetail;

    /**
     * @param keys     of the server under test
     * @param runId    random id of the run
     * @param index    which of the run's threads this is
     * @param threads  how many the run has
     * @param stations stations of this thread
     * @param nowMs    epoch milliseconds
     */
    public ScanMaker(
        final SamplingKeys keys, final long runId, final int index, final int threads, final int stations, final long nowMs) {
        final long nowSeconds = nowMs / 1_000;
        final long issuedAt = nowSeconds - TimeUnit.DAYS.toSeconds(ISSUED_DAYS_AGO);
        final Persons persons = new Persons(runId, index, threads);
        samples = new Samples(runId, index, threads, stations);
        codes = new CodeBatch(persons, keys.current(), issuedAt, BATCH_SIZE);
        expiredCodes = new CodeBatch(persons, keys.current(), nowSeconds - TimeUnit.DAYS.toSeconds(EXPIRED_ISSUED_DAYS_AGO),
            EXPIRED_BATCH_SIZE);
        idNumbers = new IdNumbers(runId, index, threads);
        passports = new Passports(runId, index, threads);
        doubleScans = new DoubleScans(keys, issuedAt, stations * threads);
    }

    /** As below, by a clock that may be wrong. */
    public void make(final ScanKind kind, final int station, final long scannedAtMs, final StationClock clock,
        final MutableDirectBuffer scan, final int offset) {
        make(kind, station, scannedAtMs, scan, offset);
        scan.putLong(offset + ScanDescriptor.SCANNED_AT_OFFSET, clock.at(scannedAtMs), ByteOrder.LITTLE_ENDIAN);
        if (clock.kind() == StationClock.Kind.IMPOSSIBLE
            && expectedVerdict != Verdict.FORGED.code() && expectedVerdict != Verdict.BAD_ID_NUMBER.code()
            && expectedVerdict != Verdict.BAD_DOCUMENT_NUMBER.code()) {
            expectedVerdict = Verdict.CLOCK_IMPOSSIBLE.code();
            expectedDetail = 0;
        }
    }

    /** Writes a scan of 64 bytes; what is foretold of it stands in this object until the next. */
    public void make(
        final ScanKind kind, final int station, final long scannedAtMs, final MutableDirectBuffer scan, final int offset) {
        scan.putLong(offset + ScanDescriptor.SCANNED_AT_OFFSET, scannedAtMs, ByteOrder.LITTLE_ENDIAN);
        scan.putInt(offset + ScanDescriptor.METHOD_OFFSET, ScanMethod.CODE.code(), ByteOrder.LITTLE_ENDIAN);
        samples.next(station, scan, offset + ScanDescriptor.SAMPLE_ID_OFFSET);
        expectedDetail = 0;
        final int credential = offset + ScanDescriptor.CREDENTIAL_OFFSET;
        switch (kind) {
            case FORGED -> {
                codes.next(scan, credential);
                final int mac = credential + CodeDescriptor.MAC_OFFSET + (int) (scannedAtMs % CodeDescriptor.MAC_LENGTH);
                scan.putByte(mac, (byte) (scan.getByte(mac) ^ 0x10));
                expectedVerdict = Verdict.FORGED.code();
            }
            case EXPIRED -> {
                expiredCodes.next(scan, credential);
                expectedVerdict = Verdict.EXPIRED.code();
            }
            case ID -> {
                putMethodOfIdNumber(scan, offset);
                idNumbers.next(scan, credential);
                expectedVerdict = Verdict.ACCEPTED.code();
            }
            case BAD_ID -> {
                putMethodOfIdNumber(scan, offset);
                idNumbers.nextBad(scan, credential);
                expectedVerdict = Verdict.BAD_ID_NUMBER.code();
            }
            case DOCUMENT -> {
                scan.putByte(offset + ScanDescriptor.METHOD_OFFSET, ScanMethod.DOCUMENT.code());
                passports.next(scan, credential);
                expectedVerdict = Verdict.ACCEPTED.code();
            }
            case BAD_DOCUMENT -> {
                scan.putByte(offset + ScanDescriptor.METHOD_OFFSET, ScanMethod.DOCUMENT.code());
                passports.nextBad(scan, credential);
                expectedVerdict = Verdict.BAD_DOCUMENT_NUMBER.code();
            }
            case DOUBLE -> {
                final long firstScannedAtMs = doubleScans.take(station, scan, offset);
                if (firstScannedAtMs == 0) {
                    codes.next(scan, credential);
                    expectedVerdict = Verdict.ACCEPTED.code();
                } else {
                    expectedVerdict = Verdict.DOUBLE_SCAN.code();
                    expectedDetail =
                        firstScannedAtMs == DoubleScans.TIME_UNKNOWN ? NOT_FORETOLD : (int) (firstScannedAtMs / 1_000);
                }
            }
            default -> {
                codes.next(scan, credential);
                expectedVerdict = Verdict.ACCEPTED.code();
            }
        }
    }

    private void putMethodOfIdNumber(final MutableDirectBuffer scan, final int offset) {
        isSpoken = !isSpoken;
        scan.putByte(offset + ScanDescriptor.METHOD_OFFSET, (isSpoken ? ScanMethod.ID_SPOKEN : ScanMethod.ID_CARD).code());
        scan.setMemory(offset + ScanDescriptor.CREDENTIAL_OFFSET + IdNumbers.LENGTH,
            ScanDescriptor.CREDENTIAL_LENGTH - IdNumbers.LENGTH, (byte) 0);
    }

    public byte expectedVerdict() {
        return expectedVerdict;
    }

    /** For a double scan the time of the first one in epoch seconds; else 0. */
    public int expectedDetail() {
        return expectedDetail;
    }

    /** To be told who was accepted. */
    public DoubleScans doubleScans() {
        return doubleScans;
    }
}
