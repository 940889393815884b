package io.swabline.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.swabline.protocol.access.PlaceLimits;
import io.swabline.server.access.StationAccess;
import io.swabline.server.ring.ReplyQueue;
import io.swabline.server.ring.ScanRing;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.SystemEpochClock;
import org.junit.jupiter.api.Test;

class HandshakeQueueTest {
    private static final PlaceLimits LIMITS = new PlaceLimits(1, 1, 1, 1);
    private static final long MS = 1_000_000;

    private static final int HANDSHAKES = 50;

    private volatile long nowNs;

    /** Sockets of which nothing ever comes, and how often they were looked at. */
    private static final class Rounds implements IoHandler {
        private int count;

        @Override
        public int run(final IoHandlerContext context) {
            count++;
            if (context.canBlock()) {
                LockSupport.parkNanos(MS);
            }
            return 0;
        }

        @Override
        public IoRegistration register(final IoHandle handle) {
            throw new AssertionError("no sockets here");
        }

        @Override
        public void wakeup() {
            // it never waits for long
        }

        @Override
        public boolean isCompatible(final Class<? extends IoHandle> handleType) {
            return false;
        }
    }

    @Test
    void shouldBeginTheOldestFirstAndLookAtSocketsInBetween() throws Exception {
        final Rounds rounds = new Rounds();
        final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, executor -> rounds);
        try {
            final EventLoop eventLoop = group.next();
            final HandshakeQueue queue = new HandshakeQueue(eventLoop, () -> nowNs);
            final List<Integer> begun = new ArrayList<>();
            final List<Integer> begunInRound = new ArrayList<>();
            final CompletableFuture<Void> allBegun = new CompletableFuture<>();
            eventLoop.execute(() -> {
                for (int number = 1; number <= HANDSHAKES; number++) {
                    final int handshake = number;
                    queue.add("an address", () -> {
                        begun.add(handshake);
                        begunInRound.add(rounds.count);
                        nowNs += 2 * MS;
                        if (handshake == HANDSHAKES) {
                            allBegun.complete(null);
                        }
                    });
                }
            });
            allBegun.get(1, TimeUnit.MINUTES);

            assertThat(begun).isSorted().hasSize(HANDSHAKES);
            assertThat(begunInRound).as("a look at the sockets for each turn").doesNotHaveDuplicates();
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    @Test
    void shouldEndWhoeverSendsOnBeforeItsTurn() {
        final EmbeddedChannel station = new EmbeddedChannel();
        final EdgeLoop loop = loop(station);
        station.pipeline().addLast(new TlsRecords(loop));
        final ByteBuf hello = Unpooled.wrappedBuffer(new byte[] {22, 3, 1, 0, 2, 1, 2});
        final ByteBuf flood = Unpooled.wrappedBuffer(new byte[16 << 10]);
        station.pipeline().fireChannelRead(hello);
        assertThat(station.isOpen()).isTrue();
        station.pipeline().fireChannelRead(flood);

        assertThat(station.isOpen()).isFalse();
        assertThat(loop.counters().misbehaved.sum()).isOne();
        assertThat(hello.refCnt() + flood.refCnt()).isZero();
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

    /** A full ring keeps the server from reading, and a station cannot end its record meanwhile. */
    @Test
    void shouldGiveARecordItsWholeTimeAgainAfterAPause() {
        final EmbeddedChannel station = new EmbeddedChannel();
        final TlsRecords records = new TlsRecords(loop(station));
        station.pipeline().addLast(records);
        nowNs = MS;
        station.pipeline().fireChannelRead(Unpooled.wrappedBuffer(new byte[] {22, 3, 1, 0}));
        assertThat(records.partialSinceNs()).isEqualTo(MS);
        records.readAgain(9 * MS);
        assertThat(records.partialSinceNs()).isEqualTo(9 * MS);
        station.pipeline().fireChannelRead(Unpooled.wrappedBuffer(new byte[] {1, 0}));
        records.readAgain(10 * MS);
        assertThat(records.partialSinceNs()).as("ended").isZero();
        station.finishAndReleaseAll();
    }

    private EdgeLoop loop(final EmbeddedChannel station) {
        final EdgeSettings settings =
            new EdgeSettings("127.0.0.1", 0, "nio", 1, 1, 16, 1, 1, 1, 1, 1, 1, 1, 1, LIMITS, 1 << 20, 1 << 20, 1);
        return new EdgeLoop(station.eventLoop(), 0, new ScanRing(1024, 1), new ReplyQueue(1 << 16), settings, 1,
            new GreetingGate(LIMITS, 1, new EdgeCounters(), () -> 0), new EdgeCounters(),
            StationAccess.ofAnybody(), SubscriberDoor.SHUT, SystemEpochClock.INSTANCE,
            () -> nowNs);
    }
}
