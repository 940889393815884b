package io.swabline.station;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.protocol.ScanDescriptor;
import io.swabline.protocol.codec.GoodbyeReason;
import io.swabline.protocol.codec.RefusedReason;
import io.swabline.protocol.codec.RetryReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * Whatever the network and the server do, the server ends with every scan once, in order, and the station with one verdict each.
 * Runs of random steps against the model; the model itself fails on a gap, an exceeded credit, or another scan under a known
 * sequence.
 */
final class RandomDropsTest {
    private static final int RUNS = 300;
    private static final int STEPS = 400;

    private final FakeJournal journal = new FakeJournal();
    private final RecordingListener listener = new RecordingListener();
    private final List<Long> offered = new ArrayList<>();
    private SplittableRandom random;
    private FakeNetwork network;
    private StationSettings settings;
    private Station station;
    private int credit;
    private boolean isCalm;

    @Test
    void shouldBringEveryScanToOneVerdict() {
        final long seed = Seeds.seed();
        final SplittableRandom seeds = new SplittableRandom(seed);
        for (int run = 0; run < RUNS; run++) {
            final RandomDropsTest test = new RandomDropsTest();
            try {
                test.run(seeds.split());
            } catch (final AssertionError | RuntimeException e) {
                throw new AssertionError("run " + run + " with -Dseed=" + seed + "; the station told " + tail(test), e);
            }
        }
    }

    private static List<String> tail(final RandomDropsTest test) {
        final List<String> events = test.listener.events;
        return events.subList(Math.max(0, events.size() - 30), events.size());
    }

    private void run(final SplittableRandom seed) {
        random = seed;
        credit = 1 << random.nextInt(1, 6);
        network = new FakeNetwork(this::newServer);
        settings = StationSettings.of(FakeNetwork.address(), 9)
            .withPendingScansMax(1 << random.nextInt(7))
            .withScansPerFrameMax(random.nextInt(1, 20))
            .withReconnectDelays(Duration.ofMillis(10), Duration.ofMillis(200))
            .withTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofMillis(700))
            .withSeed(random.nextLong());
        station = new Station(settings, listener, network.lane, PendingScans.SEQUENCE_MAX);
        station.start();
        for (int i = 0; i < STEPS; i++) {
            step();
        }
        calmDown();
        assertThat(journal.all()).containsExactlyElementsOf(offered);
        assertThat(listener.verdicts.keySet()).containsExactlyElementsOf(offered);
        listener.verdicts.forEach((scan, verdict) -> assertThat(verdict).isEqualTo(FakeJournal.verdict(scan)));
        assertThat(listener.events).noneMatch(event -> event.contains("PROTOCOL_ERROR") || event.contains(" FAILED"));
        station.close();
        network.release();
    }

    private FakeServer newServer() {
        final FakeServer server = new FakeServer(journal, credit);
        if (!isCalm && random.nextInt(10) == 0) {
            server.refuses(RefusedReason.CONNECTIONS_FULL, random.nextInt(300));
        } else if (!isCalm && random.nextInt(4) == 0) {
            server.retryAt(station.acknowledgedSequence() + random.nextInt(1, 20), RetryReason.SAMPLES_FULL);
        }
        return server;
    }

    private void step() {
        switch (random.nextInt(12)) {
            case 0, 1 -> offer(random.nextInt(1, 40));
            case 2 -> station.flush();
            case 3 -> network.deliverToServer(random.nextInt(1, 3000));
            case 4 -> network.deliverToServer(Integer.MAX_VALUE);
            case 5 -> answer();
            case 6, 7 -> deliverToStation();
            case 8, 9 -> network.advance(random.nextInt(1, 40));
            case 10 -> sendAgain();
            default -> disturb();
        }
    }

    private void disturb() {
        switch (random.nextInt(8)) {
            case 0 -> network.breakConnection();
            case 1 -> station.dropConnection();
            case 2 -> network.isReachable = random.nextBoolean();
            case 3 -> {
                if (network.isConnected()) {
                    ServerFrames.goodbye(network.server().out(), random.nextInt(300), GoodbyeReason.DRAINING);
                }
            }
            case 4 -> {
                if (network.isConnected()) {
                    network.server().pongs(random.nextBoolean());
                }
            }
            case 5 -> network.advance(random.nextInt(2000));
            default -> network.deliver();
        }
    }

    private void offer(final int count) {
        for (int i = 0; i < count; i++) {
            final long scan = offered.size() + 1L;
            if (Scans.offer(station, scan) < 0) {
                break;
            }
            offered.add(scan);
        }
        station.flush();
    }

    private void answer() {
        if (network.isConnected()) {
            network.server().answer(random.nextInt(1, 30));
        }
    }

    private void deliverToStation() {
        if (network.isConnected()) {
            network.deliverToStation(random.nextBoolean() ? Integer.MAX_VALUE : random.nextInt(1, 100));
        }
    }

    /** Scans of one stream are numbered as they were offered, since the server here never forgets one. */
    private void sendAgain() {
        final long acknowledged = station.acknowledgedSequence();
        if (acknowledged > 0) {
            final long first = Math.max(1, acknowledged - random.nextInt(10));
            final int count = random.nextInt(1, (int) Math.min(acknowledged - first + 2, settings.scansPerFrameMax() + 1));
            final UnsafeBuffer scans = new UnsafeBuffer(new byte[count * ScanDescriptor.LENGTH]);
            for (int i = 0; i < count; i++) {
                Scans.put(scans, i * ScanDescriptor.LENGTH, first + i);
            }
            station.sendAgain(scans, 0, first, count);
        }
    }

    private void calmDown() {
        isCalm = true;
        network.isReachable = true;
        station.flush();
        for (int i = 0; i < 1000 && station.pendingScans() > 0; i++) {
            if (network.isConnected()) {
                network.deliver();
                network.server().pongs(true);
                network.server().answerAll();
                network.deliver();
            }
            network.advance(20);
        }
        assertThat(station.pendingScans()).isZero();
    }
}
