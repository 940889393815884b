package io.swabline.system;

import io.swabline.protocol.FrameDescriptor;
import io.swabline.protocol.codec.HelloEncoder;
import io.swabline.protocol.codec.MessageHeaderEncoder;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Connections that say Hello, send the larger part of the largest frame there is, and stop. Those that the server closes come
 * again.
 */
final class HostileCrowd implements AutoCloseable {
    private static final int HALF_FRAME_LENGTH = 60_000;

    private final InetSocketAddress server;
    private final SocketChannel[] channels;
    private final ByteBuffer[] unsent;
    private final byte[] halfFrame = new byte[HALF_FRAME_LENGTH];
    private final ByteBuffer replies = ByteBuffer.allocate(4096);
    private long closures;
    private long streams = System.nanoTime();

    HostileCrowd(final int port, final int connections) {
        server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        channels = new SocketChannel[connections];
        unsent = new ByteBuffer[connections];
        halfFrame[1] = (byte) 0xff;
    }

    private byte[] hello(final int station) {
        final UnsafeBuffer frame = new UnsafeBuffer(new byte[256]);
        final HelloEncoder hello = new HelloEncoder()
            .wrapAndApplyHeader(frame, FrameDescriptor.LENGTH_FIELD_LENGTH, new MessageHeaderEncoder());
        hello.station(station).stream(++streams).sentAt(System.currentTimeMillis()).software("crowd").token("");
        frame.putInt(0, hello.limit() - FrameDescriptor.LENGTH_FIELD_LENGTH);
        return Arrays.copyOf(frame.byteArray(), hello.limit());
    }

    /** Goes over all connections once: opens, sends what the server takes, comes again; returns how many are open. */
    int press() throws IOException {
        int open = 0;
        for (int i = 0; i < channels.length; i++) {
            try {
                if (channels[i] == null) {
                    open(i);
                }
                if (channels[i].finishConnect()) {
                    channels[i].write(unsent[i]);
                    if (channels[i].read(replies.clear()) < 0) {
                        throw new EOFException("closed by the server");
                    }
                    open++;
                }
            } catch (final IOException closed) {
                closures++;
                channels[i].close();
                channels[i] = null;
            }
        }
        return open;
    }

    /** How often the server closed one. */
    long closures() {
        return closures;
    }

    private void open(final int index) throws IOException {
        channels[index] = SocketChannel.open();
        channels[index].configureBlocking(false);
        channels[index].connect(server);
        unsent[index] = ByteBuffer.allocate(256 + halfFrame.length).put(hello(index + 1)).put(halfFrame).flip();
    }

    @Override
    public void close() throws IOException {
        final List<IOException> failures = new ArrayList<>();
        for (final SocketChannel channel : channels) {
            if (channel != null) {
                try {
                    channel.close();
                } catch (final IOException failure) {
                    failures.add(failure);
                }
            }
        }
        if (!failures.isEmpty()) {
            throw failures.get(0);
        }
    }
}
