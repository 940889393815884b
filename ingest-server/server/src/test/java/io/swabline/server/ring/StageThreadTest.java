package io.swabline.server.ring;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(120)
class StageThreadTest {
    private static final int SLOTS = 64;

    private final ScanRing ring = new ScanRing(SLOTS, 1);
    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();

    private StageThread thread(final StageThread behind, final int batchMax, final Stage... stages) {
        return new StageThread(ring, behind, List.of(stages), batchMax, failure::complete);
    }

    private static void start(final StageThread... stageThreads) {
        for (final StageThread stageThread : stageThreads) {
            final Thread thread = new Thread(stageThread, "stage-thread-test");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void publish(final int count) {
        long first;
        do {
            first = ring.tryClaim(count);
        } while (first == ScanRing.FULL);
        ring.publish(first, first + count - 1);
    }

    /** Notes the ranges it is given and fails if they leave a gap, repeat a slot, or come before the stage in front. */
    private static final class Recording implements Stage {
        private final CountDownLatch reached;
        private final Recording inFront;
        private final long until;
        private volatile long last = -1;
        private int longestBatch;

        Recording(final Recording inFront, final long until) {
            this.inFront = inFront;
            this.until = until;
            this.reached = new CountDownLatch(1);
        }

        @Override
        public void onBatch(final long first, final long batchLast) {
            assertThat(first).isEqualTo(last + 1);
            assertThat(batchLast).isGreaterThanOrEqualTo(first);
            if (inFront != null) {
                assertThat(inFront.last).isGreaterThanOrEqualTo(batchLast);
            }
            longestBatch = Math.max(longestBatch, (int) (batchLast - first + 1));
            last = batchLast;
            if (last == until) {
                reached.countDown();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldHandEverySlotThroughStagesAndThreadsInOrder(final long seed) throws Exception {
        final SplittableRandom random = new SplittableRandom(seed);
        final int slots = 50_000;
        final Recording a = new Recording(null, slots - 1);
        final Recording b = new Recording(a, slots - 1);
        final Recording c = new Recording(b, slots - 1);
        final StageThread first = thread(null, 16, a, b);
        final StageThread second = thread(first, 1_000, c);
        ring.gateOn(second);
        start(first, second);
        for (int published = 0; published < slots;) {
            final int count = Math.min(1 + random.nextInt(8), slots - published);
            publish(count);
            published += count;
        }
        assertThat(c.reached.await(60, TimeUnit.SECONDS)).as("seed %d", seed).isTrue();
        assertThat(a.longestBatch).isLessThanOrEqualTo(16);
        assertThat(failure).isNotDone();
        first.halt();
        second.halt();
        first.awaitStopped();
        second.awaitStopped();
    }

    @Test
    void shouldNeverStepOverASlotWhoseStageFailed() throws Exception {
        final List<Long> behind = new ArrayList<>();
        final CountDownLatch firstBatch = new CountDownLatch(1);
        final StageThread failing = thread(null, 1, (first, last) -> {
            if (first == 2) {
                throw new IllegalStateException("slot 2 failed, as the test asked");
            }
        });
        final StageThread last = thread(failing, 1, (first, end) -> {
            behind.add(first);
            if (first == 1) {
                firstBatch.countDown();
            }
        });
        ring.gateOn(last);
        start(failing, last);
        publish(5);
        assertThat(failure.get(60, TimeUnit.SECONDS)).hasMessageContaining("slot 2");
        assertThat(firstBatch.await(60, TimeUnit.SECONDS)).isTrue();
        failing.awaitStopped();
        last.halt();
        last.awaitStopped();
        assertThat(behind).containsExactly(0L, 1L);
        assertThat(failing.hasReached(2)).isFalse();
    }

    @Test
    void shouldStopWhileWaiting() throws Exception {
        final StageThread idle = thread(null, 1, (first, last) -> { });
        ring.gateOn(idle);
        start(idle);
        idle.halt();
        idle.awaitStopped();
        assertThat(failure).isNotDone();
    }

    @Test
    void shouldSayFullInsteadOfWaiting() {
        ring.gateOn(thread(null, 1, (first, last) -> { }));
        assertThat(ring.tryClaim(SLOTS)).isZero();
        ring.publish(0, SLOTS - 1);
        assertThat(ring.tryClaim(1)).isEqualTo(ScanRing.FULL);
        assertThat(ring.remainingCapacity()).isZero();
    }
}
