package io.swabline.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a writing process again and again on the same directory, with two tails that follow all the while. */
class JournalCrashTest {
    private static final long SEED = Long.getLong("swabline.seed", System.nanoTime());

    @TempDir
    Path directory;

    @Test
    void shouldKeepWhatWasDurableOverKills() throws Exception {
        killAndCheck(3, 300);
    }

    @Test
    @Tag("slow")
    void shouldKeepWhatWasDurableOverManyKills() throws Exception {
        killAndCheck(60, 500);
    }

    private void killAndCheck(final int kills, final int durationMsMax) throws Exception {
        final SplittableRandom random = new SplittableRandom(SEED);
        final Contiguous followed = new Contiguous();
        long durable = 0;
        try (JournalTail tail = JournalTail.open(directory)) {
            for (int kill = 0; kill < kills; kill++) {
                final String description = "seed " + SEED + ", kill " + kill;
                final ChildJournal child = ChildJournal.start(directory, random.nextLong());
                try {
                    if (random.nextInt(4) != 0) { // or else the kill may fall into the recovery
                        awaitOpened(child, tail, followed);
                        assertThat(child.durable()).as(description + ": " + child.lastLine()).isGreaterThanOrEqualTo(durable);
                    }
                    final long endNs = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(random.nextInt(durationMsMax * 1000));
                    while (System.nanoTime() < endNs && child.isAlive()) {
                        tail.poll(followed, 1 + random.nextInt(2000));
                        LockSupport.parkNanos(20_000);
                    }
                } finally {
                    child.kill();
                }
                durable = Math.max(durable, child.durable());
                final Contiguous fromStart = new Contiguous();
                try (JournalTail other = JournalTail.open(directory)) {
                    while (other.poll(fromStart, 5000) > 0) {
                        assertThat(fromStart.isRight).as(description).isTrue();
                    }
                    assertThat(other.position()).as(description).isGreaterThanOrEqualTo(durable);
                }
            }
            while (tail.lagRecords() > 0) {
                tail.poll(followed, 1000);
            }
            assertThat(tail.missingRecords()).as("seed " + SEED).isZero();
        }
        assertThat(followed.isRight).as("seed " + SEED).isTrue();
        assertThat(followed.next).as("seed " + SEED).isGreaterThanOrEqualTo(durable);
        try (JournalWriter journal = TestJournals.open(directory)) {
            assertThat(journal.position()).as("seed " + SEED).isGreaterThanOrEqualTo(followed.next);
        }
        final JournalVerifier.Report report = JournalVerifier.verify(directory);
        assertThat(report.damages()).as("seed " + SEED).isEmpty();
        assertThat(report.records()).isEqualTo(report.durablePosition()).isGreaterThanOrEqualTo(durable);
    }

    private static void awaitOpened(final ChildJournal child, final JournalTail tail, final RecordHandler handler) {
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (child.durable() < 0 && child.isAlive() && System.nanoTime() < deadlineNs) {
            tail.poll(handler, 1000);
            LockSupport.parkNanos(100_000);
        }
    }

    /** Every record once, in order, with its own bytes. */
    private static final class Contiguous implements RecordHandler {
        private long next;
        private boolean isRight = true;

        @Override
        public void onRecord(final long position, final long appendedAtMs, final DirectBuffer buffer, final int offset) {
            isRight &= position == next++ && Records.isAt(buffer, offset, position);
        }

        @Override
        public void onGap(final long fromPosition, final long toPosition) {
            isRight = false;
        }
    }
}
