package io.swabline.server.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.netty.channel.embedded.EmbeddedChannel;
import io.swabline.protocol.access.PlaceLimits;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GreetingGateTest {
    private final EmbeddedChannel listener = new EmbeddedChannel(
        new GreetingGate(PlaceLimits.of(10, 50, 75, 12), 100, new EdgeCounters(), () -> 0));

    /** Such as with too many open files. */
    @Test
    void shouldRestASecondWhenAcceptingFails() {
        listener.freezeTime();
        listener.pipeline().fireExceptionCaught(new IOException("accept4(..) failed: Too many open files"));
        listener.pipeline().fireExceptionCaught(new IOException("accept4(..) failed: Too many open files"));
        listener.checkException();
        assertThat(listener.config().isAutoRead()).isFalse();
        listener.advanceTimeBy(999, TimeUnit.MILLISECONDS);
        listener.runScheduledPendingTasks();
        assertThat(listener.config().isAutoRead()).isFalse();
        listener.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        listener.runScheduledPendingTasks();
        assertThat(listener.config().isAutoRead()).isTrue();
    }

    /** Such as by an address that cannot be sorted. */
    @Test
    void shouldCloseAConnectionThatItFailsToPlace() {
        final EmbeddedChannel faulty = new EmbeddedChannel(new GreetingGate(
            PlaceLimits.of(10, 50, 75, 12), 100, new EdgeCounters(), () -> {
                throw new IllegalStateException("a fault");
            }));
        final EmbeddedChannel accepted = new EmbeddedChannel() {
            @Override
            protected SocketAddress remoteAddress0() {
                return new InetSocketAddress("127.0.0.1", 1);
            }
        };
        faulty.pipeline().fireChannelRead(accepted);
        assertThatIllegalStateException().isThrownBy(faulty::checkException);
        assertThat(accepted.isOpen()).isFalse();
    }

    @Test
    void shouldNotHideFaultsOfItsOwn() {
        listener.pipeline().fireExceptionCaught(new IllegalStateException("a fault"));
        assertThatIllegalStateException().isThrownBy(listener::checkException);
    }
}
