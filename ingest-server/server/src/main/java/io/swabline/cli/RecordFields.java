package io.swabline.cli;

import io.swabline.journal.RecordDescriptor;
import io.swabline.protocol.OperatorNote;
import io.swabline.protocol.SampleId;
import io.swabline.protocol.ScanMethod;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;

/**
 * The fields of a journal record as both formats print them: hexadecimal for streams and pseudonyms, names for verdicts and
 * methods. Reads into arrays that are reused, so that printing a million records makes no garbage. One thread.
 */
final class RecordFields {
    /** In the order of the CSV columns. */
    static final String[] NAMES = {
        "position", "appended_at_ms", "received_at_ms", "scanned_at_ms", "station", "stream", "sequence", "verdict", "method",
        "relative", "clock_corrected", "sample", "person", "issue", "detail"};

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    /** 16 hexadecimal digits. */
    final byte[] stream = new byte[16];
    /** 24 hexadecimal digits: the pseudonym. */
    final byte[] person = new byte[2 * RecordDescriptor.PSEUDONYM_LENGTH];
    /** The sample id as ASCII, its first {@link #sampleLength} bytes. */
    final byte[] sample = new byte[SampleId.LENGTH];
    int sampleLength;
    /** False where the person is not known: a refused code. */
    boolean hasPerson;

    void read(final DirectBuffer buffer, final int offset) {
        final long streamId = RecordDescriptor.stream(buffer, offset);
        for (int i = 0; i < stream.length; i++) {
            stream[i] = HEX[(int) (streamId >>> (60 - 4 * i)) & 0xf];
        }
        int bits = 0;
        for (int i = 0; i < RecordDescriptor.PSEUDONYM_LENGTH; i++) {
            final int value = buffer.getByte(offset + RecordDescriptor.PSEUDONYM_OFFSET + i);
            bits |= value;
            person[2 * i] = HEX[(value >>> 4) & 0xf];
            person[2 * i + 1] = HEX[value & 0xf];
        }
        hasPerson = bits != 0;
        readSample(buffer, offset + RecordDescriptor.SAMPLE_ID_OFFSET);
    }

    /** What a refused scan bore instead of a sample id is zero; older journals may have any bytes there. */
    private void readSample(final DirectBuffer buffer, final int offset) {
        sampleLength = SampleId.LENGTH;
        while (sampleLength > 0 && buffer.getByte(offset + sampleLength - 1) == 0) {
            sampleLength--;
        }
        for (int i = 0; i < sampleLength; i++) {
            final byte character = buffer.getByte(offset + i);
            sample[i] = character > 0x20 && character < 0x7f ? character : (byte) '?';
        }
    }

    /** The name of the verdict, or of the operator's note that stands in its place. */
    static String verdict(final DirectBuffer buffer, final int offset) {
        return OperatorNote.nameOf(RecordDescriptor.verdict(buffer, offset));
    }

    /** What a malformed scan was identified by may be no method at all. */
    static String method(final DirectBuffer buffer, final int offset) {
        if (OperatorNote.isNote(RecordDescriptor.verdict(buffer, offset))) {
            return "NONE";
        }
        final int code = RecordDescriptor.method(buffer, offset);
        return ScanMethod.isKnown(code) ? ScanMethod.of(code).name() : "UNKNOWN";
    }

    /** When the edge received the scan, epoch milliseconds. */
    static long receivedAtMs(final DirectBuffer buffer, final int offset, final long appendedAtMs) {
        return appendedAtMs - RecordDescriptor.receivedOffsetMs(buffer, offset);
    }

    static boolean isRelative(final DirectBuffer buffer, final int offset) {
        return (RecordDescriptor.flags(buffer, offset) & RecordDescriptor.RELATIVE_FLAG) != 0;
    }

    static boolean isClockCorrected(final DirectBuffer buffer, final int offset) {
        return (RecordDescriptor.flags(buffer, offset) & RecordDescriptor.CLOCK_CORRECTED_FLAG) != 0;
    }
}
