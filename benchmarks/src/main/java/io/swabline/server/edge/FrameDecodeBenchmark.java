package io.swabline.server.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.swabline.protocol.FrameDescriptor;
import io.swabline.protocol.access.PlaceLimits;
import io.swabline.protocol.codec.MessageHeaderEncoder;
import io.swabline.protocol.codec.ScansEncoder;
import io.swabline.server.access.StationAccess;
import io.swabline.server.ring.ReplyQueue;
import io.swabline.server.ring.ScanRing;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.SystemEpochClock;
import org.agrona.concurrent.SystemNanoClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What the edge does with bytes that a socket delivered: cuts them into frames, checks them and copies each scan into a slot of
 * the ring. A whole station connection, without the socket.
 */
@State(Scope.Thread)
public class FrameDecodeBenchmark {
    private static final PlaceLimits GREETINGS = new PlaceLimits(1, 1, 1, 1);
    private static final int SCANS = 64;
    private static final int RING_SLOTS = 32_768;
    private static final int CREDIT = 1_024;
    private static final long MINUTE_NS = TimeUnit.MINUTES.toNanos(1);

    private final UnsafeBuffer nothing = new UnsafeBuffer(new byte[0]);
    private EmbeddedChannel channel;
    private StationConnection connection;
    private ByteBuf oneFrame;
    private ByteBuf manyFrames;

    /** Opens the connection and encodes the frames. */
    @Setup
    public void setUp() {
        channel = new EmbeddedChannel();
        final EdgeSettings settings = new EdgeSettings(
            "127.0.0.1", 0, "nio", 1, 1, CREDIT, MINUTE_NS, MINUTE_NS, MINUTE_NS, 1_000, 1_000, 60_000, 1_000, 1_000,
            GREETINGS, 1 << 20, 1 << 20, 1);
        final EdgeLoop loop = new EdgeLoop(channel.eventLoop(), 0, new ScanRing(RING_SLOTS, 1), new ReplyQueue(1 << 16),
            settings, 1, new GreetingGate(GREETINGS, 1, new EdgeCounters(), SystemNanoClock.INSTANCE), new EdgeCounters(),
            StationAccess.ofAnybody(), SubscriberDoor.SHUT, SystemEpochClock.INSTANCE, SystemNanoClock.INSTANCE);
        connection = new StationConnection(loop, StationIdentity.withoutTls());
        channel.pipeline().addLast(connection);
        channel.pipeline().fireChannelActive();
        connection.helloReceived(1, 1, System.currentTimeMillis(), settings);
        connection.open();
        oneFrame = frames(1, SCANS);
        manyFrames = frames(SCANS, 1);
    }

    private static ByteBuf frames(final int frames, final int scansEach) {
        final int frameLength = FrameDescriptor.LENGTH_FIELD_LENGTH + FrameDescriptor.scansLength(scansEach);
        final UnsafeBuffer frame = new UnsafeBuffer(new byte[frameLength]);
        frame.putInt(0, FrameDescriptor.scansLength(scansEach), ByteOrder.LITTLE_ENDIAN);
        new ScansEncoder().wrapAndApplyHeader(frame, FrameDescriptor.LENGTH_FIELD_LENGTH, new MessageHeaderEncoder())
            .firstSequence(1).entriesCount(scansEach);
        final ByteBuf bytes = PooledByteBufAllocator.DEFAULT.directBuffer(frames * frameLength);
        for (int i = 0; i < frames; i++) {
            bytes.writeBytes(frame.byteArray());
        }
        return bytes;
    }

    /** One frame of 64 scans in a read. */
    @Benchmark
    @OperationsPerInvocation(SCANS)
    public int frameOf64() {
        return read(oneFrame);
    }

    /** 64 frames of one scan in a read. */
    @Benchmark
    @OperationsPerInvocation(SCANS)
    public int framesOf1() {
        return read(manyFrames);
    }

    private int read(final ByteBuf bytes) {
        bytes.readerIndex(0);
        channel.pipeline().fireChannelRead(bytes.retain());
        if (connection.inFlight() != SCANS) {
            throw new IllegalStateException("took " + connection.inFlight() + " scans of " + SCANS);
        }
        connection.reply(nothing, 0, 0, SCANS);
        return connection.inFlight();
    }

    /** Closes the connection. */
    @TearDown
    public void tearDown() {
        oneFrame.release();
        manyFrames.release();
        channel.finishAndReleaseAll();
    }
}
