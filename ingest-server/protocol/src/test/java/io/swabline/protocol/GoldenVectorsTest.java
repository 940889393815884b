package io.swabline.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.protocol.codec.AckDecoder;
import io.swabline.protocol.codec.AckEncoder;
import io.swabline.protocol.codec.CreditDecoder;
import io.swabline.protocol.codec.CreditEncoder;
import io.swabline.protocol.codec.DurabilityCode;
import io.swabline.protocol.codec.GoodbyeDecoder;
import io.swabline.protocol.codec.GoodbyeEncoder;
import io.swabline.protocol.codec.GoodbyeReason;
import io.swabline.protocol.codec.HelloDecoder;
import io.swabline.protocol.codec.HelloEncoder;
import io.swabline.protocol.codec.MessageHeaderDecoder;
import io.swabline.protocol.codec.MessageHeaderEncoder;
import io.swabline.protocol.codec.PingDecoder;
import io.swabline.protocol.codec.PingEncoder;
import io.swabline.protocol.codec.PongDecoder;
import io.swabline.protocol.codec.PongEncoder;
import io.swabline.protocol.codec.RecordsDecoder;
import io.swabline.protocol.codec.RecordsEncoder;
import io.swabline.protocol.codec.RefusedDecoder;
import io.swabline.protocol.codec.RefusedEncoder;
import io.swabline.protocol.codec.RefusedReason;
import io.swabline.protocol.codec.RetryDecoder;
import io.swabline.protocol.codec.RetryEncoder;
import io.swabline.protocol.codec.RetryReason;
import io.swabline.protocol.codec.ScansDecoder;
import io.swabline.protocol.codec.ScansEncoder;
import io.swabline.protocol.codec.VerdictCode;
import io.swabline.protocol.codec.SubscribeDecoder;
import io.swabline.protocol.codec.SubscribeEncoder;
import io.swabline.protocol.codec.WelcomeDecoder;
import io.swabline.protocol.codec.WelcomeEncoder;
import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Every message of the station protocol, as a whole frame, in both directions against {@code golden/(Message).hex}. */
class GoldenVectorsTest {
    private static final int BODY = FrameDescriptor.BODY_OFFSET;
    private static final int HEADER = FrameDescriptor.LENGTH_FIELD_LENGTH;

    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final UnsafeBuffer encoded = new UnsafeBuffer(new byte[1024]);

    @Test
    void shouldAgreeOnHello() {
        final GoldenFile golden = GoldenFile.read("Hello");
        final HelloEncoder encoder = new HelloEncoder().wrapAndApplyHeader(encoded, HEADER, headerEncoder)
            .station(golden.number("station")).stream(golden.number("stream")).sentAt(golden.number("sentAt"))
            .software(golden.string("software")).token(golden.string("token"));
        assertEncoded(golden, encoder.encodedLength());

        final HelloDecoder decoder = new HelloDecoder().wrapAndApplyHeader(frame(golden), HEADER, header);
        assertThat(decoder.station()).isEqualTo(golden.number("station"));
        assertThat(decoder.stream()).isEqualTo(golden.number("stream"));
        assertThat(decoder.sentAt()).isEqualTo(golden.number("sentAt"));
        assertThat(decoder.software()).isEqualTo(golden.string("software"));
        assertThat(decoder.token()).isEqualTo(golden.string("token"));
        assertDecoded(golden, decoder.encodedLength());
    }

    @Test
    void shouldUnderstandAHelloFromBeforeTokens() {
        final GoldenFile golden = GoldenFile.read("HelloVersion0");
        final HelloDecoder decoder = new HelloDecoder().wrapAndApplyHeader(frame(golden), HEADER, header);
        assertThat(decoder.station()).isEqualTo(golden.number("station"));
        assertThat(decoder.software()).isEqualTo(golden.string("software"));
        assertThat(decoder.token()).isEmpty();
        assertDecoded(golden, decoder.encodedLength());
    }

