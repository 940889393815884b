package io.swabline.server.edge;

import io.netty.channel.EventLoop;
import io.swabline.protocol.access.AddressQueue;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.NanoClock;

/**
 * TLS handshakes of one event loop that have not begun: their first message has come, its costly answer has not been computed. A
 * few are begun at a time, and sockets are looked at in between, so that a storm of them does not hold up stations that are
 * connected. Addresses take turns, so that handshakes that one of them floods with delay its own; of one address the oldest goes
 * first. Closed connections are skipped at no cost. Lives on its event loop, and holds no more than may greet at once.
 */
final class HandshakeQueue {
    /** Longest time at a stretch, a few handshakes. */
    private static final long TURN_NS = TimeUnit.MILLISECONDS.toNanos(1);

    /** A handshake that can begin, if its connection is still there. */
    interface Handshake {
        void begin();
    }

    private final EventLoop eventLoop;
    private final NanoClock clock;
    private final AddressQueue<Handshake> waiting = new AddressQueue<>();
    private boolean isDue;

    HandshakeQueue(final EventLoop eventLoop, final NanoClock clock) {
        this.eventLoop = eventLoop;
        this.clock = clock;
    }

    void add(final String address, final Handshake handshake) {
        waiting.add(address, handshake);
        runLater();
    }

    /** As a task with a time: Netty takes those up once a round, while it works off all others before it looks at a socket. */
    private void runLater() {
        if (!isDue) {
            isDue = true;
            eventLoop.schedule(this::run, 0, TimeUnit.NANOSECONDS);
        }
    }

    private Handshake next() {
        return waiting.poll(any -> true);
    }

    private void run() {
        isDue = false;
        final long beganNs = clock.nanoTime();
        for (Handshake next = next(); next != null; next = next()) {
            next.begin();
            if (clock.nanoTime() - beganNs > TURN_NS) {
                break;
            }
        }
        if (!waiting.isEmpty()) {
            runLater();
        }
    }
}
