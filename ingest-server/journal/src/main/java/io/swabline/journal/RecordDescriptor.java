package io.swabline.journal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A record: one scan and its final verdict, 64 bytes, a cache line. Little endian.
 *
 * <pre>
 *    0               8        16         20        24                36
 *   +===============+========+==========+=========+=================+=============+
 *   | scannedAtMs   | stream | sequence | station | pseudonym (12)  | issueNumber |
 *   +===============+========+==========+=========+=================+=============+
 *   | sampleId (16)               | detail | receivedOffsetMs | verdict | flags   |
 *   +=============================+========+==================+=========+=========+
 *    40                            56       60                 62        63        64
 *
 *   scannedAtMs       epoch milliseconds of the scan, corrected for the station's clock
 *   stream, sequence  the scan's address: the station's stream, unsigned, and its running number in it, unsigned, from 1
 *   station           number of the station
 *   pseudonym         of the person; zero where it is not known
 *   issueNumber       of the sampling code; zero for an ID number or a document
 *   sampleId          printable ASCII, zero padded; all zero where the scan had none that is valid
 *   detail            belongs to the verdict
 *   receivedOffsetMs  the batch's appendedAtMs less the time of receipt; 65,535 stands for that and more
 *   verdict           code of a {@link io.swabline.protocol.Verdict}
 *   flags             bits 0, 1 and 4 code of a {@link io.swabline.protocol.ScanMethod}, of which bit 4 is the highest bit,
 *                     0 if the scan named no known method; bit 2 relative's code, bit 3 clock corrected
 * </pre>
 */
public final class RecordDescriptor {
    public static final int SCANNED_AT_MS_OFFSET = 0;
    public static final int STREAM_OFFSET = 8;
    public static final int SEQUENCE_OFFSET = 16;
    public static final int STATION_OFFSET = 20;
    public static final int PSEUDONYM_OFFSET = 24;
    public static final int PSEUDONYM_LENGTH = 12;
    public static final int ISSUE_NUMBER_OFFSET = 36;
    public static final int SAMPLE_ID_OFFSET = 40;
    public static final int SAMPLE_ID_LENGTH = 16;
    public static final int DETAIL_OFFSET = 56;
    public static final int RECEIVED_OFFSET_MS_OFFSET = 60;
    public static final int VERDICT_OFFSET = 62;
    public static final int FLAGS_OFFSET = 63;
    /** Bytes of a record. */
    public static final int LENGTH = 64;

    /** The method of a MALFORMED scan whose method byte was no known one. */
    public static final int METHOD_UNKNOWN = 0;
    /** The code was fetched by a relative. */
    public static final int RELATIVE_FLAG = 0b0100;
    /** scannedAtMs differs from what the station's clock said. */
    public static final int CLOCK_CORRECTED_FLAG = 0b1000;
    private static final int METHOD_LOW_BITS = 0b0000_0011;
    /** Bit 4 of the flags is bit 2 of the method: zero in records from before there were documents. */
    private static final int METHOD_HIGH_FLAG = 0b0001_0000;
    private static final int METHOD_HIGH_SHIFT = 2;

    /** The largest receivedOffsetMs: this long, or longer. */
    public static final int RECEIVED_OFFSET_MS_MAX = 65_535;

    private RecordDescriptor() {
    }

    public static long scannedAtMs(final DirectBuffer buffer, final int offset) {
        return buffer.getLong(offset + SCANNED_AT_MS_OFFSET, LITTLE_ENDIAN);
    }

    public static long stream(final DirectBuffer buffer, final int offset) {
        return buffer.getLong(offset + STREAM_OFFSET, LITTLE_ENDIAN);
    }

    public static int sequence(final DirectBuffer buffer, final int offset) {
        return buffer.getInt(offset + SEQUENCE_OFFSET, LITTLE_ENDIAN);
    }

    public static int station(final DirectBuffer buffer, final int offset) {
        return buffer.getInt(offset + STATION_OFFSET, LITTLE_ENDIAN);
    }

