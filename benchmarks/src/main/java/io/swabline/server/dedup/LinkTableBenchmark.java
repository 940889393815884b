package io.swabline.server.dedup;

import io.swabline.protocol.CodeDescriptor;
import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.SipHash;
import io.swabline.protocol.trust.PersonLink;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What deduplication asks of the links before it looks a person up, where 100,000 others are linked. */
@State(Scope.Thread)
public class LinkTableBenchmark {
    private static final int LINKS = 100_000;
    private static final int PEOPLE = 1 << 16;
    private static final int LENGTH = CodeDescriptor.PSEUDONYM_LENGTH;

    private final Random random = new Random(42);
    private final LinkTable table = new LinkTable(SipHash.withRandomKey());
    private final UnsafeBuffer people = new UnsafeBuffer(new byte[PEOPLE * LENGTH]);

    /** Links people of whom none is asked about. */
    @Setup
    public void setUp() {
        for (int i = 0; i < LINKS; i++) {
            table.join(new PersonLink(i, i, anybody(), anybody()));
        }
        random.nextBytes(people.byteArray());
    }

    private Pseudonym anybody() {
        final byte[] bytes = new byte[LENGTH];
        random.nextBytes(bytes);
        return Pseudonym.of(bytes);
    }

    /** Nobody who is asked about goes by another. */
    @Benchmark
    @OperationsPerInvocation(PEOPLE)
    public long alone() {
        for (int i = 0; i < PEOPLE; i++) {
            table.canonicalise(people, i * LENGTH);
        }
        return people.getLong(0);
    }
}
