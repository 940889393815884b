package io.swabline.server.wiring;

import io.swabline.protocol.CodeDescriptor;
import io.swabline.protocol.CoreIssuer;
import io.swabline.protocol.FrameDescriptor;
import io.swabline.protocol.IdNumber;
import io.swabline.protocol.SampleId;
import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.SamplingKey;
import io.swabline.protocol.ScanDescriptor;
import io.swabline.protocol.ScanMethod;
import io.swabline.protocol.Verdict;
import io.swabline.protocol.codec.AckDecoder;
import io.swabline.protocol.codec.GoodbyeDecoder;
import io.swabline.protocol.codec.HelloEncoder;
import io.swabline.protocol.codec.MessageHeaderDecoder;
import io.swabline.protocol.codec.MessageHeaderEncoder;
import io.swabline.protocol.codec.PingEncoder;
import io.swabline.protocol.codec.PongDecoder;
import io.swabline.protocol.codec.RefusedDecoder;
import io.swabline.protocol.codec.RetryDecoder;
import io.swabline.protocol.codec.ScansEncoder;
import io.swabline.protocol.codec.WelcomeDecoder;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** A station by hand on a blocking socket: sends any bytes, reads replies as short texts. Knows no manners of its own. */
final class RawStation implements AutoCloseable {
    static final int TIMEOUT_MS = 60_000;

    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final UnsafeBuffer frame = new UnsafeBuffer(new byte[128 * 1024]);
    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    RawStation(final int port) throws IOException {
        this(new Socket("127.0.0.1", port));
    }

