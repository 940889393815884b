package io.swabline.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.swabline.server.access.StationAccess;
import io.swabline.server.ring.ReplyQueue;
import io.swabline.server.ring.ScanRing;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.SystemEpochClock;
import org.junit.jupiter.api.Test;

class HandshakeQueueTest {
    private static final long MS = 1_000_000;

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private long nowNs;

    @Test
    void shouldBeginTheNewestFirstAndLookAtSocketsInBetween() {
        final HandshakeQueue queue = new HandshakeQueue(channel.eventLoop(), () -> nowNs);
        final List<Integer> begun = new ArrayList<>();
        for (int number = 1; number <= 5; number++) {
            final int handshake = number;
            queue.add(() -> {
                begun.add(handshake);
                nowNs += MS;
            });
        }
        channel.runPendingTasks();

        assertThat(begun).containsExactly(5, 4, 3, 2, 1);
        queue.add(() -> queue.add(() -> begun.add(7)));
        channel.runPendingTasks();
        assertThat(begun).endsWith(7);
    }

    @Test
    void shouldSpendNothingOnThoseWhoHaveGone() {
        final EmbeddedChannel station = new EmbeddedChannel();
        final TlsRecords records = new TlsRecords(loop(station));
        station.pipeline().addLast(records);
        final ByteBuf hello = Unpooled.wrappedBuffer(new byte[] {22, 3, 1, 0, 2, 1, 2});
        station.pipeline().fireChannelRead(hello);
        station.pipeline().fireChannelInactive();
        records.begin();

        assertThat(station.inboundMessages()).isEmpty();
        assertThat(hello.refCnt()).isZero();
    }

    @Test
    void shouldPassOnAllThatCameBeforeItsTurn() {
        final EmbeddedChannel station = new EmbeddedChannel();
        station.pipeline().addLast(new TlsRecords(loop(station)));
        station.pipeline().fireChannelRead(Unpooled.wrappedBuffer(new byte[] {22, 3, 1, 0}));
        station.pipeline().fireChannelRead(Unpooled.wrappedBuffer(new byte[] {2, 1, 2}));
        assertThat(station.inboundMessages()).isEmpty();
        station.runPendingTasks();

        final ByteBuf passed = station.readInbound();
        assertThat(passed.readableBytes()).isEqualTo(7);
        passed.release();
        station.writeInbound(Unpooled.wrappedBuffer(new byte[] {20, 3, 3, 0, 1, 1}));
        final ByteBuf second = station.readInbound();
        second.release();
    }

    private EdgeLoop loop(final EmbeddedChannel station) {
        final EdgeSettings settings =
            new EdgeSettings("127.0.0.1", 0, "nio", 1, 1, 16, 1, 1, 1, 1, 1, 1, 1, 1, 1 << 20, 1 << 20, 1);
        return new EdgeLoop(station.eventLoop(), 0, new ScanRing(1024, 1), new ReplyQueue(1 << 16), settings, 1,
            new GreetingGate(1), new EdgeCounters(), StationAccess.ofAnybody(), SubscriberDoor.SHUT, SystemEpochClock.INSTANCE,
            () -> nowNs);
    }
}
