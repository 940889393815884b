package io.swabline.station;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.swabline.fuzz.Finding;
import io.swabline.fuzz.FuzzInput;
import io.swabline.protocol.Durability;
import io.swabline.protocol.ScanMethod;
import io.swabline.protocol.Verdict;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A station and a server that may say anything, in any pieces, over several connections. Whatever it says, the station ends no
 * connection by an exception of its own; it takes verdicts only for what it sent, in order, exactly one each; and its numbers
 * stay in order.
 *
 * <pre>
 *   steps: 0-63 that many units of bytes come; 64-127 so many scans are offered and sent; 128-191 time passes; 192-255 the
 *   connection breaks. A step count (1), the steps, a unit (1), then the server's bytes.
 * </pre>
 */
public final class StationFuzz implements Connector, StationListener {
    private static final int PENDING_MAX = 32;
    private static final long TICK_NS = 50_000_000;
    private static final int STEPS_MASK = 31;

    private final UnsafeBuffer scan = new UnsafeBuffer(new byte[64]);
    private final EmbeddedChannel owner = new EmbeddedChannel();
    private final Lane lane;
    private final Station station;
    private final byte[] server;
    private long nanoTime = 1;
    private int said;
    private EmbeddedChannel channel;
    private StationConnection connecting;
    private long verdictsThrough;
    private long offered;
    private long told;

    private StationFuzz(final byte[] server) {
        this.server = server;
        lane = new Lane(owner.eventLoop(), () -> 1_649_000_000_000L, () -> nanoTime, this);
        final StationSettings settings = StationSettings.of(InetSocketAddress.createUnresolved("server", 7322), 9)
            .withStream(5).withPendingScansMax(PENDING_MAX).withSeed(3)
            .withReconnectDelays(Duration.ofMillis(1), Duration.ofMillis(2));
        station = new Station(settings, this, lane, 200);
    }

    /** See the class. */
    public static void fuzzerTestOneInput(final byte[] bytes) {
        final FuzzInput input = new FuzzInput(bytes);
        final byte[] steps = input.take(input.u8() & STEPS_MASK);
        final int unit = 1 + input.u8();
        final StationFuzz fuzz = new StationFuzz(input.rest());
        fuzz.station.start();
        fuzz.open();
        for (final byte step : steps) {
            fuzz.step(step & 0xff, unit);
            fuzz.check();
        }
        fuzz.say(Integer.MAX_VALUE);
        fuzz.check();
        fuzz.station.close();
        fuzz.drop();
        fuzz.owner.finishAndReleaseAll();
    }

    private void step(final int step, final int unit) {
        switch (step >> 6) {
            case 0 -> say((step & 63) * unit);
            case 1 -> {
                for (int i = 0; i < (step & 63) && station.offer(1, methodOf(i), scan, 0, scan, 16) > 0; i++) {
                    offered++;
                }
                station.flush();
            }
            case 2 -> {
                nanoTime += TICK_NS * (1 + (step & 63));
                lane.tick();
                open();
            }
            default -> drop();
        }
    }

    /** One in three is by document, which an older server is not sent. */
    private static ScanMethod methodOf(final int number) {
        return number % 3 == 2 ? ScanMethod.DOCUMENT : ScanMethod.CODE;
    }

    private void say(final int lengthMax) {
        if (channel == null || !channel.isOpen()) {
            return;
        }
        final int length = Math.min(lengthMax, server.length - said);
        channel.writeInbound(channel.alloc().buffer(Math.max(1, length)).writeBytes(server, said, length));
        said += length;
        channel.runPendingTasks();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            out.release();
        }
    }

    private void check() {
        Finding.unless(station.acknowledgedSequence() <= station.sentSequence()
            && station.sentSequence() <= station.lastSequence(), "acknowledged " + station.acknowledgedSequence() + ", sent "
            + station.sentSequence() + ", last " + station.lastSequence());
        Finding.unless(station.pendingScans() >= 0 && station.pendingScans() <= PENDING_MAX, station.pendingScans() + " pending");
        Finding.unlessEqual(offered - told, station.pendingScans(), "scans without a verdict");
        if (channel != null) {
            channel.checkException();
        }
    }

    /** The network's answer to {@link #connect}, which must not come before that returns. */
    private void open() {
        if (connecting != null) {
            drop();
            final StationConnection handler = connecting;
            connecting = null;
            channel = new EmbeddedChannel(new Wire(), handler);
        }
    }

    private void drop() {
        if (channel != null) {
            channel.close();
            channel.finishAndReleaseAll();
            channel = null;
        }
    }

    @Override
    public void connect(final SocketAddress address, final StationConnection connection) {
        connecting = connection;
    }

    @Override
    public void onAccepted(final Station from, final long first, final long through) {
        verdicts(first, through);
    }

    @Override
    public void onVerdict(
        final Station from, final long sequence, final Verdict verdict, final boolean retransmit, final long detail) {
        verdicts(sequence, sequence);
    }

    private void verdicts(final long first, final long through) {
        Finding.unlessEqual(verdictsThrough + 1, first, "first verdict");
        Finding.unless(through >= first && through <= from().sentSequence(), "a verdict for what was not sent: " + through);
        told += through - first + 1;
        verdictsThrough = through;
    }

    private Station from() {
        return station;
    }

    @Override
    public void onAck(
        final Station from, final long first, final long through, final long residenceUs, final Durability durability) {
        Finding.unlessEqual(verdictsThrough, through, "end of an Ack");
    }

    @Override
    public void onStreamReplaced(
        final Station from, final long oldStream, final long newStream, final long firstPending, final long serverLast) {
        verdictsThrough = 0;
    }

    @Override
    public void onDisconnect(final Station from, final DisconnectCause cause, final String detail) {
        Finding.unless(cause != DisconnectCause.FAILED, "the station failed: " + detail);
    }

    /** Takes a copy, as a socket does. */
    private static final class Wire extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(final ChannelHandlerContext context, final Object message, final ChannelPromise promise) {
            final ByteBuf bytes = (ByteBuf) message;
            context.write(bytes.copy(), promise);
            bytes.release();
        }
    }

    /** A proper conversation, and what the station must refuse. */
    public static List<byte[]> seeds() {
        return StationSeeds.all();
    }
}
