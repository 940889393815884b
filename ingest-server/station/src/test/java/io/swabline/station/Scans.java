package io.swabline.station;

import io.swabline.protocol.SampleId;
import io.swabline.protocol.ScanDescriptor;
import io.swabline.protocol.ScanMethod;
import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;

/** Makes scans that are told apart by their time. */
final class Scans {
    private static final UnsafeBuffer SAMPLE_ID = new UnsafeBuffer(new byte[SampleId.LENGTH]);
    private static final UnsafeBuffer CREDENTIAL = new UnsafeBuffer(new byte[ScanDescriptor.CREDENTIAL_LENGTH]);

    static {
        SampleId.put("TUBE-1", SAMPLE_ID, 0);
    }

    private Scans() {
    }

    static long offer(final Station station, final long scannedAt) {
        return offer(station, scannedAt, ScanMethod.CODE);
    }

    static long offer(final Station station, final long scannedAt, final ScanMethod method) {
        return station.offer(scannedAt, method, SAMPLE_ID, 0, CREDENTIAL, 0);
    }

    /** Offers scans with these times, and sends what credit allows. */
    static void send(final Station station, final long firstScannedAt, final int count) {
        for (int i = 0; i < count; i++) {
            if (offer(station, firstScannedAt + i) < 0) {
                throw new AssertionError("no room for scan " + (firstScannedAt + i));
            }
        }
        station.flush();
    }

    static long scannedAt(final Station station, final long sequence) {
        return station.scans().getLong(station.scanOffset(sequence), ByteOrder.LITTLE_ENDIAN);
    }

    /** A scan as {@link Station#sendAgain} wants it. */
    static void put(final UnsafeBuffer buffer, final int offset, final long scannedAt) {
        buffer.putLong(offset, scannedAt, ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(offset + ScanDescriptor.METHOD_OFFSET, ScanMethod.CODE.code(), ByteOrder.LITTLE_ENDIAN);
        buffer.putBytes(offset + ScanDescriptor.SAMPLE_ID_OFFSET, SAMPLE_ID, 0, ScanDescriptor.SAMPLE_ID_LENGTH);
        buffer.putBytes(offset + ScanDescriptor.CREDENTIAL_OFFSET, CREDENTIAL, 0, ScanDescriptor.CREDENTIAL_LENGTH);
    }
}
