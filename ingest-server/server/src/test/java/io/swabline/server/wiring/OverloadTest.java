package io.swabline.server.wiring;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What stations take from a server together stays within its limits, and the well-behaved ones do not notice. */
class OverloadTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int MIB = 1 << 20;
    private static final int SEND_MEMORY = 256 * 1024;
    private static final int LARGE_FRAME_LENGTH = 60_000;

    @TempDir
    private Path directory;

    private TestServer server(final AdmissionSettings admission, final Duration deadline) throws Exception {
        return new TestServer(directory, 2, deadline, 100, admission);
    }

    /** The beginning of a frame of the largest length, such as a station that stops in the middle leaves. */
    private static byte[] halfFrame() {
        final byte[] half = new byte[LARGE_FRAME_LENGTH];
        half[1] = (byte) 0xff;
        return half;
    }

    @Test
    void shouldCloseTheOldestLargeHalfFramesWhenReceiveMemoryRunsShort() throws Exception {
        final int receiveMemory = 2 * MIB;
        try (TestServer server = server(SettingsFixture.admission(100, receiveMemory, MIB, 64), LIMIT);
            RawStation patient = server.station().hello(7, 1)) {
            assertThat(patient.reply()).startsWith("welcome");
            final byte[] frame = patient.scansFrame(1, new Conversation(server).code(1, "A"));
            patient.send(Arrays.copyOf(frame, 50));
            final Deque<RawStation> stopped = new ArrayDeque<>();
            try {
                for (int i = 0; i < 60; i++) {
                    final RawStation station = server.station().hello(8 + i, 2 + i);
                    stopped.add(station);
                    assertThat(station.reply()).startsWith("welcome");
                    station.send(halfFrame());
                }
                await().atMost(LIMIT).until(() -> server.edge.counters().shed.sum() > 0);
                assertThat(stopped.peekFirst().reply()).isEqualTo("goodbye MALFORMED_FRAME");
                assertThat(server.edge.counters().receiveBytes.sum()).isBetween(1L, (long) receiveMemory);
                patient.send(Arrays.copyOfRange(frame, 50, frame.length));
                assertThat(patient.reply()).as("within its share").isEqualTo("ack 1-1");
            } finally {
                for (final RawStation station : stopped) {
                    station.close();
                }
            }
            await().atMost(LIMIT).until(() -> server.edge.counters().receiveBytes.sum() == 0);
        }
    }

    @Test
    void shouldCloseThoseWhoTakeNoRepliesForLongestWhenSendMemoryRunsShort() throws Exception {
        try (TestServer server = server(SettingsFixture.admission(100, 4 * MIB, SEND_MEMORY, 10_000_000), LIMIT);
            RawStation other = server.station().hello(99, 1)) {
            assertThat(other.reply()).startsWith("welcome");
            final List<DeafStation> deaf = new ArrayList<>();
            try {
                while (server.edge.counters().shed.sum() == 0) {
                    assertThat(deaf.size()).as("deaf stations").isLessThan(90);
                    final DeafStation station = new DeafStation(server, 100 + deaf.size());
                    deaf.add(station);
                    pingUntilStalledOrClosed(station);
                    assertThat(server.edge.counters().sendBytes.sum()).isLessThan(MIB);
                }
                other.send(other.scansFrame(1, new Conversation(server).code(1, "A")));
                assertThat(other.reply()).isEqualTo("ack 1-1");
            } finally {
                for (final DeafStation station : deaf) {
                    station.close();
                }
            }
            await().atMost(LIMIT).until(() -> server.edge.counters().sendBytes.sum() == 0);
        }
    }

    /** The one that is closed may be the one that speaks. */
    private static void pingUntilStalledOrClosed(final DeafStation station) {
        try {
            station.pingUntilStalled(64 << 20);
        } catch (final IOException closed) {
            assertThat(closed).hasMessageMatching("(?i).*(reset|broken pipe|closed).*");
        }
    }

    @Test
    void shouldEndConnectionThatPingsWithoutEnd() throws Exception {
        try (TestServer server = server(SettingsFixture.admission(100, MIB, MIB, 10), LIMIT);
            RawStation station = server.station().hello(7, 1)) {
            assertThat(station.reply()).startsWith("welcome");
            for (int i = 0; i < 10; i++) {
                station.send(station.pingFrame(i));
                assertThat(station.reply()).isEqualTo("pong " + i);
            }
            final byte[][] pings = new byte[100][];
            Arrays.fill(pings, station.pingFrame(10));
            station.send(pings);
            String reply = station.reply();
            while (reply.equals("pong 10")) {
                reply = station.reply();
            }
            assertThat(reply).isEqualTo("goodbye CREDIT_EXCEEDED");
        }
    }

    /** Those who begin to say Hello and stop hold up others of their address for half their deadline, and no longer. */
    @Test
    void shouldDealWithNoMoreWhileTooManyHaveNotSaidHello() throws Exception {
        final int greetingsMax = 5; // of one address, half of all
        try (TestServer server = server(SettingsFixture.admission(2 * greetingsMax, MIB, MIB, 64), Duration.ofMillis(600))) {
            final List<RawStation> silent = new ArrayList<>();
            try {
                for (int i = 0; i < 3 * greetingsMax; i++) {
                    silent.add(server.station());
                    silent.get(i).send(new byte[] {70});
                }
                await().atMost(LIMIT).until(() -> server.edge.counters().accepted.sum() >= greetingsMax);
                try (RawStation polite = server.station().hello(7, 1)) {
                    await().atMost(LIMIT).until(() -> server.edge.counters().misbehaved.sum() >= greetingsMax);
                    assertThat(silent.get(0).reply()).isEqualTo("goodbye HELLO_EXPECTED");
                    await().atMost(LIMIT).until(() -> server.edge.counters().accepted.sum() == 3 * greetingsMax + 1);
                    assertThat(polite.reply()).startsWith("welcome");
                }
            } finally {
                for (final RawStation station : silent) {
                    station.close();
                }
            }
        }
    }
}
