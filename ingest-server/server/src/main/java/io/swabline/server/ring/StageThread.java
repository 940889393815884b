package io.swabline.server.ring;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.Sequencer;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * One thread of the pipeline: takes what is there, up to a bound, runs its stages over it one after another, then hands
 * the slots on. Where Disruptor's own processor steps over an event whose handler threw, this one stops: the failed slot
 * and all behind it are never acknowledged.
 */
public final class StageThread implements Runnable {
    private final Sequence sequence = new Sequence(Sequencer.INITIAL_CURSOR_VALUE);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final ScanRing ring;
    private final SequenceBarrier barrier;
    private final Stage[] stages;
    private final int batchMax;
    private final Consumer<Throwable> onFailure;

    /**
     * @param behind    the thread whose slots this one takes; null for the first, which takes them from the event loops
     * @param batchMax  slots handled before they are handed on, at least 1
     * @param onFailure called on this thread when a stage throws; the thread then ends
     */
    public StageThread(final ScanRing ring, final StageThread behind, final List<Stage> stages, final int batchMax,
        final Consumer<Throwable> onFailure) {
        this.ring = ring;
        this.barrier = behind == null ? ring.barrierBehind() : ring.barrierBehind(behind.sequence);
        this.stages = stages.toArray(Stage[]::new);
        this.batchMax = batchMax;
        this.onFailure = onFailure;
    }

    Sequence sequence() {
        return sequence;
    }

    /** Whether all that was published so far has passed this thread. */
    public boolean hasReached(final long ringSequence) {
        return sequence.get() >= ringSequence;
    }

    /** Asks the thread to end between two batches. Slots that it has not handled stay unhandled. */
    public void halt() {
        barrier.alert();
    }

    /** Waits for the thread to end. */
    public void awaitStopped() throws InterruptedException {
        stopped.await();
    }

    @Override
    public void run() {
        try {
            for (final Stage stage : stages) {
                stage.onStart();
            }
            runBatches();
        } catch (final AlertException halted) {
            // asked to end
        } catch (final Throwable failure) {
            onFailure.accept(failure);
        } finally {
            stopped.countDown();
        }
    }

    private void runBatches() throws Exception {
        long next = sequence.get() + 1;
        while (true) {
            final long available = barrier.waitFor(next);
            if (available < next) {
                continue;
            }
            final long last = Math.min(available, next + batchMax - 1);
            runBatch(next, last);
            next = last + 1;
        }
    }

    private void runBatch(final long first, final long last) {
        for (final Stage stage : stages) {
            stage.onBatch(first, last);
        }
        sequence.set(last);
        ring.waitStrategy().signalAllWhenBlocking();
        for (final Stage stage : stages) {
            stage.onBatchDone();
        }
    }

    /**
     * Handles up to {@code slotsMax} slots that are there, on the calling thread, for a simulation, which has only that one and
     * one event loop. What a stage throws comes to the caller; the stages must not be called again then.
     *
     * @return the slots handled, 0 if there were none
     */
    public int step(final int slotsMax) {
        final long first = sequence.get() + 1;
        final long last = Math.min(barrier.getCursor(), first + slotsMax - 1);
        if (last < first) {
            return 0;
        }
        runBatch(first, last);
        return (int) (last - first + 1);
    }
}