    @Test
    void shouldAgreeOnWelcome() {
        final GoldenFile golden = GoldenFile.read("Welcome");
        final WelcomeEncoder encoder = new WelcomeEncoder().wrapAndApplyHeader(encoded, HEADER, headerEncoder)
            .serverTime(golden.number("serverTime")).lastSequence(golden.number("lastSequence"))
            .credit(golden.number("credit")).durability(DurabilityCode.valueOf(golden.string("durability")));
        assertEncoded(golden, encoder.encodedLength());

        final WelcomeDecoder decoder = new WelcomeDecoder().wrapAndApplyHeader(frame(golden), HEADER, header);
        assertThat(decoder.serverTime()).isEqualTo(golden.number("serverTime"));
        assertThat(decoder.lastSequence()).isEqualTo(golden.number("lastSequence"));
        assertThat(decoder.credit()).isEqualTo(golden.number("credit"));
        assertThat(decoder.durability()).hasToString(golden.string("durability"));
        assertDecoded(golden, decoder.encodedLength());
    }

    @Test
    void shouldAgreeOnRefused() {
        final GoldenFile golden = GoldenFile.read("Refused");
        final RefusedEncoder encoder = new RefusedEncoder().wrapAndApplyHeader(encoded, HEADER, headerEncoder)
            .retryAfterMs(golden.number("retryAfterMs")).reason(RefusedReason.valueOf(golden.string("reason")));
        assertEncoded(golden, encoder.encodedLength());

        final RefusedDecoder decoder = new RefusedDecoder().wrapAndApplyHeader(frame(golden), HEADER, header);
        assertThat(decoder.retryAfterMs()).isEqualTo(golden.number("retryAfterMs"));
        assertThat(decoder.reason()).hasToString(golden.string("reason"));
        assertDecoded(golden, decoder.encodedLength());
    }

    @Test
    void shouldAgreeOnScans() {
        final GoldenFile golden = GoldenFile.read("Scans");
        final byte[] sampleId = new byte[SampleId.LENGTH];
        final ScansEncoder encoder = new ScansEncoder().wrapAndApplyHeader(encoded, HEADER, headerEncoder)
            .firstSequence(golden.number("firstSequence"));
        final ScansEncoder.EntriesEncoder entries = encoder.entriesCount(golden.entryCount());
        for (int i = 0; i < golden.entryCount(); i++) {
            entries.next().scannedAt(golden.number(i, "scannedAt"))
                .method(io.swabline.protocol.codec.ScanMethod.valueOf(golden.string(i, "method")))
                .flags((short) golden.number(i, "flags")).reserved((int) golden.number(i, "reserved"));
            SampleId.put(golden.string(i, "sampleId"), new UnsafeBuffer(sampleId), 0);
            entries.putSampleId(sampleId, 0, SampleId.LENGTH);
            entries.putCredential(golden.hex(i, "credential"), 0, ScanDescriptor.CREDENTIAL_LENGTH);
        }
        assertEncoded(golden, encoder.encodedLength());

        final ScansDecoder decoder = new ScansDecoder().wrapAndApplyHeader(frame(golden), HEADER, header);
        assertThat(decoder.firstSequence()).isEqualTo(golden.number("firstSequence"));
        int i = 0;
        for (final ScansDecoder.EntriesDecoder entry : decoder.entries()) {
            assertThat(entry.scannedAt()).isEqualTo(golden.number(i, "scannedAt"));
            assertThat(entry.method()).hasToString(golden.string(i, "method"));
            assertThat(entry.flags()).isEqualTo((short) golden.number(i, "flags"));
            assertThat(entry.reserved()).isEqualTo((int) golden.number(i, "reserved"));
            entry.getSampleId(sampleId, 0, SampleId.LENGTH);
            assertThat(SampleId.text(new UnsafeBuffer(sampleId), 0)).isEqualTo(golden.string(i, "sampleId"));
            final byte[] credential = new byte[ScanDescriptor.CREDENTIAL_LENGTH];
            entry.getCredential(credential, 0, credential.length);
            assertThat(credential).isEqualTo(golden.hex(i, "credential"));
            i++;
        }
        assertThat(i).isEqualTo(golden.entryCount());
        assertDecoded(golden, decoder.encodedLength());
    }

