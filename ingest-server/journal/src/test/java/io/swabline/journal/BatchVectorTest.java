package io.swabline.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.protocol.ScanMethod;
import io.swabline.protocol.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** A batch of two records is these bytes, in this and every later version; docs/examples/test_vectors.py reads the same file. */
class BatchVectorTest {
    private static final Path VECTOR = Path.of("src", "test", "resources", "golden", "Batch.hex");
    private static final int SALT = 0x1234_5678;

    @Test
    void shouldWriteTheGoldenBatch() throws IOException {
        final String hex = Files.readAllLines(VECTOR).stream().filter(line -> !line.startsWith("#"))
            .collect(Collectors.joining());

        assertThat(HexFormat.of().formatHex(batch())).isEqualTo(hex.replace(" ", ""));
    }

    private static byte[] batch() {
        final byte[] bytes = new byte[BatchDescriptor.length(2)];
        final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        BatchDescriptor.putHeader(buffer, 2, 4_294_967_301L, 1_649_473_262_007L, SALT);
        record(buffer, 0, 1_649_473_261_007L, 0x9e37_79b9_7f4a_7c15L, 88, 1207, "d92b79baf01396364595d3b6", (int) 4_000_000_001L,
            "S22-0409-0017", 0, 7, Verdict.ACCEPTED, ScanMethod.CODE.code() | RecordDescriptor.RELATIVE_FLAG);
        record(buffer, 1, 1_649_473_262_500L, 1, -2, -2, "000000000000000000000000", 0,
            "ABCDEFGHIJKLMNOP", 1_649_470_000, 70_000, Verdict.DOUBLE_SCAN,
            ScanMethod.ID_SPOKEN.code() | RecordDescriptor.CLOCK_CORRECTED_FLAG);
        BatchDescriptor.putCrc(buffer,
            BatchDescriptor.crcOf(new CRC32C(), ByteBuffer.wrap(bytes), 0, 2, SALT));
        return bytes;
    }

    private static void record(final UnsafeBuffer buffer, final int index, final long scannedAtMs, final long stream,
        final int sequence, final int station, final String person, final int issue, final String sample, final int detail,
        final int receivedOffsetMs, final Verdict verdict, final int flags) {
        final int offset = BatchDescriptor.recordOffset(index);
        final byte[] id = new byte[RecordDescriptor.SAMPLE_ID_LENGTH];
        final byte[] letters = sample.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(letters, 0, id, 0, letters.length);
        RecordDescriptor.scannedAtMs(buffer, offset, scannedAtMs);
        RecordDescriptor.stream(buffer, offset, stream);
        RecordDescriptor.sequence(buffer, offset, sequence);
        RecordDescriptor.station(buffer, offset, station);
        RecordDescriptor.pseudonym(buffer, offset, new UnsafeBuffer(HexFormat.of().parseHex(person)), 0);
        RecordDescriptor.issueNumber(buffer, offset, issue);
        RecordDescriptor.sampleId(buffer, offset, new UnsafeBuffer(id), 0);
        RecordDescriptor.detail(buffer, offset, detail);
        RecordDescriptor.receivedOffsetMs(buffer, offset, receivedOffsetMs);
        RecordDescriptor.verdict(buffer, offset, verdict.code());
        RecordDescriptor.flags(buffer, offset, flags);
    }
}
