package io.swabline.benchmarks.simulation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.swabline.protocol.FrameDescriptor;
import io.swabline.protocol.codec.GoodbyeEncoder;
import io.swabline.protocol.codec.HelloEncoder;
import io.swabline.protocol.codec.MessageHeaderEncoder;
import io.swabline.protocol.codec.RefusedEncoder;
import io.swabline.protocol.codec.ScansEncoder;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Somebody who connects and does not keep to the protocol: says Hello for streams of others or many of its own, leaves
 * sequences out, sends bytes that are no frames, stops in the middle. None of it may be journaled.
 */
final class Stranger {
    private static final int CONNECTIONS_MAX = 2;
    private static final long STATION = 77_777;
    private static final int TEMPLATE_OFFSET = FrameDescriptor.LENGTH_FIELD_LENGTH + 2;

    private final World world;
    private final UnsafeBuffer frame = new UnsafeBuffer(new byte[512]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final HelloEncoder hello = new HelloEncoder();
    private final ScansEncoder scans = new ScansEncoder();
    private final List<EmbeddedChannel> connections = new ArrayList<>();
    private long stream = 1;

    Stranger(final World world) {
        this.world = world;
    }

    /** Connects, or goes on with a connection that it has. */
    void visit(final SimulatedServer server) {
        if (connections.size() < CONNECTIONS_MAX) {
            connections.add(server.accept());
            greet(connections.get(connections.size() - 1));
            return;
        }
        final EmbeddedChannel connection = connections.get(world.random.nextInt(CONNECTIONS_MAX));
        listen(connection);
        if (!connection.isOpen() || world.oneIn(4)) {
            connections.remove(connection);
            connection.finishAndReleaseAll();
        } else if (connection.config().isAutoRead()) {
            say(connection, world.random.nextBoolean() ? gap() : garbage());
        }
    }

    private void greet(final EmbeddedChannel connection) {
        listen(connection);
        if (connection.isOpen()) {
            say(connection, hello());
        }
    }

    private void say(final EmbeddedChannel connection, final ByteBuf bytes) {
        world.add(Event.STRANGER, connections.size(), bytes.readableBytes());
        connection.writeInbound(world.oneIn(5) ? bytes.writerIndex(world.random.nextInt(bytes.readableBytes())) : bytes);
        listen(connection);
    }

    private ByteBuf hello() {
        final long claimed = world.oneIn(2) ? world.anyStream() : ++stream;
        hello.wrapAndApplyHeader(frame, FrameDescriptor.LENGTH_FIELD_LENGTH, header)
            .station(STATION).stream(claimed).sentAt(world.trueMs()).software("stranger").token("");
        return finished(hello.limit());
    }

    private ByteBuf gap() {
        scans.wrapAndApplyHeader(frame, FrameDescriptor.LENGTH_FIELD_LENGTH, header)
            .firstSequence(world.random.nextInt(2, 1000));
        scans.entriesCount(1);
        return finished(FrameDescriptor.SCANS_OFFSET + FrameDescriptor.SCAN_LENGTH);
    }

    private ByteBuf garbage() {
        final byte[] bytes = new byte[world.random.nextInt(1, 200)];
        world.random.nextBytes(bytes);
        return Unpooled.wrappedBuffer(bytes);
    }

    private ByteBuf finished(final int limit) {
        frame.putInt(0, limit - FrameDescriptor.LENGTH_FIELD_LENGTH, ByteOrder.LITTLE_ENDIAN);
        final byte[] bytes = new byte[limit];
        frame.getBytes(0, bytes);
        return Unpooled.wrappedBuffer(bytes);
    }

    private void listen(final EmbeddedChannel connection) {
        connection.runPendingTasks();
        for (ByteBuf bytes = connection.readOutbound(); bytes != null; bytes = connection.readOutbound()) {
            if (bytes.readableBytes() > TEMPLATE_OFFSET) {
                final int template = bytes.getUnsignedShortLE(TEMPLATE_OFFSET);
                world.trace.count(Event.STRANGER_REFUSED, template == RefusedEncoder.TEMPLATE_ID ? 1 : 0);
                world.trace.count(Event.STRANGER_GOODBYE, template == GoodbyeEncoder.TEMPLATE_ID ? 1 : 0);
            }
            bytes.release();
        }
    }

    /** Whoever it was connected to is gone. */
    void serverEnded() {
        connections.forEach(EmbeddedChannel::finishAndReleaseAll);
        connections.clear();
    }
}