    @Test
    void shouldAgreeOnAck() {
        final GoldenFile golden = GoldenFile.read("Ack");
        final AckEncoder encoder = new AckEncoder().wrapAndApplyHeader(encoded, HEADER, headerEncoder)
            .firstSequence(golden.number("firstSequence")).throughSequence(golden.number("throughSequence"))
            .credit(golden.number("credit")).residenceUs(golden.number("residenceUs"))
            .durability(DurabilityCode.valueOf(golden.string("durability")));
        final AckEncoder.VerdictsEncoder verdicts = encoder.verdictsCount(golden.entryCount());
        for (int i = 0; i < golden.entryCount(); i++) {
            verdicts.next().sequence(golden.number(i, "sequence")).detail(golden.number(i, "detail"))
                .verdict(VerdictCode.valueOf(golden.string(i, "verdict")))
                .flags().clear().retransmit(Boolean.parseBoolean(golden.string(i, "retransmit")));
        }
        assertEncoded(golden, encoder.encodedLength());

        final AckDecoder decoder = new AckDecoder().wrapAndApplyHeader(frame(golden), HEADER, header);
        assertThat(decoder.firstSequence()).isEqualTo(golden.number("firstSequence"));
        assertThat(decoder.throughSequence()).isEqualTo(golden.number("throughSequence"));
        assertThat(decoder.credit()).isEqualTo(golden.number("credit"));
        assertThat(decoder.residenceUs()).isEqualTo(golden.number("residenceUs"));
        assertThat(decoder.durability()).hasToString(golden.string("durability"));
        int i = 0;
        for (final AckDecoder.VerdictsDecoder verdict : decoder.verdicts()) {
            assertThat(verdict.sequence()).isEqualTo(golden.number(i, "sequence"));
            assertThat(verdict.detail()).isEqualTo(golden.number(i, "detail"));
            assertThat(verdict.verdict()).hasToString(golden.string(i, "verdict"));
            assertThat(verdict.flags().retransmit()).hasToString(golden.string(i, "retransmit"));
            i++;
        }
        assertThat(i).isEqualTo(golden.entryCount());
        assertDecoded(golden, decoder.encodedLength());
    }

    @Test
    void shouldAgreeOnRetry() {
        final GoldenFile golden = GoldenFile.read("Retry");
        final RetryEncoder encoder = new RetryEncoder().wrapAndApplyHeader(encoded, HEADER, headerEncoder)
            .fromSequence(golden.number("fromSequence")).afterMs(golden.number("afterMs"))
            .reason(RetryReason.valueOf(golden.string("reason")));
        assertEncoded(golden, encoder.encodedLength());

        final RetryDecoder decoder = new RetryDecoder().wrapAndApplyHeader(frame(golden), HEADER, header);
        assertThat(decoder.fromSequence()).isEqualTo(golden.number("fromSequence"));
        assertThat(decoder.afterMs()).isEqualTo(golden.number("afterMs"));
        assertThat(decoder.reason()).hasToString(golden.string("reason"));
        assertDecoded(golden, decoder.encodedLength());
    }

    @Test
    void shouldAgreeOnPingAndPong() {
        final GoldenFile ping = GoldenFile.read("Ping");
        assertEncoded(ping, new PingEncoder().wrapAndApplyHeader(encoded, HEADER, headerEncoder)
            .sentAt(ping.number("sentAt")).encodedLength());
        final PingDecoder pingDecoder = new PingDecoder().wrapAndApplyHeader(frame(ping), HEADER, header);
        assertThat(pingDecoder.sentAt()).isEqualTo(ping.number("sentAt"));
        assertDecoded(ping, pingDecoder.encodedLength());

        final GoldenFile pong = GoldenFile.read("Pong");
        assertEncoded(pong, new PongEncoder().wrapAndApplyHeader(encoded, HEADER, headerEncoder)
            .sentAt(pong.number("sentAt")).serverTime(pong.number("serverTime")).encodedLength());
        final PongDecoder pongDecoder = new PongDecoder().wrapAndApplyHeader(frame(pong), HEADER, header);
        assertThat(pongDecoder.sentAt()).isEqualTo(pong.number("sentAt"));
        assertThat(pongDecoder.serverTime()).isEqualTo(pong.number("serverTime"));
        assertDecoded(pong, pongDecoder.encodedLength());
    }

