package io.swabline.loadgen;

import io.swabline.protocol.FrameDescriptor;
import io.swabline.protocol.codec.AckEncoder;
import io.swabline.protocol.codec.DurabilityCode;
import io.swabline.protocol.codec.HelloDecoder;
import io.swabline.protocol.codec.MessageHeaderDecoder;
import io.swabline.protocol.codec.MessageHeaderEncoder;
import io.swabline.protocol.codec.PingDecoder;
import io.swabline.protocol.codec.PongEncoder;
import io.swabline.protocol.codec.ScansDecoder;
import io.swabline.protocol.codec.VerdictCode;
import io.swabline.protocol.codec.WelcomeEncoder;
import java.io.DataInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteOrder;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** One connection of the {@link ModelServer}: reads a frame, answers it, reads the next. */
final class ModelConnection implements Runnable, AutoCloseable {
    private final Socket socket;
    private final ModelState state;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final UnsafeBuffer out = new UnsafeBuffer(new byte[FrameDescriptor.FRAME_LENGTH_MAX + 4]);
    private ModelState.Stream stream;

    ModelConnection(final Socket socket, final ModelState state) {
        this.socket = socket;
        this.state = state;
    }

    @Override
    public void run() {
        try {
            final DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
            while (true) {
                final byte[] frame = new byte[Integer.reverseBytes(in.readInt())];
                in.readFully(frame);
                onFrame(new UnsafeBuffer(frame));
            }
        } catch (final IOException e) {
            // The station is gone, or the server was killed.
            close();
        }
    }

    private void onFrame(final UnsafeBuffer frame) throws IOException {
        header.wrap(frame, 0);
        switch (header.templateId()) {
            case HelloDecoder.TEMPLATE_ID -> {
                final HelloDecoder hello = new HelloDecoder().wrapAndApplyHeader(frame, 0, header);
                stream = state.stream(hello.stream(), hello.station());
                welcome();
            }
            case ScansDecoder.TEMPLATE_ID -> {
                final ScansDecoder scans = new ScansDecoder().wrapAndApplyHeader(frame, 0, header);
                final long first = scans.firstSequence();
                final int count = scans.entries().count();
                acknowledge(first, state.take(stream, first, frame, frame.capacity() - count * 64, count));
            }
            case PingDecoder.TEMPLATE_ID -> {
                final PongEncoder pong = new PongEncoder().wrapAndApplyHeader(out, 4, new MessageHeaderEncoder());
                pong.sentAt(new PingDecoder().wrapAndApplyHeader(frame, 0, header).sentAt());
                pong.serverTime(System.currentTimeMillis());
                send(pong.encodedLength());
            }
            default -> close();
        }
    }

    private void welcome() throws IOException {
        final WelcomeEncoder welcome = new WelcomeEncoder().wrapAndApplyHeader(out, 4, new MessageHeaderEncoder());
        welcome.serverTime(System.currentTimeMillis()).lastSequence(stream.last()).credit(state.credit())
            .durability(DurabilityCode.OS);
        send(welcome.encodedLength());
    }

    private void acknowledge(final long first, final List<ModelState.Answer> answers) throws IOException {
        if (answers.isEmpty()) {
            return;
        }
        final AckEncoder ack = new AckEncoder().wrapAndApplyHeader(out, 4, new MessageHeaderEncoder());
        ack.firstSequence(first).throughSequence(first + answers.size() - 1).credit(state.credit()).residenceUs(77)
            .durability(DurabilityCode.OS);
        final List<ModelState.Answer> listed = answers.stream().filter(ModelState.Answer::isListed).toList();
        final AckEncoder.VerdictsEncoder verdicts = ack.verdictsCount(listed.size());
        for (final ModelState.Answer answer : listed) {
            verdicts.next().sequence(answer.sequence()).detail(answer.detail()).verdict(VerdictCode.get(answer.verdict().code()))
                .flags().clear().retransmit(answer.isRetransmit());
        }
        send(ack.encodedLength());
    }

    private void send(final int bodyLength) throws IOException {
        final int length = FrameDescriptor.HEADER_LENGTH + bodyLength;
        out.putInt(0, length, ByteOrder.LITTLE_ENDIAN);
        socket.getOutputStream().write(out.byteArray(), 0, 4 + length);
    }

    @Override
    public synchronized void close() {
        try {
            if (!socket.isClosed()) {
                socket.setSoLinger(true, 0);
                socket.close();
            }
        } catch (final IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
