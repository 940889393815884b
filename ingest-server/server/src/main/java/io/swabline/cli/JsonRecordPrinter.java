package io.swabline.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import io.swabline.journal.RecordDescriptor;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.agrona.DirectBuffer;

/** One JSON object a line; a person who is not known is null. */
final class JsonRecordPrinter implements RecordPrinter {
    private static final SerializedString[] NAMES =
        Arrays.stream(RecordFields.NAMES).map(SerializedString::new).toArray(SerializedString[]::new);

    private final RecordFields fields = new RecordFields();
    private final OutputStream out;
    private final JsonGenerator json;
    private int next;

    JsonRecordPrinter(final OutputStream out) throws IOException {
        this.out = out;
        json = new JsonFactory().createGenerator(out);
        json.setRootValueSeparator(new SerializedString(""));
    }

    @Override
    public void onRecord(final long position, final long appendedAtMs, final DirectBuffer buffer, final int offset) {
        fields.read(buffer, offset);
        try {
            json.writeStartObject();
            next = 0;
            number(position);
            number(appendedAtMs);
            number(RecordFields.receivedAtMs(buffer, offset, appendedAtMs));
            number(RecordDescriptor.scannedAtMs(buffer, offset));
            number(Integer.toUnsignedLong(RecordDescriptor.station(buffer, offset)));
            ascii(fields.stream, fields.stream.length);
            number(Integer.toUnsignedLong(RecordDescriptor.sequence(buffer, offset)));
            text(RecordFields.verdict(buffer, offset));
            text(RecordFields.method(buffer, offset));
            yesOrNo(RecordFields.isRelative(buffer, offset));
            yesOrNo(RecordFields.isClockCorrected(buffer, offset));
            ascii(fields.sample, fields.sampleLength);
            person();
            number(Integer.toUnsignedLong(RecordDescriptor.issueNumber(buffer, offset)));
            number(Integer.toUnsignedLong(RecordDescriptor.detail(buffer, offset)));
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void number(final long value) throws IOException {
        json.writeFieldName(NAMES[next++]);
        json.writeNumber(value);
    }

    private void text(final String value) throws IOException {
        json.writeFieldName(NAMES[next++]);
        json.writeString(value);
    }

    private void yesOrNo(final boolean value) throws IOException {
        json.writeFieldName(NAMES[next++]);
        json.writeBoolean(value);
    }

    private void ascii(final byte[] value, final int length) throws IOException {
        json.writeFieldName(NAMES[next++]);
        json.writeUTF8String(value, 0, length);
    }

    private void person() throws IOException {
        if (fields.hasPerson) {
            ascii(fields.person, fields.person.length);
        } else {
            json.writeFieldName(NAMES[next++]);
            json.writeNull();
        }
    }

    @Override
    public void flush() throws IOException {
        json.flush();
        out.flush();
    }
}
