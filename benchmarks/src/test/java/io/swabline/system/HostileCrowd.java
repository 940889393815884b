package io.swabline.system;

import io.swabline.protocol.FrameDescriptor;
import io.swabline.protocol.ScanDescriptor;
import io.swabline.protocol.codec.HelloEncoder;
import io.swabline.protocol.codec.MessageHeaderEncoder;
import io.swabline.protocol.codec.ScansEncoder;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** Connections that say Hello and then misbehave, all in one way. Those that the server closes come again. */
final class HostileCrowd implements AutoCloseable {
    /** What they do after Hello. */
    enum Habit {
        /** They send the larger part of the largest frame there is, and stop. */
        HALF_FRAME,
        /** They send one scan after another and take no reply. */
        DEAF
    }

    private static final int HALF_FRAME_LENGTH = 60_000;
    private static final int DEAF_SCANS = 200;
    private static final int DEAF_RECEIVE_BUFFER = 4096;

    private final InetSocketAddress server;
    private final Habit habit;
    private final SocketChannel[] channels;
    private final ByteBuffer[] unsent;
    private final long[] sequences;
    private final UnsafeBuffer frame = new UnsafeBuffer(new byte[128 * 1024]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final ByteBuffer replies = ByteBuffer.allocate(4096);
    private long closures;
    private long streams = System.nanoTime();

    HostileCrowd(final int port, final int connections, final Habit habit) {
        server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.habit = habit;
        channels = new SocketChannel[connections];
        unsent = new ByteBuffer[connections];
        sequences = new long[connections];
    }

    private byte[] hello(final int station) {
        final HelloEncoder hello =
            new HelloEncoder().wrapAndApplyHeader(frame, FrameDescriptor.LENGTH_FIELD_LENGTH, header);
        hello.station(station).stream(++streams).sentAt(System.currentTimeMillis()).software("crowd").token("");
        return finish(hello.limit());
    }

    private static byte[] halfFrame() {
        final byte[] half = new byte[HALF_FRAME_LENGTH];
        half[1] = (byte) 0xff;
        return half;
    }

    /** Scans that are MALFORMED, for each of which an Ack has a line. */
    private byte[] scans(final long firstSequence) {
        final ScansEncoder scans =
            new ScansEncoder().wrapAndApplyHeader(frame, FrameDescriptor.LENGTH_FIELD_LENGTH, header);
        scans.firstSequence(firstSequence).entriesCount(DEAF_SCANS);
        final int length = DEAF_SCANS * FrameDescriptor.SCAN_LENGTH;
        frame.setMemory(scans.limit(), length, (byte) 0);
        for (int i = 0; i < DEAF_SCANS; i++) {
            frame.putLong(scans.limit() + i * FrameDescriptor.SCAN_LENGTH + ScanDescriptor.SCANNED_AT_OFFSET,
                System.currentTimeMillis());
        }
        return finish(scans.limit() + length);
    }

    private byte[] finish(final int limit) {
        frame.putInt(0, limit - FrameDescriptor.LENGTH_FIELD_LENGTH);
        return Arrays.copyOf(frame.byteArray(), limit);
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
                    send(i);
                    if (habit == Habit.HALF_FRAME && channels[i].read(replies.clear()) < 0) {
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

    private void send(final int index) throws IOException {
        if (habit == Habit.DEAF && !unsent[index].hasRemaining()) {
            unsent[index] = ByteBuffer.wrap(scans(sequences[index] + 1));
            sequences[index] += DEAF_SCANS;
        }
        channels[index].write(unsent[index]);
    }

    /** How often the server closed one. */
    long closures() {
        return closures;
    }

    private void open(final int index) throws IOException {
        channels[index] = SocketChannel.open();
        channels[index].configureBlocking(false);
        if (habit == Habit.DEAF) {
            channels[index].setOption(StandardSocketOptions.SO_RCVBUF, DEAF_RECEIVE_BUFFER);
        }
        channels[index].connect(server);
        final byte[] hello = hello(index + 1);
        final byte[] more = habit == Habit.HALF_FRAME ? halfFrame() : new byte[0];
        unsent[index] = ByteBuffer.allocate(hello.length + more.length).put(hello).put(more).flip();
        sequences[index] = 0;
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
