package io.swabline.journal.remote;

import io.swabline.protocol.FrameDescriptor;
import io.swabline.protocol.codec.CreditEncoder;
import io.swabline.protocol.codec.MessageHeaderEncoder;
import io.swabline.protocol.codec.SubscribeEncoder;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteOrder;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** One connection of a subscriber, blocking: whole frames in, Subscribe and Credit out. Belongs to the tail's thread. */
final class RemoteConnection implements AutoCloseable {
    private static final int CONNECT_TIMEOUT_MS = 10_000;
    /** The server says every five seconds where the subscription stands. */
    private static final int SILENCE_MAX_MS = 30_000;
    private static final int SENT_LENGTH_MAX = 256;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] received = new byte[FrameDescriptor.FRAME_LENGTH_MAX];
    private final UnsafeBuffer frame = new UnsafeBuffer(received);
    private final byte[] sent = new byte[SENT_LENGTH_MAX];
    private final UnsafeBuffer sentView = new UnsafeBuffer(sent);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();

    private RemoteConnection(final Socket socket) throws IOException {
        this.socket = socket;
        in = new BufferedInputStream(socket.getInputStream(), FrameDescriptor.FRAME_LENGTH_MAX);
        out = socket.getOutputStream();
    }

    static RemoteConnection open(final RemoteTailSettings settings) throws IOException {
        final Socket plain = new Socket();
        try {
            plain.connect(new InetSocketAddress(settings.host(), settings.port()), CONNECT_TIMEOUT_MS);
            plain.setTcpNoDelay(true);
            plain.setSoTimeout(SILENCE_MAX_MS);
            return new RemoteConnection(settings.tls() == null ? plain : encrypted(settings, plain));
        } catch (final IOException e) {
            plain.close();
            throw e;
        }
    }

    private static Socket encrypted(final RemoteTailSettings settings, final Socket plain) throws IOException {
        final SSLSocket socket = (SSLSocket) settings.tls().getSocketFactory()
            .createSocket(plain, settings.host(), settings.port(), true);
        final SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setProtocols(new String[] {"TLSv1.3"});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    void subscribe(final RemoteTailSettings settings, final long fromPosition, final int credit) throws IOException {
        final int limit = new SubscribeEncoder().wrapAndApplyHeader(sentView, FrameDescriptor.LENGTH_FIELD_LENGTH, header)
            .fromPosition(fromPosition).credit(credit).name(settings.name()).token(settings.token()).limit();
        header.version(FrameDescriptor.CLIENT_VERSION);
        send(limit);
    }

    void credit(final int records) throws IOException {
        final int limit = new CreditEncoder().wrapAndApplyHeader(sentView, FrameDescriptor.LENGTH_FIELD_LENGTH, header)
            .records(records).limit();
        header.version(FrameDescriptor.CLIENT_VERSION);
        send(limit);
    }

    private void send(final int limit) throws IOException {
        sentView.putInt(0, limit - FrameDescriptor.LENGTH_FIELD_LENGTH, ByteOrder.LITTLE_ENDIAN);
        out.write(sent, 0, limit);
        out.flush();
    }

    /** Waits for the next frame, which lies in {@link #frame} until the next call; returns its length. */
    int receive() throws IOException {
        fill(FrameDescriptor.LENGTH_FIELD_LENGTH);
        final int length = frame.getInt(0, ByteOrder.LITTLE_ENDIAN);
        if (length < FrameDescriptor.FRAME_LENGTH_MIN || length > FrameDescriptor.FRAME_LENGTH_MAX) {
            throw new IOException("a frame of " + length + " bytes: is this a Swabline server, and without TLS?");
        }
        fill(length);
        return length;
    }

    private void fill(final int length) throws IOException {
        if (in.readNBytes(received, 0, length) < length) {
            throw new EOFException("the server has closed the connection");
        }
    }

    DirectBuffer frame() {
        return frame;
    }

    /** Any thread: whoever waits in {@link #receive} gets an exception. */
    @Override
    public void close() throws IOException {
        socket.close();
    }
}
