package io.swabline.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.swabline.protocol.access.PlaceLimits;
import io.swabline.server.access.StationAccess;
import io.swabline.server.ring.ReplyQueue;
import io.swabline.server.ring.ScanRing;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import org.agrona.concurrent.SystemEpochClock;
import org.agrona.concurrent.SystemNanoClock;
import org.junit.jupiter.api.Test;

class HeldMemoryTest {
    private static final PlaceLimits LIMITS = new PlaceLimits(1, 1, 1, 1);
    private static final int CONNECTIONS = 100;
    private static final int MAX = 800_000;
    private static final int SHARE = MAX / 8 * 7 / CONNECTIONS;

    private final LongAdder total = new LongAdder();
    private final HeldMemory memory = new HeldMemory(MAX, 1, CONNECTIONS, total);

    private static EdgeLoop loop() {
        final EdgeSettings settings =
            new EdgeSettings("127.0.0.1", 0, "nio", 1, 1, 16, 1, 1, 1, 1, 1, 1, 1, 1, LIMITS, 1 << 20, 1 << 20, 1);
        return new EdgeLoop(new EmbeddedChannel().eventLoop(), 0, new ScanRing(1024, 1),
            new ReplyQueue(1 << 16), settings, 1,
            new GreetingGate(LIMITS, 1, new EdgeCounters(), () -> 0), new EdgeCounters(), StationAccess.ofAnybody(),
            SubscriberDoor.SHUT, SystemEpochClock.INSTANCE, SystemNanoClock.INSTANCE);
    }

    @Test
    void shouldNameWhoHasBeenAboveItsShareForLongest() {
        final HeldMemory.Holder[] holders = holders(3);
        memory.set(holders[0], SHARE, true);
        memory.set(holders[1], SHARE + 1, true);
        memory.set(holders[2], 10L * SHARE, true);
        memory.set(holders[1], SHARE + 2, true);
        assertThat(memory.largeForLongest()).isSameAs(holders[1].connection());
        memory.set(holders[1], SHARE, true);
        assertThat(memory.largeForLongest()).isSameAs(holders[2].connection());
        memory.set(holders[2], 10L * SHARE, false);
        assertThat(memory.largeForLongest()).as("cannot help it").isNull();
        memory.set(holders[2], 10L * SHARE, true);
        assertThat(memory.largeForLongest()).as("can help it again").isSameAs(holders[2].connection());
        memory.set(holders[2], 10L * SHARE, false);
        assertThat(memory.sum()).isEqualTo(12L * SHARE).isEqualTo(total.sum());
    }

    /** Whatever the connections hold: above the limit there is one to be asked, and the small ones never are. */
    @Test
    void shouldAlwaysFindSomebodyAboveItsShareUntilRelieved() {
        for (long seed = 1; seed <= 50; seed++) {
            final SplittableRandom random = new SplittableRandom(seed);
            final HeldMemory.Holder[] holders = holders(CONNECTIONS);
            for (int step = 0; step < 5_000; step++) {
                final HeldMemory.Holder holder = holders[random.nextInt(CONNECTIONS)];
                memory.set(holder, random.nextInt(4) == 0 ? random.nextInt(20 * SHARE) : random.nextInt(SHARE), true);
                while (memory.isExceeded() || memory.isTight() && !memory.isRelieved()) {
                    final StationConnection asked = memory.largeForLongest();
                    assertThat(asked).as("seed %d, step %d", seed, step).isNotNull();
                    final HeldMemory.Holder holderAsked = holderOf(holders, asked);
                    assertThat(holderAsked.bytes()).as("seed %d, step %d", seed, step).isGreaterThan(SHARE);
                    memory.set(holderAsked, 0, true);
                }
                assertThat(memory.sum()).as("seed %d", seed).isBetween(0L, (long) MAX);
            }
            for (final HeldMemory.Holder holder : holders) {
                memory.set(holder, 0, false);
            }
            assertThat(memory.sum()).as("seed %d", seed).isZero();
            assertThat(memory.largeForLongest()).as("seed %d", seed).isNull();
        }
    }

    private static HeldMemory.Holder[] holders(final int count) {
        final HeldMemory.Holder[] holders = new HeldMemory.Holder[count];
        final EdgeLoop loop = loop();
        for (int i = 0; i < count; i++) {
            holders[i] = new HeldMemory.Holder(new StationConnection(loop, StationIdentity.withoutTls()));
        }
        return holders;
    }

    private static HeldMemory.Holder holderOf(final HeldMemory.Holder[] holders, final StationConnection connection) {
        for (final HeldMemory.Holder holder : holders) {
            if (holder.connection() == connection) {
                return holder;
            }
        }
        throw new AssertionError("nobody's connection was named");
    }
}
