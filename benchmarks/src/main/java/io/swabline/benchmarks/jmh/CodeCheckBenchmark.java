package io.swabline.benchmarks.jmh;

import io.swabline.protocol.CodeDescriptor;
import io.swabline.protocol.CoreBatch;
import io.swabline.protocol.Verdict;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Checking the core of a sampling code: its MAC, its sealed holder, its validity; many at a time as the server does, and one. */
@State(Scope.Thread)
public class CodeCheckBenchmark {
    private static final int BATCH = 256;

    private final UnsafeBuffer cores = new UnsafeBuffer(new byte[BATCH * CodeDescriptor.CORE_LENGTH]);
    private final UnsafeBuffer pseudonyms = new UnsafeBuffer(new byte[BATCH * CodeDescriptor.PSEUDONYM_LENGTH]);
    private CoreBatch many;
    private CoreBatch one;
    private long nowSeconds;
    private int next;

    /** Issues the codes. */
    @Setup
    public void setUp() {
        final SyntheticCodes codes = new SyntheticCodes(BATCH);
        nowSeconds = System.currentTimeMillis() / 1000;
        codes.issue(0, BATCH, nowSeconds - 60, cores, 0);
        many = new CoreBatch(codes.key(), BATCH);
        one = new CoreBatch(codes.key(), 1);
    }

    /** 256 cores of one key. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int many() {
        many.clear();
        for (int i = 0; i < BATCH; i++) {
            many.add(cores, i * CodeDescriptor.CORE_LENGTH);
        }
        many.verify();
        return read(many, BATCH);
    }

    /** A core by itself. */
    @Benchmark
    @OperationsPerInvocation(1)
    public int one() {
        next = next + 1 & BATCH - 1;
        one.clear();
        one.add(cores, next * CodeDescriptor.CORE_LENGTH);
        one.verify();
        return read(one, 1);
    }

    private int read(final CoreBatch batch, final int expected) {
        int accepted = 0;
        for (int i = 0; i < expected; i++) {
            if (batch.verdict(i, nowSeconds) == Verdict.ACCEPTED) {
                batch.pseudonym(i, pseudonyms, i * CodeDescriptor.PSEUDONYM_LENGTH);
                accepted++;
            }
        }
        if (accepted != expected) {
            throw new IllegalStateException("accepted " + accepted + " of " + expected + " genuine codes");
        }
        return accepted;
    }
}
