package io.swabline.benchmarks.jmh;

import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.trust.Cutoff;
import io.swabline.protocol.trust.CutoffTable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Asks whether codes are superseded: of people of whom none ever was, as nearly all are. */
@State(Scope.Thread)
public class CutoffBenchmark {
    private static final int PEOPLE = 1 << 16;
    private static final int CUTOFFS = 250_000;
    private static final long SEED = 4711;

    private final UnsafeBuffer people = new UnsafeBuffer(ByteBuffer.allocateDirect(PEOPLE * Pseudonym.LENGTH));
    private CutoffTable full;

    /** As many cut-offs as the defaults allow, of other people. */
    @Setup
    public void setUp() {
        final SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < PEOPLE; i++) {
            person(random).copyTo(people, i * Pseudonym.LENGTH);
        }
        final List<Cutoff> cutoffs = new ArrayList<>();
        for (int i = 0; i < CUTOFFS; i++) {
            cutoffs.add(new Cutoff(i + 1, 1_000, 1_000_000, person(random), 1, i));
        }
        full = CutoffTable.of(cutoffs);
    }

    private static Pseudonym person(final SplittableRandom random) {
        final byte[] bytes = new byte[Pseudonym.LENGTH];
        random.nextBytes(bytes);
        return Pseudonym.of(bytes);
    }

    /** 250,000 codes are, none of these. */
    @Benchmark
    @OperationsPerInvocation(PEOPLE)
    public int full() {
        int superseded = 0;
        for (int i = 0; i < PEOPLE; i++) {
            superseded += full.isSuperseded(people, i * Pseudonym.LENGTH, 1, 2_000) ? 1 : 0;
        }
        return superseded;
    }
}
