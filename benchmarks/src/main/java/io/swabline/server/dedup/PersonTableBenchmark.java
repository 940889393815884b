package io.swabline.server.dedup;

import io.swabline.loadgen.population.Persons;
import io.swabline.protocol.CodeDescriptor;
import io.swabline.protocol.SipHash;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The table of people at the size of a town and of a city, about full. People come in random order, so the misses of caches and
 * of the address translation are those of a sampling day. Time runs so fast that people leave the window as others come.
 */
@State(Scope.Thread)
public class PersonTableBenchmark {
    private static final int FRAME = 64;
    private static final int PSEUDONYM_LENGTH = CodeDescriptor.PSEUDONYM_LENGTH;
    /** As the deduplicator does for each scan that it accepts. */
    private static final int SWEEP_SLOTS = 4;
    private static final long WINDOW_SECONDS = 3_600;
    private static final long START_SECONDS = 1_700_000_000L;
    /** People within the window, of those for whom there is room; expired ones that are not yet swept fill most of the rest. */
    private static final double LIVE_SHARE = 0.7;

    /** Room of the table. */
    @Param({"1000000", "25000000"})
    public int people;

    private final UnsafeBuffer pseudonyms = new UnsafeBuffer(new byte[FRAME * PSEUDONYM_LENGTH]);
    private final long[] seconds = new long[FRAME];
    private final SplittableRandom random = new SplittableRandom(42);
    private PersonTable table;
    private double peoplePerSecond;
    private long live;
    private long next;

    /** Fills the table until as many people leave as come. */
    @Setup
    public void setUp() {
        table = new PersonTable(people, WINDOW_SECONDS, SipHash.withRandomKey());
        live = (long) (LIVE_SHARE * people);
        peoplePerSecond = (double) live / WINDOW_SECONDS;
        for (long i = 0; i < 2L * live; i += FRAME) {
            insertNew();
        }
    }

    private void put(final int index, final long person) {
        final int offset = index * PSEUDONYM_LENGTH;
        pseudonyms.putLong(offset, Persons.mix(person), ByteOrder.LITTLE_ENDIAN);
        pseudonyms.putInt(offset + Long.BYTES, (int) person, ByteOrder.LITTLE_ENDIAN);
        seconds[index] = START_SECONDS + (long) (person / peoplePerSecond);
    }

    /** As the dedup stage does before it decides about a batch. */
    private long readAhead() {
        long sum = 0;
        for (int i = 0; i < FRAME; i++) {
            sum += table.readAhead(pseudonyms, i * PSEUDONYM_LENGTH);
        }
        return sum;
    }

    /** Read ahead; then not found, inserted, and four slots swept to make room. */
    @Benchmark
    @OperationsPerInvocation(FRAME)
    public long insertNew() {
        for (int i = 0; i < FRAME; i++) {
            put(i, next++);
        }
        final long sum = readAhead();
        for (int i = 0; i < FRAME; i++) {
            if (table.find(pseudonyms, i * PSEUDONYM_LENGTH, seconds[i]) != PersonTable.ABSENT || table.isFull()) {
                throw new IllegalStateException("someone new was found, or the table is full with " + table.size());
            }
            table.insert(pseudonyms, i * PSEUDONYM_LENGTH, seconds[i]);
            table.sweep(SWEEP_SLOTS, seconds[i] - WINDOW_SECONDS);
        }
        return sum;
    }

    /** Read ahead, then found: a double scan. */
    @Benchmark
    @OperationsPerInvocation(FRAME)
    public long findKnown() {
        for (int i = 0; i < FRAME; i++) {
            put(i, next - 1 - random.nextLong(live * 9 / 10));
        }
        long sum = readAhead();
        for (int i = 0; i < FRAME; i++) {
            final long first = table.find(pseudonyms, i * PSEUDONYM_LENGTH, seconds[i]);
            if (first == PersonTable.ABSENT) {
                throw new IllegalStateException("someone known was not found");
            }
            sum += first;
        }
        return sum;
    }
}
