package io.swabline.benchmarks.issue;

import io.swabline.benchmarks.report.BenchFailure;
import io.swabline.issuer.DeskSettings;
import io.swabline.issuer.IssuedCode;
import io.swabline.issuer.Person;
import io.swabline.issuer.RegistryDesk;
import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.SamplingKeys;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Histogram;

/** Callers that each ask for codes of residents who are new, so many at a time, until all have theirs. */
final class IssueRun {
    private static final LocalDate BIRTH_DATE = LocalDate.of(1990, 5, 17);
    private static final int CHECKED = 200;

    private final SamplingKeys keys;
    private final DeskSettings settings;
    private final int threads;
    private final int underWay;

    IssueRun(final Path directory, final int threads, final int underWay) {
        this.keys = SamplingKeys.create(directory.resolve("keys"));
        this.settings = DeskSettings.embedded(directory);
        this.threads = threads;
        this.underWay = underWay;
    }

    /** Issues to residents {@code -warmUp} to 0, then, measured, to 1 to {@code residents}. */
    Issued run(final int warmUp, final int residents) throws InterruptedException {
        final Issued issued;
        final IssuedCode[] sample = new IssuedCode[CHECKED];
        try (RegistryDesk desk = open()) {
            issue(desk, -warmUp, warmUp);
            issued = issue(desk, 1, residents);
            for (int i = 0; i < CHECKED; i++) {
                sample[i] = desk.code(pseudonym(1 + (long) i * residents / CHECKED)).join();
            }
        }
        check(sample);
        return issued;
    }

    private RegistryDesk open() {
        return RegistryDesk.open(settings, () -> keys, cutoffs -> { }, InstantSource.system());
    }

    private void check(final IssuedCode[] sample) {
        try (RegistryDesk desk = open()) {
            for (final IssuedCode code : sample) {
                if (!desk.code(code.holder().pseudonym()).join().equals(code)) {
                    throw new BenchFailure(
                        BenchFailure.FAILED, "a code is another one after the registry was opened again", null);
                }
            }
        }
    }

    private Issued issue(final RegistryDesk desk, final long first, final int count) throws InterruptedException {
        final Histogram latencies = new Histogram(3);
        final AtomicReference<Throwable> failure = new AtomicReference<>();
        final Thread[] callers = new Thread[threads];
        final long startNs = System.nanoTime();
        for (int i = 0; i < threads; i++) {
            final long from = first + (long) count * i / threads;
            final long to = first + (long) count * (i + 1) / threads;
            callers[i] = new Thread(() -> ask(desk, from, to, latencies, failure), "caller-" + i);
            callers[i].start();
        }
        for (final Thread caller : callers) {
            caller.join();
        }
        if (failure.get() != null) {
            throw new BenchFailure(BenchFailure.FAILED, "a code was not issued: " + failure.get().getMessage(), failure.get());
        }
        return new Issued(count * 1e9 / (System.nanoTime() - startNs), latencies);
    }

    private void ask(
        final RegistryDesk desk,
        final long from,
        final long to,
        final Histogram latencies,
        final AtomicReference<Throwable> failure) {
        final int permits = Math.max(1, underWay / threads);
        final Semaphore room = new Semaphore(permits);
        for (long resident = from; resident < to && failure.get() == null; resident++) {
            room.acquireUninterruptibly();
            final Person person = new Person(pseudonym(resident), "张*", BIRTH_DATE);
            final long askedNs = System.nanoTime();
            final CompletableFuture<IssuedCode> asked = desk.code(person);
            asked.whenComplete((code, refused) -> {
                if (refused == null) {
                    latencies.recordValue(System.nanoTime() - askedNs); // on the desk's thread alone
                } else {
                    failure.compareAndSet(null, refused instanceof CompletionException ? refused.getCause() : refused);
                }
                room.release();
            });
        }
        room.acquireUninterruptibly(permits);
    }

    private static Pseudonym pseudonym(final long resident) {
        final byte[] bytes = new byte[Pseudonym.LENGTH];
        new SplittableRandom(resident).nextBytes(bytes);
        return Pseudonym.of(bytes);
    }

    /** What came of it: residents a second, and the times from asking to being answered in nanoseconds. */
    record Issued(double aSecond, Histogram latencies) {
    }
}
