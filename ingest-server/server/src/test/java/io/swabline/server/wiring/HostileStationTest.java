package io.swabline.server.wiring;

import io.swabline.protocol.codec.ScansDecoder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Stations that break the protocol: each loses its own connection, with a reason, and harms no other. */
class HostileStationTest {
    @TempDir
    private Path directory;
    private TestServer server;
    private Conversation conversation;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(directory);
        conversation = new Conversation(server);
    }

    @AfterEach
    void otherStationsAreServedAsEver() throws Exception {
        try (TestServer closing = server) {
            conversation.assertServedAsEver();
            assertThat(closing.failure).isNotDone();
        }
    }

    @Test
    void shouldEndConnectionThatLeavesASequenceGap() throws Exception {
        try (RawStation station = conversation.open(50)) {
            station.send(station.scansFrame(1, conversation.code(1, "A")), station.scansFrame(3, conversation.code(2, "A")));
            assertThat(station.reply()).isEqualTo("ack 1-1");
            assertThat(station.reply()).isEqualTo("goodbye SEQUENCE_GAP");
            assertThat(station.reply()).isEqualTo("closed");
        }
        assertThat(server.journal.verdictsOf(50)).hasSize(1);
    }

    @Test
    void shouldEndConnectionWhoseSequenceGoesBackTooFar() throws Exception {
        try (RawStation station = conversation.open(50)) {
            for (int sequence = 1; sequence <= TestServer.CREDIT + 1; sequence++) {
                station.send(station.scansFrame(sequence, conversation.code(sequence, "S" + sequence / 10)));
                station.repliesThrough(sequence);
            }
            station.send(station.scansFrame(1, conversation.code(1, "S0")));
            assertThat(station.reply()).isEqualTo("goodbye SEQUENCE_TOO_OLD");
        }
    }

    @Test
    void shouldEndConnectionOnSequenceZeroOrTheLastThereIs() throws Exception {
        try (RawStation station = conversation.open(50)) {
            station.send(station.scansFrame(0, conversation.code(1, "A")));
            assertThat(station.reply()).isEqualTo("goodbye SEQUENCE_TOO_OLD");
        }
        try (RawStation station = conversation.open(51)) {
            station.send(station.scansFrame(0xFFFF_FFFFL, conversation.code(1, "A")));
            assertThat(station.reply()).isEqualTo("goodbye STREAM_EXHAUSTED");
        }
    }

    @Test
    void shouldEndConnectionOnOversizedAndNegativeLengths() throws Exception {
        conversation.assertGoodbye("FRAME_LENGTH", new byte[] {1, 0, 1, 0});
        conversation.assertGoodbye("FRAME_LENGTH", new byte[] {-1, -1, -1, -1});
        conversation.assertGoodbye("FRAME_LENGTH", new byte[] {0, 0, 0, (byte) 0x80});
        conversation.assertGoodbye("FRAME_LENGTH", new byte[] {7, 0, 0, 0});
        conversation.assertGoodbye("FRAME_LENGTH", new byte[] {0, 0, 0, 0});
    }

    @Test
    void shouldEndConnectionOnWrongSchemaOrVersion() throws Exception {
        try (RawStation station = server.station()) {
            final byte[] version = station.scansFrame(1, conversation.code(1, "A"));
            version[4 + 6] = ScansDecoder.SCHEMA_VERSION + 1;
            conversation.assertGoodbye("WRONG_SCHEMA", version);
            final byte[] schema = station.scansFrame(1, conversation.code(1, "A"));
            schema[4 + 4] ^= 1;
            conversation.assertGoodbye("WRONG_SCHEMA", schema);
        }
    }

    @Test
    void shouldEndConnectionOnUnknownMessage() throws Exception {
        try (RawStation station = server.station()) {
            final byte[] frame = station.pingFrame(1);
            frame[4 + 2] = 99;
            conversation.assertGoodbye("UNKNOWN_MESSAGE", frame);
            frame[4 + 2] = 5;
            conversation.assertGoodbye("UNKNOWN_MESSAGE", frame);
        }
    }

    @Test
    void shouldEndConnectionOnGroupThatDoesNotFitItsFrame() throws Exception {
        try (RawStation station = server.station()) {
            final byte[] count = station.scansFrame(1, conversation.code(1, "A"));
            count[4 + 8 + 4 + 2] = 2;
            conversation.assertGoodbye("MALFORMED_FRAME", count);
            final byte[] none = station.scansFrame(1);
            conversation.assertGoodbye("MALFORMED_FRAME", none);
            final byte[] block = station.scansFrame(1, conversation.code(1, "A"));
            block[4 + 8 + 4] = 63;
            conversation.assertGoodbye("MALFORMED_FRAME", block);
            final byte[] cut = Arrays.copyOf(station.scansFrame(1), 4 + 8 + 2);
            cut[0] = 10;
            conversation.assertGoodbye("MALFORMED_FRAME", cut);
        }
    }

    @Test
    void shouldExpectHelloFirstAndOnce() throws Exception {
        try (RawStation station = server.station()) {
            station.send(station.scansFrame(1, conversation.code(1, "A")));
            assertThat(station.reply()).isEqualTo("goodbye HELLO_EXPECTED");
        }
        try (RawStation station = server.station()) {
            conversation.assertGoodbye("UNKNOWN_MESSAGE", station.helloFrame(7, 50, 1));
        }
        try (RawStation station = server.station()) {
            station.send(station.helloFrame(0, 1, 1));
            assertThat(station.reply()).isEqualTo("goodbye MALFORMED_FRAME");
        }
    }

    @Test
    void shouldRefuseStreamOfAnotherStation() throws Exception {
        conversation.open(1).close();
        try (RawStation station = server.station().hello(8, 1)) {
            assertThat(station.reply()).isEqualTo("refused STREAM_OF_ANOTHER_STATION");
            assertThat(station.reply()).isEqualTo("closed");
        }
    }

    @Test
    void shouldEndConnectionThatIgnoresItsCredit() throws Exception {
        final byte[][] scans = new byte[2 * TestServer.CREDIT + 1][];
        for (int i = 0; i < scans.length; i++) {
            scans[i] = conversation.code(i + 1, "S" + i / 10);
        }
        try (RawStation station = server.station()) {
            conversation.assertGoodbye("CREDIT_EXCEEDED", station.scansFrame(1, scans));
        }
    }

    /** Between the credit and twice the credit a station is served: after a Retry it cannot know what is still on its way. */
    @Test
    void shouldTakeTwiceTheCreditAndNotOneScanMore() throws Exception {
        final byte[][] scans = new byte[2 * TestServer.CREDIT][];
        for (int i = 0; i < scans.length; i++) {
            scans[i] = conversation.code(i + 1, "S" + i / 10);
        }
        try (RawStation station = conversation.open(51)) {
            station.send(station.scansFrame(1, scans));
            assertThat(station.repliesThrough(scans.length)).allMatch(reply -> reply.startsWith("ack "));
        }
        shouldEndConnectionThatIgnoresItsCredit();
    }

    @Test
    void shouldSurviveRandomBytes() throws Exception {
        final long seed = 20_221_122;
        final SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 300; round++) {
            try (RawStation station = random.nextBoolean() ? server.station() : conversation.open(1 + round, 1_000 + round)) {
                byte[] bytes = new byte[random.nextInt(400)];
                random.nextBytes(bytes);
                if (random.nextBoolean()) {
                    bytes = station.scansFrame(1, conversation.code(round + 1, "R" + round));
                    for (int flips = random.nextInt(1, 6); flips > 0; flips--) {
                        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                    }
                }
                station.send(bytes);
            }
        }
        assertThat(server.failure).as("seed %d", seed).isNotDone();
    }

    @Test
    void shouldDropStationsThatStopInTheMiddleOrSayNothing() throws Exception {
        try (TestServer impatient = new TestServer(directory.resolve("impatient"), 1, Duration.ofSeconds(3), 100);
            RawStation silent = impatient.station();
            RawStation half = impatient.station().hello(7, 1)) {
            assertThat(half.reply()).startsWith("welcome");
            half.send(new byte[] {100, 0, 0});
            assertThat(silent.reply()).isEqualTo("goodbye HELLO_EXPECTED");
            assertThat(half.reply()).isEqualTo("goodbye MALFORMED_FRAME");
        }
    }

    /** Silence is no fault: the time in Goodbye says when to come back. */
    @Test
    void shouldTellASilentStationWhenToComeBack() throws Exception {
        try (TestServer impatient = new TestServer(directory.resolve("idle"), Duration.ofMillis(100));
            RawStation silent = impatient.station().hello(7, 1)) {
            assertThat(silent.reply()).startsWith("welcome");
            assertThat(silent.reply()).isEqualTo("goodbye IDLE");
        }
    }

    @Test
    void shouldRefuseOneConnectionTooMany() throws Exception {
        try (TestServer small = new TestServer(directory.resolve("small"), 1, Duration.ofSeconds(60), 1);
            RawStation first = small.station().hello(7, 1);
            RawStation second = small.station()) {
            assertThat(first.reply()).startsWith("welcome");
            assertThat(second.reply()).isEqualTo("refused CONNECTIONS_FULL");
            assertThat(second.reply()).isEqualTo("closed");
            first.send(first.pingFrame(1));
            assertThat(first.reply()).isEqualTo("pong 1");
        }
    }

    @Test
    void shouldReadNoMoreFromStationThatTakesNoReplies() throws Exception {
        try (DeafStation deaf = new DeafStation(server, 50)) {
            assertThat(deaf.pingUntilStalled(64 << 20)).as("bytes taken").isLessThan(64 << 20);
            conversation.open(51).close();
        }
    }

    @Test
    void shouldCloseReplacedConnectionThatTakesNoGoodbye() throws Exception {
        try (TestServer impatient = new TestServer(directory.resolve("deaf"), 1, Duration.ofSeconds(2), 100);
            DeafStation deaf = new DeafStation(impatient, 50)) {
            deaf.pingUntilStalled(64 << 20);
            try (RawStation newer = impatient.station().hello(7, 50)) {
                assertThat(newer.reply()).startsWith("welcome");
                await().atMost(Duration.ofSeconds(60)).until(() -> impatient.edge.counters().open() == 1);
            }
        }
    }
}