    RawStation(final Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(TIMEOUT_MS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    static byte[] code(final SamplingKey key, final long person, final long issuedAtSeconds) {
        return code(key, person(person), 1, issuedAtSeconds, CodeDescriptor.FLAG_SELF);
    }

    static Pseudonym person(final long number) {
        final UnsafeBuffer pseudonym = new UnsafeBuffer(new byte[CodeDescriptor.PSEUDONYM_LENGTH]);
        pseudonym.putLong(0, number * 0x9E37_79B9_7F4A_7C15L);
        return Pseudonym.of(pseudonym.byteArray());
    }

    static byte[] code(
        final SamplingKey key, final Pseudonym person, final int issueNumber, final long issuedAtSeconds, final int flags) {
        final byte[] core = new byte[CodeDescriptor.CORE_LENGTH];
        final CoreIssuer issuer = new CoreIssuer(key, 1);
        issuer.add(new UnsafeBuffer(person.bytes()), 0, issueNumber, issuedAtSeconds, 30, flags);
        issuer.issue(new UnsafeBuffer(core), 0);
        return core;
    }

    static byte[] scan(final long scannedAtMs, final ScanMethod method, final String sample, final byte[] credential) {
        final UnsafeBuffer scan = new UnsafeBuffer(new byte[FrameDescriptor.SCAN_LENGTH]);
        scan.putLong(ScanDescriptor.SCANNED_AT_OFFSET, scannedAtMs);
        scan.putByte(ScanDescriptor.METHOD_OFFSET, method.code());
        SampleId.put(sample, scan, ScanDescriptor.SAMPLE_ID_OFFSET);
        scan.putBytes(ScanDescriptor.CREDENTIAL_OFFSET, credential, 0, Math.min(credential.length, 36));
        return scan.byteArray();
    }

    static byte[] idNumber(final String id) {
        final byte[] credential = new byte[ScanDescriptor.CREDENTIAL_LENGTH];
        IdNumber.putCredential(id, new UnsafeBuffer(credential), 0);
        return credential;
    }

    byte[] helloFrame(final long station, final long stream, final long sentAtMs) {
        return helloFrame(station, stream, sentAtMs, "");
    }

    byte[] helloFrame(final long station, final long stream, final long sentAtMs, final String token) {
        final HelloEncoder hello = new HelloEncoder().wrapAndApplyHeader(frame, FrameDescriptor.LENGTH_FIELD_LENGTH, header);
        hello.station(station).stream(stream).sentAt(sentAtMs).software("raw 1.0").token(token);
        return finish(hello.limit());
    }

    byte[] scansFrame(final long firstSequence, final byte[]... scans) {
        final ScansEncoder encoder = new ScansEncoder().wrapAndApplyHeader(frame, FrameDescriptor.LENGTH_FIELD_LENGTH, header);
        encoder.firstSequence(firstSequence).entriesCount(scans.length);
        int offset = encoder.limit();
        for (final byte[] scan : scans) {
            frame.putBytes(offset, scan);
            offset += scan.length;
        }
        return finish(offset);
    }

    byte[] pingFrame(final long sentAtMs) {
        return finish(new PingEncoder().wrapAndApplyHeader(frame, FrameDescriptor.LENGTH_FIELD_LENGTH, header)
            .sentAt(sentAtMs).limit());
    }

    private byte[] finish(final int limit) {
        frame.putInt(0, limit - FrameDescriptor.LENGTH_FIELD_LENGTH);
        return Arrays.copyOf(frame.byteArray(), limit);
    }

    void send(final byte[]... frames) throws IOException {
        final ByteArrayOutputStream together = new ByteArrayOutputStream();
        for (final byte[] bytes : frames) {
            together.write(bytes);
        }
        out.write(together.toByteArray());
        out.flush();
    }

    RawStation hello(final long station, final long stream) throws IOException {
        send(helloFrame(station, stream, System.currentTimeMillis()));
        return this;
    }

    RawStation hello(final long station, final long stream, final String token) throws IOException {
        send(helloFrame(station, stream, System.currentTimeMillis(), token));
        return this;
    }

    /** The next message as text; "closed" at the end of the connection. */
    String reply() throws IOException {
        final byte[] bytes;
        try {
            bytes = new byte[Integer.reverseBytes(in.readInt())];
            in.readFully(bytes);
        } catch (final EOFException | SocketException ended) {
            return "closed";
        }
        final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        final MessageHeaderDecoder decoder = new MessageHeaderDecoder().wrap(buffer, 0);
        return switch (decoder.templateId()) {
            case WelcomeDecoder.TEMPLATE_ID -> {
                final WelcomeDecoder welcome = new WelcomeDecoder().wrapAndApplyHeader(buffer, 0, decoder);
                yield "welcome " + welcome.lastSequence() + " credit " + welcome.credit() + " " + welcome.durability();
            }
            case RefusedDecoder.TEMPLATE_ID -> {
                final RefusedDecoder refused = new RefusedDecoder().wrapAndApplyHeader(buffer, 0, decoder);
                assertThat(refused.retryAfterMs()).as("time to come back after Refused(%s)", refused.reason()).isPositive();
                yield "refused " + refused.reason();
            }
            case RetryDecoder.TEMPLATE_ID -> {
                final RetryDecoder retry = new RetryDecoder().wrapAndApplyHeader(buffer, 0, decoder);
                yield "retry " + retry.fromSequence() + " " + retry.reason();
            }
            case GoodbyeDecoder.TEMPLATE_ID -> {
                final GoodbyeDecoder goodbye = new GoodbyeDecoder().wrapAndApplyHeader(buffer, 0, decoder);
                GoodbyeTimes.assertTime(goodbye.reason(), goodbye.reconnectAfterMs());
                yield "goodbye " + goodbye.reason();
            }
            case PongDecoder.TEMPLATE_ID ->
                "pong " + new PongDecoder().wrapAndApplyHeader(buffer, 0, decoder).sentAt();
            case AckDecoder.TEMPLATE_ID -> ack(new AckDecoder().wrapAndApplyHeader(buffer, 0, decoder));
            default -> "message " + decoder.templateId();
        };
    }

    private static String ack(final AckDecoder ack) {
        final StringBuilder text = new StringBuilder("ack " + ack.firstSequence() + "-" + ack.throughSequence());
        for (final AckDecoder.VerdictsDecoder verdict : ack.verdicts()) {
            text.append(' ').append(verdict.sequence()).append(':').append(Verdict.of(verdict.verdict().value()));
            if (verdict.flags().retransmit()) {
                text.append("(again)");
            }
        }
        return text.toString();
    }

    /** Replies until acknowledgements reach this sequence. */
    List<String> repliesThrough(final long sequence) throws IOException {
        final List<String> replies = new ArrayList<>();
        String reply;
        do {
            reply = reply();
            replies.add(reply);
        } while (!reply.matches("ack \\d+-" + sequence + "( .*)?") && !"closed".equals(reply));
        return replies;
    }

    /** The last sequence acknowledged (0: none) and the last message, at the end of the connection. */
    String repliesUntilClosed() throws IOException {
        String acknowledged = "0";
        String last = "";
        for (String reply = reply(); !"closed".equals(reply); reply = reply()) {
            acknowledged = reply.startsWith("ack ") ? reply.split("[ -]")[2] : acknowledged;
            last = reply;
        }
        return acknowledged + " " + last;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
