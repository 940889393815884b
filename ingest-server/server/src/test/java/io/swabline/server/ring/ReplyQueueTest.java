package io.swabline.server.ring;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(120)
class ReplyQueueTest {
    private static final int MESSAGE_LENGTH = 64;

    private final ReplyQueue queue = new ReplyQueue(1 << 12);

    private void write(final long value) {
        final int offset = queue.claim(ReplyDescriptor.WRITE, MESSAGE_LENGTH);
        queue.buffer().putLong(offset, value);
        queue.commit();
    }

    @Test
    void shouldWakeTheLoopOnceForMessagesAndOnRequestWithoutAny() {
        final AtomicInteger wakes = new AtomicInteger();
        queue.onWake(wakes::incrementAndGet);
        queue.flush();
        assertThat(wakes).hasValue(0);
        write(1);
        write(2);
        queue.flush();
        write(3);
        queue.flush();
        assertThat(wakes).as("woken again before it has read").hasValue(1);
        queue.read((type, buffer, index, length) -> { });
        queue.wantWake(true);
        queue.flush();
        assertThat(wakes).hasValue(2);
    }

    /** One at a time, as one station alone sends: nobody comes behind a message to wake the loop for it once more. */
    @Test
    void shouldHandOverEachMessageAtOnceWhereverItLies() {
        final AtomicLong read = new AtomicLong(-1);
        for (long value = 0; value < 1_000; value++) {
            write(value);
            queue.flush();
            queue.read((type, buffer, index, length) -> read.set(buffer.getLong(index)));
            assertThat(read).hasValue(value);
        }
    }

    /** The writer is much faster than the queue is large: nothing may be lost or reordered, and nobody may hang. */
    @Test
    void shouldCarryEverythingInOrderThroughAQueueThatIsOftenFull() throws Exception {
        final long messages = 20_000;
        final AtomicLong next = new AtomicLong();
        final CountDownLatch done = new CountDownLatch(1);
        final Object wake = new Object();
        queue.onWake(() -> {
            synchronized (wake) {
                wake.notifyAll();
            }
        });
        final Thread loop = new Thread(() -> {
            while (next.get() < messages) {
                queue.read((type, buffer, index, length) -> {
                    if (buffer.getLong(index) == next.get()) {
                        next.incrementAndGet();
                    }
                });
            }
            done.countDown();
        }, "reply-queue-test");
        loop.setDaemon(true);
        loop.start();
        for (long value = 0; value < messages; value++) {
            write(value);
        }
        queue.flush();
        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(next).hasValue(messages);
    }

    @Test
    void shouldStopWaitingForRoomOnceClosed() {
        int written = 0;
        queue.close();
        while (queue.claim(ReplyDescriptor.WRITE, MESSAGE_LENGTH) >= 0) {
            queue.commit();
            written++;
        }
        assertThat(written).isPositive();
    }

    @Test
    void shouldTellConnectionsInTheSamePlaceApart() {
        final long first = ConnectionId.of(3, 70_000, 1);
        final long second = ConnectionId.of(3, 70_000, -1);
        assertThat(first).isNotEqualTo(second);
        assertThat(ConnectionId.loop(second)).isEqualTo(3);
        assertThat(ConnectionId.place(second)).isEqualTo(70_000);
    }
}
