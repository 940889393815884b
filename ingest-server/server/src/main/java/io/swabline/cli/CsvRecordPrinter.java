package io.swabline.cli;

import io.swabline.journal.RecordDescriptor;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Comma separated values (RFC 4180) with a header line; a person who is not known is empty. A sample id that a spreadsheet would
 * take for a formula gets an apostrophe in front: stations choose sample ids, and a program that opens it must not run what
 * a hostile station wrote.
 */
final class CsvRecordPrinter implements RecordPrinter {
    /** 15 fields of at most 26 characters, and the quotes of the sample id, with room to spare. */
    private static final int LINE_LENGTH_MAX = 512;
    private static final int BUFFER_LENGTH = 64 * 1024;
    private static final String FORMULA_BEGINS = "=+-@\t\r";

    private final RecordFields fields = new RecordFields();
    private final OutputStream out;
    private final UnsafeBuffer line = new UnsafeBuffer(new byte[BUFFER_LENGTH]);
    private int length;

    CsvRecordPrinter(final OutputStream out) {
        this.out = out;
    }

    @Override
    public void begin() {
        final String header = String.join(",", RecordFields.NAMES) + "\r\n";
        length += line.putStringWithoutLengthAscii(length, header);
    }

    @Override
    public void onRecord(final long position, final long appendedAtMs, final DirectBuffer buffer, final int offset) {
        if (length + LINE_LENGTH_MAX > BUFFER_LENGTH) {
            write();
        }
        fields.read(buffer, offset);
        number(position);
        number(appendedAtMs);
        number(RecordFields.receivedAtMs(buffer, offset, appendedAtMs));
        number(RecordDescriptor.scannedAtMs(buffer, offset));
        number(Integer.toUnsignedLong(RecordDescriptor.station(buffer, offset)));
        ascii(fields.stream, fields.stream.length);
        number(Integer.toUnsignedLong(RecordDescriptor.sequence(buffer, offset)));
        text(RecordFields.verdict(buffer, offset));
        text(RecordFields.method(buffer, offset));
        text(RecordFields.isRelative(buffer, offset) ? "true" : "false");
        text(RecordFields.isClockCorrected(buffer, offset) ? "true" : "false");
        sample();
        ascii(fields.person, fields.hasPerson ? fields.person.length : 0);
        number(Integer.toUnsignedLong(RecordDescriptor.issueNumber(buffer, offset)));
        number(Integer.toUnsignedLong(RecordDescriptor.detail(buffer, offset)));
        line.putByte(length - 1, (byte) '\r');
        line.putByte(length++, (byte) '\n');
    }

    private void number(final long value) {
        length += line.putLongAscii(length, value);
        comma();
    }

    private void text(final String value) {
        length += line.putStringWithoutLengthAscii(length, value);
        comma();
    }

    private void ascii(final byte[] value, final int valueLength) {
        line.putBytes(length, value, 0, valueLength);
        length += valueLength;
        comma();
    }

    /** The only field that may hold a comma or a quote. */
    private void sample() {
        line.putByte(length++, (byte) '"');
        if (fields.sampleLength > 0 && FORMULA_BEGINS.indexOf(fields.sample[0]) >= 0) {
            line.putByte(length++, (byte) '\'');
        }
        for (int i = 0; i < fields.sampleLength; i++) {
            if (fields.sample[i] == '"') {
                line.putByte(length++, (byte) '"');
            }
            line.putByte(length++, fields.sample[i]);
        }
        line.putByte(length++, (byte) '"');
        comma();
    }

    private void comma() {
        line.putByte(length++, (byte) ',');
    }

    private void write() {
        try {
            out.write(line.byteArray(), 0, length);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        length = 0;
    }

    @Override
    public void flush() throws IOException {
        write();
        out.flush();
    }
}
