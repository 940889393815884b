package io.swabline.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swabline.protocol.Durability;
import io.swabline.protocol.ScanDescriptor;
import io.swabline.protocol.codec.GoodbyeReason;
import io.swabline.protocol.codec.RefusedReason;
import io.swabline.protocol.codec.RetryReason;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.LongStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The conversation, step by step, against a model of the server. */
final class StationTest {
    private static final int CREDIT = 8;
    /** Not a multiple of 5 or 7 up to +2: accepted. */
    private static final long SCAN = 35_001;

    private final FakeJournal journal = new FakeJournal();
    private final FakeNetwork network = new FakeNetwork(() -> new FakeServer(journal, CREDIT));
    private final RecordingListener listener = new RecordingListener();
    private final StationSettings settings = StationSettings.of(FakeNetwork.address(), 4711)
        .withPendingScansMax(16)
        .withScansPerFrameMax(3)
        .withReconnectDelays(Duration.ofMillis(100), Duration.ofSeconds(10))
        .withTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofSeconds(4))
        .withSoftware("test 1.0");
    private Station station = new Station(settings, listener, network.lane, PendingScans.SEQUENCE_MAX);

    @AfterEach
    void close() {
        station.close();
        network.release();
    }

    private void open() {
        station.start();
        network.open(station);
        listener.events.clear();
    }

    @Test
    void shouldSayHello() {
        station.start();
        network.deliver();
        assertThat(station.isOpen()).isTrue();
        assertThat(station.credit()).isEqualTo(CREDIT);
        assertThat(listener.events).containsExactly("open");
        final var hello = network.server().hello;
        assertThat(hello.station()).isEqualTo(4711);
        assertThat(hello.stream()).isEqualTo(station.stream()).isNotZero();
        assertThat(hello.sentAt()).isEqualTo(1_649_000_000_000L);
        assertThat(hello.software()).isEqualTo("test 1.0");
    }

    @Test
    void shouldTakeScansBeforeItIsConnected() {
        Scans.send(station, SCAN, 2);
        assertThat(station.lastSequence()).isEqualTo(2);
        open();
        network.server().answerAll();
        network.deliver();
        assertThat(listener.events).containsExactly("accepted 1..2", "ack 1..2 77 DISK");
        assertThat(journal.all()).containsExactly(SCAN, SCAN + 1);
    }

    @Test
    void shouldTellRunsOfAcceptedScansAndSingleVerdicts() {
        open();
        Scans.send(station, 35_001, 8); // 35_005 is a double scan, 35_007 expired
        network.deliver();
        network.server().answerAll();
        network.deliver();
        assertThat(listener.events).containsExactly(
            "accepted 1..4", "DOUBLE_SCAN 5 35", "accepted 6..6", "EXPIRED 7", "accepted 8..8", "ack 1..8 77 DISK");
        assertThat(station.acknowledgedSequence()).isEqualTo(8);
        assertThat(station.pendingScans()).isZero();
    }

    @Test
    void shouldFillFramesAndStayWithinCredit() {
        open();
        Scans.send(station, SCAN, 12);
        network.deliver();
        assertThat(network.server().frameScans).containsExactly(3, 3, 2);
        assertThat(station.sentSequence()).isEqualTo(CREDIT);
        network.server().answer(5);
        network.deliver();
        assertThat(network.server().frameScans).containsExactly(3, 3, 2, 3, 1);
        assertThat(station.sentSequence()).isEqualTo(12);
    }

    @Test
    void shouldPressBackWhenItsBufferIsFull() {
        open();
        Scans.send(station, SCAN, 16);
        assertThat(Scans.offer(station, 1)).isEqualTo(Station.BACK_PRESSURED);
        assertThat(station.claimOffset()).isEqualTo(Station.BACK_PRESSURED);
        network.deliver();
        network.server().answer(1);
        network.deliver();
        assertThat(Scans.offer(station, 1)).isEqualTo(17);
        assertThat(Scans.offer(station, 2)).isEqualTo(Station.BACK_PRESSURED);
    }

    @Test
    void shouldLetScansBeWrittenInPlace() {
        open();
        final int offset = station.claimOffset();
        Scans.put((UnsafeBuffer) station.scans(), offset, SCAN);
        assertThat(station.claimOffset()).isEqualTo(offset);
        assertThat(station.commit()).isEqualTo(1);
        assertThat(station.scanOffset(1)).isEqualTo(offset);
        station.flush();
        network.deliver();
        assertThat(journal.all()).containsExactly(SCAN);
    }

    @Test
    void shouldSendEverythingWithoutVerdictAgain() {
        open();
        Scans.send(station, SCAN, 8);
        network.deliver();
        network.server().answer(2);
        network.deliver();
        station.dropConnection();
        assertThat(station.isOpen()).isFalse();
        listener.events.clear();
        network.open(station);
        network.deliver();
        assertThat(network.server().heard).containsExactly("Hello", "Scans 3+3", "Scans 6+3");
        network.server().answerAll();
        network.deliver();
        assertThat(listener.events).containsExactly("open", "ACCEPTED 3 retransmit", "ACCEPTED 4 retransmit",
            "DOUBLE_SCAN 5 retransmit 35", "ACCEPTED 6 retransmit", "EXPIRED 7 retransmit", "ACCEPTED 8 retransmit",
            "ack 3..8 77 DISK");
        assertThat(journal.all()).hasSize(8);
    }

    @Test
    void shouldGoBackAndWaitAfterRetry() {
        open();
        network.server().retryAt(4, RetryReason.PERSONS_FULL);
        Scans.send(station, SCAN, 8);
        network.deliver();
        assertThat(listener.events).containsExactly("retry 4 50 PERSONS_FULL");
        assertThat(station.sentSequence()).isEqualTo(3);
        Scans.send(station, SCAN + 8, 1);
        network.server().answerAll();
        network.advance(40);
        network.deliver();
        assertThat(network.server().heard).containsExactly("Hello", "Scans 1+3", "Scans 4+3", "Scans 7+2");
        network.advance(20);
        network.deliver();
        assertThat(network.server().heard).endsWith("Scans 4+3", "Scans 7+3");
        network.server().answerAll();
        network.deliver();
        assertThat(station.acknowledgedSequence()).isEqualTo(9);
        assertThat(journal.all()).containsExactlyElementsOf(LongStream.range(SCAN, SCAN + 9).boxed().toList());
    }

    @Test
    void shouldComeBackNoSoonerThanARefusingServerSays() {
        final FakeServer refusing = new FakeServer(journal, CREDIT);
        refusing.refuses(RefusedReason.CONNECTIONS_FULL, 3000);
        final Deque<FakeServer> servers = new ArrayDeque<>(List.of(refusing, new FakeServer(journal, CREDIT)));
        final FakeNetwork refused = new FakeNetwork(servers::poll);
        final Station waiting = new Station(settings, listener, refused.lane, PendingScans.SEQUENCE_MAX);
        waiting.start();
        refused.deliver();
        assertThat(listener.events).containsExactly(
            "refused 3000 CONNECTIONS_FULL", "disconnect REFUSED: CONNECTIONS_FULL");
        refused.advance(2990);
        assertThat(refused.attempts).isEqualTo(1);
        refused.advance(20);
        refused.deliver();
        assertThat(waiting.isOpen()).isTrue();
        waiting.close();
        refused.release();
    }

    @Test
    void shouldComeBackNoSoonerThanADrainingServerSays() {
        open();
        ServerFrames.goodbye(network.server().out(), 7000, GoodbyeReason.DRAINING);
        network.deliver();
        assertThat(listener.events).containsExactly("goodbye 7000 DRAINING", "disconnect GOODBYE: DRAINING");
        network.advance(6990);
        assertThat(network.attempts).isEqualTo(1);
        network.advance(20);
        assertThat(network.attempts).isEqualTo(2);
    }

    @Test
    void shouldWaitLongWhereOnlyAPersonCanHelp() {
        open();
        ServerFrames.goodbye(network.server().out(), 0, GoodbyeReason.REPLACED);
        network.deliver();
        network.advance(4990);
        assertThat(network.attempts).isEqualTo(1);
        network.advance(5100);
        assertThat(network.attempts).isEqualTo(2);
    }

    @Test
    void shouldComeBackNoSoonerThanAnyGoodbyeSays() {
        for (final GoodbyeReason reason : GoodbyeReason.values()) {
            if (reason != GoodbyeReason.NULL_VAL) {
                listener.events.clear();
                open();
                final int attempts = network.attempts;
                ServerFrames.goodbye(network.server().out(), 12_000, reason);
                network.deliver();
                network.advance(11_990);
                assertThat(network.attempts).as("attempts after %s", reason).isEqualTo(attempts);
                network.advance(20);
                assertThat(network.attempts).as("attempts after %s", reason).isEqualTo(attempts + 1);
            }
        }
    }

    @Test
    void shouldPingASilentServerAndLeaveADeadOne() {
        open();
        network.advance(3900);
        network.deliver();
        assertThat(network.server().heard).containsExactly("Hello");
        network.advance(1100);
        network.deliver();
        assertThat(network.server().heard).containsExactly("Hello", "Ping");
        network.server().pongs(false);
        network.advance(5000);
        network.deliver();
        assertThat(network.server().heard).containsExactly("Hello", "Ping", "Ping");
        network.advance(20_000);
        assertThat(listener.events).singleElement().asString().startsWith("disconnect TIMEOUT: no answer within PT20S");
    }

    @Test
    void shouldLeaveAServerThatAnswersPingsButNoScans() {
        open();
        Scans.send(station, SCAN, 2);
        for (int i = 0; i < 18; i++) {
            network.deliver();
            network.advance(1000);
        }
        assertThat(station.isOpen()).isTrue();
        for (int i = 0; i < 9 && listener.events.isEmpty(); i++) {
            network.deliver();
            network.advance(1000);
        }
        assertThat(listener.events).singleElement().asString().contains("TIMEOUT", "2 scans in flight");
    }

    @Test
    void shouldLeaveAServerThatDoesNotSayWelcome() {
        final FakeNetwork mute = new FakeNetwork(() -> {
            final FakeServer server = new FakeServer(journal, CREDIT);
            server.welcomes(false);
            return server;
        });
        final Station unheard = new Station(settings, listener, mute.lane, PendingScans.SEQUENCE_MAX);
        unheard.start();
        mute.advance(4990);
        assertThat(listener.events).isEmpty();
        mute.advance(20);
        assertThat(listener.events).containsExactly("disconnect TIMEOUT: no answer to Hello within PT5S");
        unheard.close();
        mute.release();
    }

    @Test
    void shouldTryAgainWithGrowingJitteredDelays() {
        network.isReachable = false;
        station.start();
        for (int i = 0; i < 20_000; i++) {
            network.advance(10);
        }
        final List<Long> times = network.attemptTimesMs;
        long bound = 100;
        for (int i = 1; i < times.size(); i++) {
            assertThat(times.get(i) - times.get(i - 1)).isBetween(0L, bound + 10);
            bound = Math.min(bound * 2, 5_000);
        }
        assertThat(times.size()).isBetween(60, 140);
        assertThat(listener.events).allMatch("disconnect CONNECT_FAILED: unreachable"::equals);
    }

    @Test
    void shouldSendAcknowledgedScansAgainWhenAsked() {
        open();
        Scans.send(station, 35_001, 6);
        network.deliver();
        network.server().answerAll();
        network.deliver();
        listener.events.clear();
        final UnsafeBuffer scans = new UnsafeBuffer(new byte[2 * ScanDescriptor.LENGTH]);
        Scans.put(scans, 0, 35_005);
        Scans.put(scans, ScanDescriptor.LENGTH, 35_006);
        Scans.send(station, 35_007, 5);
        assertThat(station.sendAgain(scans, 0, 5, 2)).isTrue();
        assertThat(station.sendAgain(scans, 0, 5, 2)).as("credit is used up").isFalse();
        network.deliver();
        network.server().answerAll();
        network.deliver();
        assertThat(listener.events).contains("DOUBLE_SCAN 5 retransmit 35", "ACCEPTED 6 retransmit");
        assertThat(listener.answeredAgain).isEqualTo(2);
        assertThat(journal.all()).hasSize(11);
        assertThat(station.sendAgain(scans, 0, 1, 2)).as("too long ago").isFalse();
        assertThatThrownBy(() -> station.sendAgain(scans, 0, 11, 2)).hasMessageContaining("only acknowledged scans");
    }

    @Test
    void shouldSendWhatTheListenerWantsInOneFlushBehindTheBatch() {
        final UnsafeBuffer scans = new UnsafeBuffer(new byte[ScanDescriptor.LENGTH]);
        final List<Integer> writtenInCallbacks = new ArrayList<>();
        final Station busy = new Station(settings, new StationListener() {
            @Override
            public void onAck(final Station from, final long first, final long through, final long residenceUs,
                final Durability durability) {
                assertThat(from.credit()).isEqualTo(CREDIT);
                Scans.put(scans, 0, SCAN);
                assertThat(from.sendAgain(scans, 0, 1, 1)).isEqualTo(from.acknowledgedSequence() == 1);
                Scans.send(from, SCAN + from.lastSequence(), 1);
                writtenInCallbacks.add(network.toServerLength());
            }
        }, network.lane, PendingScans.SEQUENCE_MAX);
        busy.start();
        network.open(busy);
        Scans.send(busy, SCAN, 1);
        network.deliverToServer(Integer.MAX_VALUE);
        network.server().answerAll();
        network.deliverToStation(Integer.MAX_VALUE);
        assertThat(writtenInCallbacks).containsExactly(0);
        network.deliverToServer(Integer.MAX_VALUE);
        assertThat(network.server().heard).containsExactly("Hello", "Scans 1+1", "Scans 1+1", "Scans 2+1");
        busy.close();
    }

    @Test
    void shouldSayGoodbyeAndTakeNoMore() {
        open();
        final FakeServer server = network.server();
        station.close();
        network.deliverToServer(Integer.MAX_VALUE);
        assertThat(server.isGoodbyeHeard).isTrue();
        assertThat(listener.events).containsExactly("disconnect CLOSED: closed");
        assertThat(Scans.offer(station, SCAN)).isEqualTo(Station.CLOSED);
        network.advance(60_000);
        assertThat(network.attempts).isEqualTo(1);
    }
}
