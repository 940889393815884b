package io.swabline.loadgen.hostile;

import io.swabline.protocol.FrameDescriptor;
import io.swabline.protocol.codec.AckDecoder;
import io.swabline.protocol.codec.GoodbyeDecoder;
import io.swabline.protocol.codec.MessageHeaderDecoder;
import io.swabline.protocol.codec.RefusedDecoder;
import io.swabline.protocol.codec.RetryDecoder;
import io.swabline.protocol.codec.WelcomeDecoder;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A station's connection on a blocking socket. One thread uses it; any thread may close it, which ends the waits of the other.
 * {@link IOException} when the server closes it, refuses it, or does not answer in time.
 */
final class Link implements AutoCloseable {
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final WelcomeDecoder welcome = new WelcomeDecoder();
    private final AckDecoder ack = new AckDecoder();
    private final RetryDecoder retry = new RetryDecoder();
    private final Socket socket;
    private final DataInputStream in;

    Link(final Door door) throws IOException {
        socket = door.connect();
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    void send(final ByteBuffer frame) throws IOException {
        socket.getOutputStream().write(frame.array(), 0, frame.limit());
    }

    /** Returns the last sequence of the stream that the server has. */
    long awaitWelcome() throws IOException {
        final UnsafeBuffer message = receive();
        if (header.templateId() != WelcomeDecoder.TEMPLATE_ID) {
            throw new IOException("the server answered Hello with message " + header.templateId());
        }
        return welcome.wrapAndApplyHeader(message, 0, header).lastSequence();
    }

    /** Waits for the next answer to scans. Returns whether it is an Ack, which {@link #ack()} then has; else {@link #retry()}. */
    boolean awaitAck() throws IOException {
        final UnsafeBuffer message = receive();
        switch (header.templateId()) {
            case AckDecoder.TEMPLATE_ID -> ack.wrapAndApplyHeader(message, 0, header);
            case RetryDecoder.TEMPLATE_ID -> retry.wrapAndApplyHeader(message, 0, header);
            default -> throw new IOException("the server answered scans with message " + header.templateId());
        }
        return header.templateId() == AckDecoder.TEMPLATE_ID;
    }

    AckDecoder ack() {
        return ack;
    }

    RetryDecoder retry() {
        return retry;
    }

    private UnsafeBuffer receive() throws IOException {
        final int length = Integer.reverseBytes(in.readInt());
        if (length < FrameDescriptor.FRAME_LENGTH_MIN || length > FrameDescriptor.FRAME_LENGTH_MAX) {
            throw new IOException("the server sent a frame of " + length + " bytes");
        }
        final byte[] bytes = new byte[length];
        in.readFully(bytes);
        final UnsafeBuffer message = new UnsafeBuffer(bytes);
        header.wrap(message, 0);
        switch (header.templateId()) {
            case RefusedDecoder.TEMPLATE_ID ->
                throw new IOException("Refused(" + new RefusedDecoder().wrapAndApplyHeader(message, 0, header).reason() + ")");
            case GoodbyeDecoder.TEMPLATE_ID ->
                throw new IOException("Goodbye(" + new GoodbyeDecoder().wrapAndApplyHeader(message, 0, header).reason() + ")");
            default -> {
                return message;
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
