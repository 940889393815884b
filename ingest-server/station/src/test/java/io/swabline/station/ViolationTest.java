package io.swabline.station;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.swabline.protocol.codec.RetryReason;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A server that breaks the protocol is not believed; the station says what was wrong, and comes back. */
final class ViolationTest {
    private final FakeJournal journal = new FakeJournal();
    private final FakeNetwork network = new FakeNetwork(() -> new FakeServer(journal, 64));
    private final RecordingListener listener = new RecordingListener();
    private final Station station = new Station(StationSettings.of(FakeNetwork.address(), 1), listener, network.lane,
        PendingScans.SEQUENCE_MAX);

    static Stream<Arguments> violations() {
        return Stream.of(
            // Scans 1 to 10 were sent, 1 to 4 have their verdict.
            violation("in flight are 5 through 10", out -> ServerFrames.ack(out, 5, 11, 64)),
            violation("in flight are 5 through 10", out -> ServerFrames.ack(out, 6, 10, 64)),
            violation("in flight are 5 through 10", out -> ServerFrames.ack(out, 0, 5, 64)),
            violation("in flight are 5 through 10", out -> ServerFrames.ack(out, 6, 5, 64)),
            violation("have their verdict already", out -> ServerFrames.ack(out, 4, 6, 64)),
            violation("have their verdict already", out -> ServerFrames.ack(out, 1, 1, 64, entry(1, 1, 1))),
            violation("lists 7 behind 4", out -> ServerFrames.ack(out, 5, 6, 64, entry(7, 2, 0))),
            violation("lists 5 behind 5", out -> ServerFrames.ack(out, 5, 6, 64, entry(5, 2, 0), entry(5, 2, 0))),
            violation("Ack with 0, which is no verdict, for 6", out -> ackOf(out, 0)),
            violation("Ack with 255, which is no verdict, for 6", out -> ackOf(out, 255)),
            violation("Retry from 4", out -> ServerFrames.retry(out, 4, 1, RetryReason.DISK_LOW)),
            violation("Retry from 12", out -> ServerFrames.retry(out, 12, 1, RetryReason.DISK_LOW)),
            violation("Welcome without a Hello", out -> ServerFrames.welcome(out, 10, 64)),
            violation("a frame of 7 bytes", out -> out.writeIntLE(7).writeZero(7)),
            violation("a frame of 65537 bytes", out -> out.writeIntLE(65_537)),
            violation("a frame of 4294967295 bytes", out -> out.writeIntLE(-1)),
            violation("schema 0", out -> out.writeIntLE(8).writeZero(8)),
            violation("template 4", out -> header(out, 0, 4, 0)),
            violation("Ack shorter than its fields", out -> header(out, 17, 5, 17)),
            violation("Ack shorter than its 3 verdicts",
                out -> group(header(out, 17, 5, 17 + 4 + 29), 4 + 29, 10, 3)),
            violation("Ack shorter than its 1 verdicts",
                out -> group(header(out, 17, 5, 17 + 4 + 9), 4 + 9, 9, 1)),
            violation("Retry shorter", out -> header(out, 9, 6, 8)),
            violation("Retry shorter", out -> header(out, 8, 6, 8)),
            violation("unknown retry reason 0", out -> header(out, 9, 6, 9)),
            violation("unknown goodbye reason 0", out -> header(out, 5, 9, 5)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("violations")
    void shouldNotBelieve(final String reason, final Consumer<ByteBuf> violation) {
        station.start();
        network.open(station);
        Scans.send(station, 1, 10);
        network.deliver();
        network.server().answer(4);
        network.deliver();
        final int told = listener.verdicts.size();

        violation.accept(network.server().out());
        network.deliverToStation(Integer.MAX_VALUE);

        assertThat(listener.events.get(listener.events.size() - 1)).startsWith("disconnect PROTOCOL_ERROR").contains(reason);
        assertThat(listener.verdicts).hasSize(told);
        network.open(station);
        network.deliver();
        network.server().answerAll();
        network.deliver();
        assertThat(station.pendingScans()).isZero();
        station.close();
        network.release();
    }

    @Test
    void shouldDropTheConnectionWhenTheListenerThrows() {
        final Station failing = new Station(StationSettings.of(FakeNetwork.address(), 1), new StationListener() {
            private int calls;

            @Override
            public void onAccepted(final Station theStation, final long firstSequence, final long throughSequence) {
                if (calls++ == 0) {
                    throw new IllegalStateException("a mistake in the listener");
                }
                listener.onAccepted(theStation, firstSequence, throughSequence);
            }

            @Override
            public void onVerdict(final Station theStation, final long sequence, final io.swabline.protocol.Verdict verdict,
                final boolean retransmit, final long detail) {
                listener.onVerdict(theStation, sequence, verdict, retransmit, detail);
            }

            @Override
            public void onDisconnect(final Station theStation, final DisconnectCause cause, final String detail) {
                listener.onDisconnect(theStation, cause, detail);
            }
        }, network.lane, PendingScans.SEQUENCE_MAX);
        failing.start();
        network.open(failing);
        Scans.send(failing, 1, 2);
        network.deliver();
        network.server().answerAll();
        network.deliver();
        assertThat(listener.events).singleElement().asString().contains("FAILED", "a mistake in the listener");
        network.open(failing);
        network.deliver();
        network.server().answerAll();
        network.deliver();
        assertThat(failing.pendingScans()).isZero();
        assertThat(listener.verdicts).hasSize(2);
        failing.close();
        network.release();
    }

    private static void ackOf(final ByteBuf out, final int verdict) {
        final int start = out.writerIndex();
        ServerFrames.ack(out, 5, 6, 64, entry(6, 2, 0));
        out.setByte(start + 4 + 8 + 17 + 4 + 8, verdict);
    }

    private static Arguments violation(final String reason, final Consumer<ByteBuf> violation) {
        return Arguments.of(reason, violation);
    }

    private static long[] entry(final long sequence, final long verdict, final long retransmit) {
        return new long[] {sequence, verdict, 0, retransmit};
    }

    private static ByteBuf header(final ByteBuf out, final int blockLength, final int template, final int bodyLength) {
        return out.writeIntLE(8 + bodyLength).writeShortLE(blockLength).writeShortLE(template).writeShortLE(20222)
            .writeShortLE(0).writeZero(bodyLength);
    }

    private static void group(final ByteBuf out, final int backFromEnd, final int entryLength, final int entryCount) {
        final int offset = out.writerIndex() - backFromEnd;
        out.setShortLE(offset, entryLength).setShortLE(offset + 2, entryCount);
    }
}