    public static int issueNumber(final DirectBuffer buffer, final int offset) {
        return buffer.getInt(offset + ISSUE_NUMBER_OFFSET, LITTLE_ENDIAN);
    }

    public static int detail(final DirectBuffer buffer, final int offset) {
        return buffer.getInt(offset + DETAIL_OFFSET, LITTLE_ENDIAN);
    }

    public static int receivedOffsetMs(final DirectBuffer buffer, final int offset) {
        return buffer.getShort(offset + RECEIVED_OFFSET_MS_OFFSET, LITTLE_ENDIAN) & 0xffff;
    }

    public static int verdict(final DirectBuffer buffer, final int offset) {
        return buffer.getByte(offset + VERDICT_OFFSET);
    }

    public static int flags(final DirectBuffer buffer, final int offset) {
        return buffer.getByte(offset + FLAGS_OFFSET);
    }

    public static int method(final DirectBuffer buffer, final int offset) {
        final int flags = flags(buffer, offset);
        return flags & METHOD_LOW_BITS | (flags & METHOD_HIGH_FLAG) >> METHOD_HIGH_SHIFT;
    }

    /** The bits of the flags that hold a method's code, 0 to 7. */
    public static int methodFlags(final int method) {
        return method & METHOD_LOW_BITS | method << METHOD_HIGH_SHIFT & METHOD_HIGH_FLAG;
    }

    public static void scannedAtMs(final MutableDirectBuffer buffer, final int offset, final long scannedAtMs) {
        buffer.putLong(offset + SCANNED_AT_MS_OFFSET, scannedAtMs, LITTLE_ENDIAN);
    }

    public static void stream(final MutableDirectBuffer buffer, final int offset, final long stream) {
        buffer.putLong(offset + STREAM_OFFSET, stream, LITTLE_ENDIAN);
    }

    public static void sequence(final MutableDirectBuffer buffer, final int offset, final int sequence) {
        buffer.putInt(offset + SEQUENCE_OFFSET, sequence, LITTLE_ENDIAN);
    }

    public static void station(final MutableDirectBuffer buffer, final int offset, final int station) {
        buffer.putInt(offset + STATION_OFFSET, station, LITTLE_ENDIAN);
    }

    public static void pseudonym(
        final MutableDirectBuffer buffer, final int offset, final DirectBuffer source, final int sourceOffset) {
        buffer.putBytes(offset + PSEUDONYM_OFFSET, source, sourceOffset, PSEUDONYM_LENGTH);
    }

    public static void issueNumber(final MutableDirectBuffer buffer, final int offset, final int issueNumber) {
        buffer.putInt(offset + ISSUE_NUMBER_OFFSET, issueNumber, LITTLE_ENDIAN);
    }

    public static void sampleId(
        final MutableDirectBuffer buffer, final int offset, final DirectBuffer source, final int sourceOffset) {
        buffer.putBytes(offset + SAMPLE_ID_OFFSET, source, sourceOffset, SAMPLE_ID_LENGTH);
    }

    public static void detail(final MutableDirectBuffer buffer, final int offset, final int detail) {
        buffer.putInt(offset + DETAIL_OFFSET, detail, LITTLE_ENDIAN);
    }

    /** Values outside 0 to {@link #RECEIVED_OFFSET_MS_MAX} are put as the nearer end. */
    public static void receivedOffsetMs(final MutableDirectBuffer buffer, final int offset, final long receivedOffsetMs) {
        final long saturated = Math.max(0, Math.min(RECEIVED_OFFSET_MS_MAX, receivedOffsetMs));
        buffer.putShort(offset + RECEIVED_OFFSET_MS_OFFSET, (short) saturated, LITTLE_ENDIAN);
    }

    public static void verdict(final MutableDirectBuffer buffer, final int offset, final int verdictCode) {
        buffer.putByte(offset + VERDICT_OFFSET, (byte) verdictCode);
    }

    public static void flags(final MutableDirectBuffer buffer, final int offset, final int flags) {
        buffer.putByte(offset + FLAGS_OFFSET, (byte) flags);
    }
}
