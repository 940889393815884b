package io.swabline.server.ring;

import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.dsl.ProducerType;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The ring between the event loops and the pipeline: a Disruptor whose slots lie side by side in one block of off-heap
 * memory. Event loops claim without blocking; a full ring is their sign to stop reading.
 */
public final class ScanRing {
    /** Answer of {@link #tryClaim(int)} when there is no room. */
    public static final long FULL = -1;

    private final RingBuffer<Slot> ring;
    private final ParkingWaitStrategy waitStrategy = new ParkingWaitStrategy();

    /**
     * @param slotCount      slots, a power of two
     * @param eventLoopCount threads that publish; one makes claiming cheaper
     */
    public ScanRing(final int slotCount, final int eventLoopCount) {
        final int length = slotCount * SlotDescriptor.SLOT_LENGTH;
        final UnsafeBuffer memory = new UnsafeBuffer(BufferUtil.allocateDirectAligned(length, SlotDescriptor.SLOT_LENGTH));
        final int[] next = {0};
        ring = RingBuffer.create(
            eventLoopCount == 1 ? ProducerType.SINGLE : ProducerType.MULTI,
            () -> new Slot(memory, SlotDescriptor.SLOT_LENGTH * next[0]++),
            slotCount,
            waitStrategy);
    }

    public Slot slot(final long sequence) {
        return ring.get(sequence);
    }

    public int capacity() {
        return ring.getBufferSize();
    }

    public long remainingCapacity() {
        return ring.remainingCapacity();
    }

    /** Sequence of the newest claimed slot; with nothing in flight, every stage thread has reached it. */
    public long cursor() {
        return ring.getCursor();
    }

    /**
     * Claims {@code count} consecutive slots, which must then be filled and published.
     *
     * @return sequence of the first, or {@link #FULL}
     */
    public long tryClaim(final int count) {
        try {
            return ring.tryNext(count) - count + 1;
        } catch (final InsufficientCapacityException full) {
            return FULL;
        }
    }

    public void publish(final long first, final long last) {
        ring.publish(first, last);
    }

    SequenceBarrier barrierBehind(final Sequence... dependencies) {
        return ring.newBarrier(dependencies);
    }

    /** The sequence that slots are freed behind: that of the last thread. */
    public void gateOn(final StageThread last) {
        ring.addGatingSequences(last.sequence());
    }

    ParkingWaitStrategy waitStrategy() {
        return waitStrategy;
    }
}
