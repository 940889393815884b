package io.swabline.loadgen.hostile;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A time in which visitors come again and again, at least once, each on a thread of its own. */
final class HonestPhase {
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    private final List<? extends Visitor> visitors;
    private final Duration duration;
    private volatile boolean isOver;

    HonestPhase(final List<? extends Visitor> visitors, final Duration duration) {
        this.visitors = visitors;
        this.duration = duration;
    }

    /**
     * Returns when the time is over, or earlier when the attack is; after that when all visitors have gone. Called once.
     *
     * @param isAttackOver asked often
     * @param everySecond  run once a second
     */
    HonestWaits run(final BooleanSupplier isAttackOver, final Runnable everySecond) throws InterruptedException {
        final ExecutorService threads = Executors.newFixedThreadPool(visitors.size());
        try {
            final List<Future<HonestWaits>> running = new ArrayList<>();
            visitors.forEach(visitor -> running.add(threads.submit(() -> comeAgain(visitor))));
            final long startNs = System.nanoTime();
            long nextNs = SECOND_NS;
            long nowNs = 0;
            while (nowNs < duration.toNanos() && !isAttackOver.getAsBoolean()) {
                LockSupport.parkNanos(Math.min(LOOK_NS, duration.toNanos() - nowNs));
                nowNs = System.nanoTime() - startNs;
                if (nowNs >= nextNs) {
                    everySecond.run();
                    nextNs += SECOND_NS;
                }
            }
            isOver = true;
            final HonestWaits all = new HonestWaits();
            for (final Future<HonestWaits> waits : running) {
                all.add(waits.get());
            }
            return all;
        } catch (final ExecutionException e) {
            throw new IllegalStateException("a visitor failed", e.getCause());
        } finally {
            isOver = true;
            threads.shutdown();
        }
    }

    private HonestWaits comeAgain(final Visitor visitor) {
        final HonestWaits waits = new HonestWaits();
        do {
            visitor.visit(waits);
            LockSupport.parkNanos(PAUSE_NS);
        } while (!isOver);
        return waits;
    }
}
