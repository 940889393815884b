package io.swabline.benchmarks.jmh;

import io.swabline.server.ring.ScanRing;
import io.swabline.server.ring.Stage;
import io.swabline.server.ring.StageThread;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Handing scans from the event loop's thread to the pipeline's through the ring: claim 64 slots, publish them, another thread
 * reads them. Slots are touched on both sides, one field each.
 */
@State(Scope.Thread)
public class RingHopBenchmark {
    private static final int FRAME = 64;
    private static final int RING_SLOTS = 32_768;
    private static final int BATCH_MAX = 8_192;
    private static final long FULL_PARK_NS = 10_000;

    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private ScanRing ring;
    private StageThread consumer;
    private long sum;

    /** Starts the thread that takes the slots. */
    @Setup
    public void setUp() {
        ring = new ScanRing(RING_SLOTS, 1);
        final Stage stage = (first, last) -> {
            long read = 0;
            for (long sequence = first; sequence <= last; sequence++) {
                read += ring.slot(sequence).detail();
            }
            sum += read;
        };
        consumer = new StageThread(ring, null, List.of(stage), BATCH_MAX, failure::set);
        ring.gateOn(consumer);
        final Thread thread = new Thread(consumer, "consumer");
        thread.setDaemon(true);
        thread.start();
    }

    /** Ends that thread. */
    @TearDown
    public void tearDown() throws InterruptedException {
        consumer.halt();
        consumer.awaitStopped();
        if (failure.get() != null) {
            throw new IllegalStateException("the consumer failed after reading " + sum, failure.get());
        }
    }

    /** As fast as the slower of the two threads. */
    @Benchmark
    @OperationsPerInvocation(FRAME)
    public long streamed() {
        return publish();
    }

    /** One frame at a time, waiting until it is taken: includes waking the other thread. */
    @Benchmark
    @OperationsPerInvocation(FRAME)
    public long oneByOne() {
        final long last = publish();
        while (!consumer.hasReached(last)) {
            Thread.onSpinWait();
        }
        return last;
    }

    private long publish() {
        long first = ring.tryClaim(FRAME);
        while (first == ScanRing.FULL) {
            LockSupport.parkNanos(FULL_PARK_NS);
            first = ring.tryClaim(FRAME);
        }
        final long last = first + FRAME - 1;
        for (long sequence = first; sequence <= last; sequence++) {
            ring.slot(sequence).detail(sequence);
        }
        ring.publish(first, last);
        return last;
    }
}
