package io.swabline.server.ring;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.WaitStrategy;

import java.lang.invoke.VarHandle;

/**
 * Parks a stage thread until the slots it waits for are there. Disruptor's own blocking strategies park only for the
 * event loops' cursor and spin for an earlier stage; with as many busy threads as cores that spinning takes the core away
 * from the stage that it waits for. Every publisher, {@link StageThread} included, signals.
 */
final class ParkingWaitStrategy implements WaitStrategy {
    private final Object lock = new Object();
    private volatile int waiting;

    @Override
    public long waitFor(final long sequence, final Sequence cursor, final Sequence dependent, final SequenceBarrier barrier)
        throws AlertException, InterruptedException {
        long available = dependent.get();
        if (available < sequence) {
            synchronized (lock) {
                waiting++;
                try {
                    // waiting is raised before the sequence is read again, and publishers advance the sequence before they
                    // read waiting: one of the two always sees the other.
                    while ((available = dependent.get()) < sequence) {
                        barrier.checkAlert();
                        lock.wait();
                    }
                } finally {
                    waiting--;
                }
            }
        }
        return available;
    }

    @Override
    public void signalAllWhenBlocking() {
        VarHandle.fullFence();
        if (waiting > 0) {
            synchronized (lock) {
                lock.notifyAll();
            }
        }
    }
}
