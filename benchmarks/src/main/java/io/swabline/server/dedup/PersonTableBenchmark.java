package io.swabline.server.dedup;

import io.swabline.loadgen.population.Persons;
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
    /** As the deduplicator does for each scan that it accepts. */
    private static final int SWEEP_SLOTS = 4;
    private static final long WINDOW_SECONDS = 3_600;
    private static final long START_SECONDS = 1_700_000_000L;
    /** People within the window, of those for whom there is room; expired ones that are not yet swept fill most of the rest. */
    private static final double LIVE_SHARE = 0.7;

    /** Room of the table. */
    @Param({"1000000", "25000000"})
    public int people;

    private final UnsafeBuffer pseudonym = new UnsafeBuffer(new byte[16]);
    private final SplittableRandom random = new SplittableRandom(42);
    private PersonTable table;
    private double peoplePerSecond;
    private long live;
    private long next;

    /** Fills the table until as many people leave as come. */
    @Setup
    public void setUp() {
        table = new PersonTable(people, WINDOW_SECONDS);
        live = (long) (LIVE_SHARE * people);
        peoplePerSecond = (double) live / WINDOW_SECONDS;
        for (long i = 0; i < 2L * live; i++) {
            insertNext();
        }
    }

    private void put(final long person) {
        pseudonym.putLong(0, Persons.mix(person), ByteOrder.LITTLE_ENDIAN);
        pseudonym.putInt(8, (int) person, ByteOrder.LITTLE_ENDIAN);
    }

    private long secondsOf(final long person) {
        return START_SECONDS + (long) (person / peoplePerSecond);
    }

    private void insertNext() {
        final long seconds = secondsOf(next);
        put(next++);
        if (table.find(pseudonym, 0, seconds) != PersonTable.ABSENT || table.isFull()) {
            throw new IllegalStateException("person " + next + " is no new one, or the table is full with " + table.size());
        }
        table.insert(pseudonym, 0, seconds);
        table.sweep(SWEEP_SLOTS, seconds - WINDOW_SECONDS);
    }

    /** Not found, inserted, and four slots swept to make room. */
    @Benchmark
    @OperationsPerInvocation(FRAME)
    public void insertNew() {
        for (int i = 0; i < FRAME; i++) {
            insertNext();
        }
    }

    /** Found: a double scan. */
    @Benchmark
    @OperationsPerInvocation(FRAME)
    public long findKnown() {
        long sum = 0;
        for (int i = 0; i < FRAME; i++) {
            final long person = next - 1 - random.nextLong(live * 9 / 10);
            put(person);
            sum += table.find(pseudonym, 0, secondsOf(person));
        }
        if (sum < FRAME * START_SECONDS) {
            throw new IllegalStateException("someone known was not found");
        }
        return sum;
    }
}
