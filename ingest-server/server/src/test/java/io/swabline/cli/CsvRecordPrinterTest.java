package io.swabline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.journal.RecordDescriptor;
import io.swabline.protocol.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a spreadsheet would make of sample ids, which stations choose. */
class CsvRecordPrinterTest {
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', value = {
        "=1+1|\"'=1+1\"", "+1|\"'+1\"", "-1|\"'-1\"", "@SUM(A1)|\"'@SUM(A1)\"", "=\"x\"|\"'=\"\"x\"\"\"",
        "T-1=+@|\"T-1=+@\"", "'=1|\"'=1\""})
    void shouldLetNoSampleIdBeginAFormula(final String sample, final String cell) throws IOException {
        final UnsafeBuffer record = new UnsafeBuffer(new byte[RecordDescriptor.LENGTH]);
        record.putStringWithoutLengthAscii(RecordDescriptor.SAMPLE_ID_OFFSET, sample);
        RecordDescriptor.verdict(record, 0, Verdict.ACCEPTED.code());
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final CsvRecordPrinter printer = new CsvRecordPrinter(out);
        printer.onRecord(0, 0, record, 0);
        printer.flush();
        assertThat(out.toString(StandardCharsets.US_ASCII)).contains("," + cell + ",");
    }
}
