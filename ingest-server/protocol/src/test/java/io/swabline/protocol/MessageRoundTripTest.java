package io.swabline.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.protocol.codec.AckDecoder;
import io.swabline.protocol.codec.AckEncoder;
import io.swabline.protocol.codec.DurabilityCode;
import io.swabline.protocol.codec.HelloDecoder;
import io.swabline.protocol.codec.HelloEncoder;
import io.swabline.protocol.codec.MessageHeaderDecoder;
import io.swabline.protocol.codec.MessageHeaderEncoder;
import io.swabline.protocol.codec.ScansDecoder;
import io.swabline.protocol.codec.ScansEncoder;
import io.swabline.protocol.codec.VerdictCode;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** What is encoded is decoded the same, for the messages of variable length, with random values over the whole ranges. */
class MessageRoundTripTest {
    private static final int ROUNDS = 300;

    private final long seed = Seeds.seed();
    private final SplittableRandom random = new SplittableRandom(seed);
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[FrameDescriptor.FRAME_LENGTH_MAX + 16]);
    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();

    @Test
    void shouldRoundTripHello() {
        for (int round = 0; round < ROUNDS; round++) {
            final int at = random.nextInt(16);
            final String software = printable(random.nextInt(65));
            final String token = printable(random.nextInt(65));
            final String expected = unsigned32() + " " + random.nextLong() + " " + random.nextLong() + " " + software;
            final String[] fields = expected.split(" ", 4);
            new HelloEncoder().wrapAndApplyHeader(buffer, at, headerEncoder).station(Long.parseLong(fields[0]))
                .stream(Long.parseLong(fields[1])).sentAt(Long.parseLong(fields[2])).software(software)
                .token(token);

            final HelloDecoder hello = new HelloDecoder().wrapAndApplyHeader(buffer, at, header);
            assertThat(hello.station() + " " + hello.stream() + " " + hello.sentAt() + " " + hello.software())
                .as("seed %d, round %d", seed, round).isEqualTo(expected);
            assertThat(hello.token()).as("seed %d, round %d", seed, round).isEqualTo(token);
        }
    }

    @Test
    void shouldRoundTripScans() {
        for (int round = 0; round < ROUNDS; round++) {
            final int at = random.nextInt(8);
            final int count = round == 0 ? FrameDescriptor.SCANS_PER_FRAME_MAX : random.nextInt(40);
            final List<String> expected = new ArrayList<>();
            final ScansEncoder scans = new ScansEncoder().wrapAndApplyHeader(buffer, at, headerEncoder);
            final long firstSequence = unsigned32();
            final ScansEncoder.EntriesEncoder entries = scans.firstSequence(firstSequence).entriesCount(count);
            for (int i = 0; i < count; i++) {
                final byte[] scan = new byte[ScanDescriptor.LENGTH];
                random.nextBytes(scan);
                scan[ScanDescriptor.METHOD_OFFSET] = ScanMethod.of(random.nextInt(1, 4)).code();
                expected.add(HexFormat.of().formatHex(scan));
                entries.next();
                // A frame is as often copied scan by scan as field by field: both see the same bytes.
                buffer.putBytes(at + FrameDescriptor.SCANS_OVERHEAD + i * ScanDescriptor.LENGTH, scan);
            }
            assertThat(header(at, scans.encodedLength())).isEqualTo(FrameDescriptor.scansLength(count));

            final ScansDecoder decoded = new ScansDecoder().wrapAndApplyHeader(buffer, at, header);
            assertThat(decoded.firstSequence()).as("seed %d", seed).isEqualTo(firstSequence);
            final List<String> found = new ArrayList<>();
            for (final ScansDecoder.EntriesDecoder entry : decoded.entries()) {
                found.add(HexFormat.of().formatHex(bytesOf(entry)));
            }
            assertThat(found).as("seed %d, round %d", seed, round).isEqualTo(expected);
        }
    }

    @Test
    void shouldRoundTripAck() {
        for (int round = 0; round < ROUNDS; round++) {
            final int at = random.nextInt(8);
            final int count = round == 0 ? FrameDescriptor.VERDICTS_PER_FRAME_MAX : random.nextInt(40);
            final List<String> expected = new ArrayList<>();
            final AckEncoder ack = new AckEncoder().wrapAndApplyHeader(buffer, at, headerEncoder);
            final long[] root = {unsigned32(), unsigned32(), unsigned32(), unsigned32()};
            final Durability durability = Durability.of(random.nextInt(1, 3));
            ack.firstSequence(root[0]).throughSequence(root[1]).credit(root[2]).residenceUs(root[3])
                .durability(DurabilityCode.get(durability.code()));
            final AckEncoder.VerdictsEncoder verdicts = ack.verdictsCount(count);
            for (int i = 0; i < count; i++) {
                final long sequence = unsigned32();
                final long detail = unsigned32();
                final Verdict verdict = Verdict.of(random.nextInt(1, 14));
                final boolean isRetransmit = random.nextBoolean();
                expected.add(sequence + " " + detail + " " + verdict + " " + isRetransmit);
                verdicts.next().sequence(sequence).detail(detail).verdict(VerdictCode.get(verdict.code()))
                    .flags().clear().retransmit(isRetransmit);
            }
            assertThat(header(at, ack.encodedLength())).isEqualTo(FrameDescriptor.ackLength(count));

            final AckDecoder decoded = new AckDecoder().wrapAndApplyHeader(buffer, at, header);
            assertThat(new long[] {decoded.firstSequence(), decoded.throughSequence(), decoded.credit(), decoded.residenceUs()})
                .as("seed %d", seed).isEqualTo(root);
            assertThat(decoded.durability()).hasToString(durability.name());
            final List<String> found = new ArrayList<>();
            for (final AckDecoder.VerdictsDecoder verdict : decoded.verdicts()) {
                found.add(verdict.sequence() + " " + verdict.detail() + " " + Verdict.of(verdict.verdictRaw()) + " "
                    + verdict.flags().retransmit());
            }
            assertThat(found).as("seed %d, round %d", seed, round).isEqualTo(expected);
        }
    }

    /** Length of a message: its header and body. */
    private int header(final int at, final int bodyLength) {
        header.wrap(buffer, at);
        assertThat(header.schemaId()).isEqualTo(20_222);
        return header.encodedLength() + bodyLength;
    }

    private static byte[] bytesOf(final ScansDecoder.EntriesDecoder entry) {
        final byte[] scan = new byte[ScanDescriptor.LENGTH];
        final UnsafeBuffer target = new UnsafeBuffer(scan);
        target.putLong(ScanDescriptor.SCANNED_AT_OFFSET, entry.scannedAt(), ByteOrder.LITTLE_ENDIAN);
        target.putByte(ScanDescriptor.METHOD_OFFSET, ScanMethod.valueOf(entry.method().name()).code());
        target.putByte(ScanDescriptor.FLAGS_OFFSET, (byte) entry.flags());
        target.putShort(ScanDescriptor.RESERVED_OFFSET, (short) entry.reserved(), ByteOrder.LITTLE_ENDIAN);
        entry.getSampleId(scan, ScanDescriptor.SAMPLE_ID_OFFSET, ScanDescriptor.SAMPLE_ID_LENGTH);
        entry.getCredential(scan, ScanDescriptor.CREDENTIAL_OFFSET, ScanDescriptor.CREDENTIAL_LENGTH);
        return scan;
    }

    private long unsigned32() {
        return random.nextLong(1L << 32);
    }

    private String printable(final int length) {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) random.nextInt(0x21, 0x7f));
        }
        return text.toString();
    }
}
