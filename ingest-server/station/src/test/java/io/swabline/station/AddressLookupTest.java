package io.swabline.station;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Servers given by name, and a network on which asking for one takes its time. */
class AddressLookupTest {
    private static final int LIMIT_S = 60;

    private final LoopbackServer server = new LoopbackServer(0, 64, 0, 1);
    private final AtomicInteger lookups = new AtomicInteger();
    private final CountDownLatch answer = new CountDownLatch(1);
    private final StationLoop loop = new StationLoop(1, this::address);

    /** Answers when the test says so; knows one host. */
    private InetAddress address(final String host) throws UnknownHostException {
        lookups.incrementAndGet();
        try {
            answer.await(LIMIT_S, TimeUnit.SECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!host.equals("server.example")) {
            throw new UnknownHostException(host + ": nobody knows it");
        }
        return server.address().getAddress();
    }

    @AfterEach
    void close() {
        answer.countDown();
        loop.close();
        server.close();
    }

    /** Starts a station, which is closed by its first timeout; what it tells comes through the queue. */
    private BlockingQueue<String> start(final InetSocketAddress address, final Duration helloTimeout) {
        final BlockingQueue<String> told = new LinkedBlockingQueue<>();
        final StationListener listener = new StationListener() {
            @Override
            public void onOpen(final Station station) {
                told.add("open");
            }

            @Override
            public void onDisconnect(final Station station, final DisconnectCause cause, final String detail) {
                told.add(cause + ": " + detail);
                if (cause == DisconnectCause.TIMEOUT) {
                    station.close();
                }
            }
        };
        loop.station(StationSettings.of(address, 1)
            .withReconnectDelays(Duration.ofMillis(1), Duration.ofMillis(5))
            .withTimeouts(helloTimeout, Duration.ofSeconds(30), Duration.ofSeconds(10)), listener).start();
        return told;
    }

    private InetSocketAddress named(final String host) {
        return InetSocketAddress.createUnresolved(host, server.address().getPort());
    }

    private static String next(final BlockingQueue<String> told) throws InterruptedException {
        return told.poll(LIMIT_S, TimeUnit.SECONDS);
    }

    @Test
    void shouldHoldUpNobodyElseWhileALookupHangs() throws Exception {
        final BlockingQueue<String> hanging = start(named("server.example"), Duration.ofMillis(50));
        assertThat(next(hanging)).startsWith("TIMEOUT: no connection to server.example");
        assertThat(next(start(server.address(), Duration.ofSeconds(LIMIT_S)))).isEqualTo("open");
        assertThat(lookups).as("of one thread; an address is not looked up").hasValue(1);
    }

    @Test
    void shouldIgnoreAnAnswerThatComesTooLate() throws Exception {
        final BlockingQueue<String> impatient = start(named("server.example"), Duration.ofMillis(50));
        assertThat(List.of(next(impatient), next(impatient))).last().isEqualTo("CLOSED: closed");
        answer.countDown();
        assertThat(next(start(named("server.example"), Duration.ofSeconds(LIMIT_S)))).isEqualTo("open");
        assertThat(lookups).hasValue(2);
        assertThat(server.connections()).as("of the one that waited for the answer").isEqualTo(1);
        assertThat(impatient).isEmpty();
    }

    @Test
    void shouldTryAgainWhereTheNameIsUnknown() throws Exception {
        answer.countDown();
        final BlockingQueue<String> told = start(named("nowhere.example"), Duration.ofSeconds(LIMIT_S));
        assertThat(List.of(next(told), next(told))).containsOnly("CONNECT_FAILED: nowhere.example: nobody knows it");
    }

    @Test
    void shouldFindTheMachinesOwnNames() throws Exception {
        try (StationLoop real = StationLoop.launch(1)) {
            final CountDownLatch opened = new CountDownLatch(1);
            real.station(StationSettings.of(named("localhost"), 1), new StationListener() {
                @Override
                public void onOpen(final Station station) {
                    opened.countDown();
                }
            }).start();
            assertThat(opened.await(LIMIT_S, TimeUnit.SECONDS)).isTrue();
        }
    }
}