    @Test
    void shouldAgreeOnGoodbye() {
        final GoldenFile golden = GoldenFile.read("Goodbye");
        final GoodbyeEncoder encoder = new GoodbyeEncoder().wrapAndApplyHeader(encoded, HEADER, headerEncoder)
            .reconnectAfterMs(golden.number("reconnectAfterMs")).reason(GoodbyeReason.valueOf(golden.string("reason")));
        assertEncoded(golden, encoder.encodedLength());

        final GoodbyeDecoder decoder = new GoodbyeDecoder().wrapAndApplyHeader(frame(golden), HEADER, header);
        assertThat(decoder.reconnectAfterMs()).isEqualTo(golden.number("reconnectAfterMs"));
        assertThat(decoder.reason()).hasToString(golden.string("reason"));
        assertDecoded(golden, decoder.encodedLength());
    }

    @Test
    void shouldAgreeOnSubscribeAndCredit() {
        final GoldenFile golden = GoldenFile.read("Subscribe");
        final SubscribeEncoder encoder = new SubscribeEncoder().wrapAndApplyHeader(encoded, HEADER, headerEncoder)
            .fromPosition(golden.number("fromPosition")).credit(golden.number("credit"))
            .name(golden.string("name")).token(golden.string("token"));
        assertEncoded(golden, encoder.encodedLength());

        final SubscribeDecoder decoder = new SubscribeDecoder().wrapAndApplyHeader(frame(golden), HEADER, header);
        assertThat(decoder.fromPosition()).isEqualTo(golden.number("fromPosition"));
        assertThat(decoder.credit()).isEqualTo(golden.number("credit"));
        assertThat(decoder.name()).isEqualTo(golden.string("name"));
        assertThat(decoder.token()).isEqualTo(golden.string("token"));
        assertDecoded(golden, decoder.encodedLength());

        final GoldenFile credit = GoldenFile.read("Credit");
        assertEncoded(credit, new CreditEncoder().wrapAndApplyHeader(encoded, HEADER, headerEncoder)
            .records(credit.number("records")).encodedLength());
        assertThat(new CreditDecoder().wrapAndApplyHeader(frame(credit), HEADER, header).records())
            .isEqualTo(credit.number("records"));
    }

    @Test
    void shouldAgreeOnRecords() {
        final GoldenFile golden = GoldenFile.read("Records");
        final RecordsEncoder encoder = new RecordsEncoder().wrapAndApplyHeader(encoded, HEADER, headerEncoder)
            .firstPosition(golden.number("firstPosition")).appendedAt(golden.number("appendedAt"))
            .durablePosition(golden.number("durablePosition"));
        final RecordsEncoder.EntriesEncoder entries = encoder.entriesCount(golden.entryCount());
        for (int i = 0; i < golden.entryCount(); i++) {
            entries.next().putRecord(golden.hex(i, "record"), 0, FrameDescriptor.RECORD_LENGTH);
        }
        assertEncoded(golden, encoder.encodedLength());

        final RecordsDecoder decoder = new RecordsDecoder().wrapAndApplyHeader(frame(golden), HEADER, header);
        assertThat(decoder.firstPosition()).isEqualTo(golden.number("firstPosition"));
        assertThat(decoder.appendedAt()).isEqualTo(golden.number("appendedAt"));
        assertThat(decoder.durablePosition()).isEqualTo(golden.number("durablePosition"));
        int i = 0;
        for (final RecordsDecoder.EntriesDecoder entry : decoder.entries()) {
            final byte[] record = new byte[FrameDescriptor.RECORD_LENGTH];
            entry.getRecord(record, 0, record.length);
            assertThat(record).isEqualTo(golden.hex(i++, "record"));
        }
        assertThat(i).isEqualTo(golden.entryCount());
        assertDecoded(golden, decoder.encodedLength());
    }

    private static UnsafeBuffer frame(final GoldenFile golden) {
        return new UnsafeBuffer(golden.bytes());
    }

    private void assertEncoded(final GoldenFile golden, final int bodyLength) {
        encoded.putInt(0, FrameDescriptor.HEADER_LENGTH + bodyLength, ByteOrder.LITTLE_ENDIAN);
        final byte[] frame = new byte[BODY + bodyLength];
        encoded.getBytes(0, frame);
        assertThat(frame).isEqualTo(golden.bytes());
    }

    private static void assertDecoded(final GoldenFile golden, final int bodyLength) {
        assertThat(BODY + bodyLength).isEqualTo(golden.bytes().length);
    }
}
