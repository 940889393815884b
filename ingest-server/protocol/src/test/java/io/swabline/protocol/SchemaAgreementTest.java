package io.swabline.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.swabline.protocol.codec.AckEncoder;
import io.swabline.protocol.codec.DurabilityCode;
import io.swabline.protocol.codec.MessageHeaderEncoder;
import io.swabline.protocol.codec.RecordsEncoder;
import io.swabline.protocol.codec.ScansEncoder;
import io.swabline.protocol.codec.VerdictCode;
import java.util.Arrays;
import java.util.function.Function;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** The enums and descriptors written by hand say the same as the schema. */
class SchemaAgreementTest {
    @Test
    void shouldHaveTheVerdictsOfTheSchema() {
        assertSame(Verdict.values(), verdict -> verdict.code() & 0xff, VerdictCode.values(), VerdictCode::value);
        for (final Verdict verdict : Verdict.values()) {
            assertThat(Verdict.of(verdict.code())).isSameAs(verdict);
            assertThat(verdict.advice()).endsWith(".").hasSizeGreaterThan(10);
        }
        for (final int unknown : new int[] {-1, 0, 15, 64, 255}) {
            assertThatIllegalArgumentException().isThrownBy(() -> Verdict.of(unknown));
        }
    }

    @Test
    void shouldHaveTheDurabilitiesOfTheSchema() {
        assertSame(Durability.values(), level -> level.code() & 0xff, DurabilityCode.values(), DurabilityCode::value);
        for (final Durability durability : Durability.values()) {
            assertThat(Durability.of(durability.code())).isSameAs(durability);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> Durability.of(0));
        assertThatIllegalArgumentException().isThrownBy(() -> Durability.of(3));
    }

    @Test
    void shouldHaveTheScanMethodsOfTheSchema() {
        assertSame(ScanMethod.values(), method -> method.code() & 0xff,
            io.swabline.protocol.codec.ScanMethod.values(), io.swabline.protocol.codec.ScanMethod::value);
        for (int code = -128; code < 256; code++) {
            final int tried = code;
            if (ScanMethod.isKnown(code)) {
                assertThat(ScanMethod.of(code).code()).isEqualTo((byte) code);
            } else {
                assertThatIllegalArgumentException().isThrownBy(() -> ScanMethod.of(tried));
            }
        }
    }

    @Test
    void shouldLayOutAScanAsTheSchemaDoes() {
        assertThat(ScanDescriptor.LENGTH).isEqualTo(ScansEncoder.EntriesEncoder.sbeBlockLength());
        assertThat(ScanDescriptor.SCANNED_AT_OFFSET).isEqualTo(ScansEncoder.EntriesEncoder.scannedAtEncodingOffset());
        assertThat(ScanDescriptor.METHOD_OFFSET).isEqualTo(ScansEncoder.EntriesEncoder.methodEncodingOffset());
        assertThat(ScanDescriptor.FLAGS_OFFSET).isEqualTo(ScansEncoder.EntriesEncoder.flagsEncodingOffset());
        assertThat(ScanDescriptor.RESERVED_OFFSET).isEqualTo(ScansEncoder.EntriesEncoder.reservedEncodingOffset());
        assertThat(ScanDescriptor.SAMPLE_ID_OFFSET).isEqualTo(ScansEncoder.EntriesEncoder.sampleIdEncodingOffset());
        assertThat(ScanDescriptor.SAMPLE_ID_LENGTH).isEqualTo(ScansEncoder.EntriesEncoder.sampleIdLength());
        assertThat(ScanDescriptor.CREDENTIAL_OFFSET).isEqualTo(ScansEncoder.EntriesEncoder.credentialEncodingOffset());
        assertThat(ScanDescriptor.CREDENTIAL_LENGTH).isEqualTo(ScansEncoder.EntriesEncoder.credentialLength())
            .isEqualTo(CodeDescriptor.CORE_LENGTH);
    }

    @Test
    void shouldMeasureFramesAsTheCodecsDo() {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[FrameDescriptor.FRAME_LENGTH_MAX]);
        final MessageHeaderEncoder header = new MessageHeaderEncoder();
        assertThat(FrameDescriptor.HEADER_LENGTH).isEqualTo(MessageHeaderEncoder.ENCODED_LENGTH);

        final ScansEncoder scans = new ScansEncoder().wrapAndApplyHeader(buffer, 0, header).firstSequence(1);
        final ScansEncoder.EntriesEncoder entries = scans.entriesCount(FrameDescriptor.SCANS_PER_FRAME_MAX);
        entries.next();
        assertThat(FrameDescriptor.LENGTH_FIELD_LENGTH + header.encodedLength() + scans.encodedLength())
            .isEqualTo(FrameDescriptor.SCANS_OFFSET + FrameDescriptor.SCAN_LENGTH);
        assertThat(FrameDescriptor.SCANS_PER_FRAME_MAX).isEqualTo(1_023);
        assertThat(FrameDescriptor.scansLength(1_023)).isLessThanOrEqualTo(FrameDescriptor.FRAME_LENGTH_MAX);
        assertThat(FrameDescriptor.scansLength(1_024)).isGreaterThan(FrameDescriptor.FRAME_LENGTH_MAX);

        final AckEncoder ack = new AckEncoder().wrapAndApplyHeader(buffer, 0, header);
        final AckEncoder.VerdictsEncoder verdicts = ack.verdictsCount(2);
        verdicts.next();
        verdicts.next();
        assertThat(header.encodedLength() + ack.encodedLength()).isEqualTo(FrameDescriptor.ackLength(2));
        final RecordsEncoder records = new RecordsEncoder().wrapAndApplyHeader(buffer, 0, header);
        records.entriesCount(1).next();
        assertThat(FrameDescriptor.RECORDS_BLOCK_LENGTH).isEqualTo(RecordsEncoder.BLOCK_LENGTH);
        assertThat(FrameDescriptor.RECORD_LENGTH).isEqualTo(RecordsEncoder.EntriesEncoder.sbeBlockLength());
        assertThat(header.encodedLength() + records.encodedLength()).isEqualTo(FrameDescriptor.recordsLength(1));
        assertThat(FrameDescriptor.RECORDS_PER_FRAME_MAX).isEqualTo(1_023);
        assertThat(FrameDescriptor.ackLength(FrameDescriptor.VERDICTS_PER_FRAME_MAX))
            .isLessThanOrEqualTo(FrameDescriptor.FRAME_LENGTH_MAX);
    }

    private static <A extends Enum<A>, B extends Enum<B>> void assertSame(
        final A[] ours, final Function<A, Integer> ourCode, final B[] schema, final Function<B, Short> schemaCode) {
        final String[] expected = Arrays.stream(schema).filter(value -> !value.name().equals("NULL_VAL"))
            .map(value -> value.name() + "=" + schemaCode.apply(value)).toArray(String[]::new);
        assertThat(Arrays.stream(ours).map(value -> value.name() + "=" + ourCode.apply(value))).containsExactly(expected);
    }
}
