package io.swabline.server.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.swabline.journal.Journal;
import io.swabline.journal.JournalSettings;
import io.swabline.journal.JournalTail;
import io.swabline.journal.JournalWriter;
import io.swabline.protocol.Durability;
import io.swabline.protocol.codec.GoodbyeReason;
import io.swabline.server.access.SubscriberAdmission;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One subscriber's turns, on a clock and a socket held by the test. */
class SubscriptionTest {
    private static final long STALL_MAX_NS = TimeUnit.SECONDS.toNanos(60);
    private static final int A_BATCH = 1_000;

    @TempDir
    private Path directory;
    private final LongAdder sent = new LongAdder();
    private final RecordsWriter writer = new RecordsWriter();
    private final Queue<ChannelPromise> writes = new ArrayDeque<>();
    private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelOutboundHandlerAdapter() {
        @Override
        public void write(final ChannelHandlerContext context, final Object message, final ChannelPromise promise) {
            bytesHeld += ((ByteBuf) message).readableBytes();
            ((ByteBuf) message).release();
            writes.add(promise);
        }
    });
    private Journal journal;
    private JournalTail tail;
    private long durable;
    private long nowNs = 1_000;
    private long bytesHeld;

    @BeforeEach
    void open() {
        final JournalSettings settings = JournalSettings.of(directory)
            .withBlockSize(JournalSettings.BLOCK_SIZE_MIN).withDurability(Durability.OS).withClock(() -> 1);
        journal = JournalWriter.open(settings);
        tail = JournalTail.open(JournalSettings.directoryIn(directory));
    }

    @AfterEach
    void close() {
        tail.close();
        journal.close();
        channel.close();
    }

    private void append(final int batches) {
        for (int i = 0; i < batches; i++) {
            journal.append(A_BATCH, 1);
        }
    }

    private Subscription subscription(final long from, final long credit) {
        final Subscription subscription = new Subscription(
            channel, new SubscriberAdmission("census", null, Long.MAX_VALUE), from, credit,
            new SubscriberLimits(1, STALL_MAX_NS, 1_000, 1_000), nowNs, () -> { });
        subscription.read(tail);
        return subscription;
    }

    /** Turns until nothing more is sent, while the socket takes nothing. */
    private void turn(final Subscription subscription) {
        durable = tail.durablePosition();
        while (subscription.turn(writer, durable, nowNs, sent)) {
            continue;
        }
        channel.runPendingTasks();
    }

    private void socketTakesAll() {
        while (!writes.isEmpty()) {
            writes.poll().setSuccess();
        }
        bytesHeld = 0;
    }

    /** The answer to Subscribe says where it begins, before any record: as the protocol draws it. */
    @Test
    void shouldAnswerSubscribeByAFrameWithoutRecords() {
        append(1);
        journal.sync();
        final Subscription subscription = subscription(Subscription.OLDEST, 1 << 20);
        assertThat(subscription.turn(writer, tail.durablePosition(), nowNs, sent)).as("goes on at once").isTrue();
        channel.runPendingTasks();
        assertThat(writes).hasSize(1);
        assertThat(bytesHeld).isLessThan(100);
        assertThat(subscription.sent()).isZero();
        assertThat(subscription.turn(writer, tail.durablePosition(), nowNs, sent)).isTrue();
        assertThat(subscription.sent()).isPositive();
    }

    @Test
    void shouldSendOnlyWhatIsDurable() {
        append(1);
        journal.sync();
        append(1);
        final Subscription subscription = subscription(Subscription.OLDEST, 1 << 20);
        for (int i = 0; i < 5; i++) {
            turn(subscription);
            socketTakesAll();
        }
        assertThat(subscription.sent()).isEqualTo(A_BATCH);
        journal.sync();
        for (int i = 0; i < 5; i++) {
            turn(subscription);
            socketTakesAll();
        }
        assertThat(subscription.sent()).isEqualTo(2 * A_BATCH);
    }

    @Test
    void shouldHoldTwoChunksAtMostForASubscriberThatTakesNothing() {
        append(20);
        journal.sync();
        final Subscription subscription = subscription(Subscription.OLDEST, 1 << 20);
        for (int i = 0; i < 100; i++) {
            turn(subscription);
            nowNs += TimeUnit.SECONDS.toNanos(10);
        }
        assertThat(writes).hasSize(2);
        assertThat(bytesHeld).isLessThanOrEqualTo(2 * RecordsWriter.LENGTH_MAX);
    }

    @Test
    void shouldSendAwayWhoeverTakesNothingOrAllowsNothingForTooLong() {
        append(5);
        journal.sync();
        final Subscription subscription = subscription(Subscription.OLDEST, 10);
        turn(subscription);
        socketTakesAll();
        assertThat(subscription.sent()).isEqualTo(10);
        assertThat(subscription.overdue(durable, nowNs + STALL_MAX_NS, STALL_MAX_NS)).isNull();
        subscription.addCredit(0);
        nowNs += STALL_MAX_NS + 1;
        turn(subscription);
        assertThat(subscription.overdue(durable, nowNs, STALL_MAX_NS)).isEqualTo(GoodbyeReason.SLOW_READER);
    }

    @Test
    void shouldSendAwayWhoeverIsSilentAndKeepWhoeverAnswers() {
        final Subscription subscription = subscription(Subscription.NEWEST, 10);
        for (int i = 0; i < 20; i++) {
            turn(subscription);
            socketTakesAll();
            subscription.addCredit(0);
            nowNs += TimeUnit.SECONDS.toNanos(10);
            turn(subscription);
            assertThat(subscription.overdue(durable, nowNs, STALL_MAX_NS)).isNull();
        }
        socketTakesAll();
        assertThat(subscription.overdue(durable, nowNs + STALL_MAX_NS + 1, STALL_MAX_NS)).isEqualTo(GoodbyeReason.IDLE);
    }

    @Test
    void shouldWaitASecondForAPositionAheadBeforeItIsBeyondTheEnd() {
        final Subscription subscription = subscription(A_BATCH, 10);
        turn(subscription);
        assertThat(subscription.isBeyondEnd(nowNs)).isFalse();
        assertThat(subscription.isBeyondEnd(nowNs + TimeUnit.SECONDS.toNanos(2))).isTrue();
        append(1);
        journal.sync();
        turn(subscription);
        assertThat(subscription.isBeyondEnd(nowNs + TimeUnit.SECONDS.toNanos(2))).isFalse();
    }
}
