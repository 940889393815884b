package io.swabline.loadgen.population;

import io.swabline.protocol.CodeDescriptor;
import io.swabline.protocol.CoreIssuer;
import io.swabline.protocol.IdNumber;
import io.swabline.protocol.PersonPseudonyms;
import io.swabline.protocol.SamplingKeys;
import io.swabline.protocol.ScanDescriptor;
import io.swabline.protocol.ScanMethod;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Persons who were accepted and will come a second time, at another station: a queue with a fixed number of places; while it is
 * full nobody else is remembered. Who first showed an ID number or a document comes back with a sampling code. Owned by one load
 * thread; allocates nothing.
 */
public final class DoubleScans {
    static final long TIME_UNKNOWN = -1;

    private static final int PLACES = 1 << 10;
    private static final int MASK = PLACES - 1;
    /** How far into the queue a person of another station is looked for. */
    private static final int LOOK = 4;

    private final byte[] scans = new byte[PLACES * ScanDescriptor.LENGTH];
    private final UnsafeBuffer buffer = new UnsafeBuffer(scans);
    private final int[] stations = new int[PLACES];
    private long head;
    private long tail;

    private final boolean hasOneStation;
    private final long issuedAtEpochSeconds;
    private final CoreIssuer issuer;
    private final PersonPseudonyms pseudonyms;
    private final byte[] pseudonymBytes = new byte[CodeDescriptor.PSEUDONYM_LENGTH];
    private final UnsafeBuffer pseudonym = new UnsafeBuffer(pseudonymBytes);

    /** @param stations with a single one, persons come back to it. */
    DoubleScans(final SamplingKeys keys, final long issuedAtEpochSeconds, final int stations) {
        this.issuedAtEpochSeconds = issuedAtEpochSeconds;
        hasOneStation = stations == 1;
        issuer = new CoreIssuer(keys.current(), 1);
        pseudonyms = keys.pseudonyms();
    }

    /**
     * Remembers who was accepted in a scan, if there is a place.
     *
     * @param isTimeForetold whether the server keeps the scan's time as it is
     */
    public void accepted(final int station, final DirectBuffer scan, final int offset, final boolean isTimeForetold) {
        if (tail - head < PLACES) {
            final int place = (int) tail++ & MASK;
            stations[place] = station;
            buffer.putBytes(place * ScanDescriptor.LENGTH, scan, offset, ScanDescriptor.LENGTH);
            if (!isTimeForetold) {
                buffer.putLong(place * ScanDescriptor.LENGTH + ScanDescriptor.SCANNED_AT_OFFSET, TIME_UNKNOWN);
            }
        }
    }

    /**
     * Writes method and credential of a person who was accepted at another station; returns the time of that first scan in
     * epoch milliseconds, {@link #TIME_UNKNOWN}, or 0 if there is nobody.
     */
    long take(final int station, final MutableDirectBuffer scan, final int offset) {
        final int count = (int) Math.min(LOOK, tail - head);
        for (int i = 0; i < count; i++) {
            final int place = (int) (head + i) & MASK;
            if (stations[place] != station || hasOneStation) {
                final long scannedAtMs = write(place * ScanDescriptor.LENGTH, scan, offset);
                final int first = (int) head++ & MASK;
                stations[place] = stations[first];
                System.arraycopy(
                    scans, first * ScanDescriptor.LENGTH, scans, place * ScanDescriptor.LENGTH, ScanDescriptor.LENGTH);
                return scannedAtMs;
            }
        }
        return 0;
    }

    private long write(final int from, final MutableDirectBuffer scan, final int offset) {
        scan.putByte(offset + ScanDescriptor.METHOD_OFFSET, ScanMethod.CODE.code());
        final int credential = from + ScanDescriptor.CREDENTIAL_OFFSET;
        if (scans[from + ScanDescriptor.METHOD_OFFSET] == ScanMethod.CODE.code()) {
            scan.putBytes(offset + ScanDescriptor.CREDENTIAL_OFFSET, buffer, credential, ScanDescriptor.CREDENTIAL_LENGTH);
        } else {
            if (scans[from + ScanDescriptor.METHOD_OFFSET] == ScanMethod.DOCUMENT.code()) {
                pseudonyms.ofDocument(scans, credential, pseudonymBytes, 0);
            } else {
                pseudonyms.of(scans, credential, IdNumber.LENGTH, pseudonymBytes, 0);
            }
            issuer.add(
                pseudonym, 0, 1, issuedAtEpochSeconds, CodeDescriptor.VALIDITY_DAYS_DEFAULT, CodeDescriptor.FLAG_RELATIVE);
            issuer.issue(scan, offset + ScanDescriptor.CREDENTIAL_OFFSET);
        }
        return buffer.getLong(from + ScanDescriptor.SCANNED_AT_OFFSET, ByteOrder.LITTLE_ENDIAN);
    }
}
