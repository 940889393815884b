package io.swabline.server.dedup;

import io.swabline.protocol.SipHash;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PersonTableTest {
    private static final SipHash HASH = new SipHash(3, 4);
    private static final long WINDOW_S = 1_000;
    private static final long HORIZON_S = 3_000;

    private final UnsafeBuffer pseudonym = new UnsafeBuffer(new byte[12]);

    private void person(final long number) {
        pseudonym.putLong(0, number);
        pseudonym.putInt(8, (int) number);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldAgreeWithPlainModelWhileTimePassesAndEntriesExpire(final long seed) {
        assertAgreesWithPlainModel(seed, 30_000, new PersonTable(300, WINDOW_S, HASH));
    }

    /** Segments of one slot, of four and of sixteen: runs of entries, and what is shifted back, cross many borders. */
    @ParameterizedTest
    @CsvSource({"21, 16", "22, 16", "23, 64", "24, 64", "25, 256", "26, 256"})
    void shouldAgreeWithPlainModelAcrossSegmentBorders(final long seed, final int segmentBytes) {
        assertAgreesWithPlainModel(seed, 10_000, new PersonTable(300, WINDOW_S, HASH, segmentBytes));
    }

    /** A plain model: all scan times accepted of each person. */
    private void assertAgreesWithPlainModel(final long seed, final int steps, final PersonTable table) {
        final SplittableRandom random = new SplittableRandom(seed);
        final Map<Long, List<Long>> model = new HashMap<>();
        long now = 1_000_000;
        for (int step = 0; step < steps; step++) {
            now += random.nextInt(12);
            final long number = random.nextLong(600);
            final long time = now - random.nextLong(HORIZON_S - WINDOW_S);
            person(number);
            final List<Long> times = model.computeIfAbsent(number, n -> new ArrayList<>());
            final boolean known = times.stream().anyMatch(t -> Math.abs(t - time) < WINDOW_S);
            table.readAhead(pseudonym, 0);
            final long found = table.find(pseudonym, 0, time);
            assertThat(found != PersonTable.ABSENT).as("seed %d step %d person %d", seed, step, number).isEqualTo(known);
            if (known) {
                assertThat(times).as("seed %d step %d", seed, step).contains(found);
            } else if (!table.isFull()) {
                table.insert(pseudonym, 0, time);
                times.add(time);
            }
            table.sweep(8, now - HORIZON_S);
        }
        assertThat(table.size()).isPositive();
    }

    /** The same decisions and the same order of entries, however the memory is cut. */
    @ParameterizedTest
    @ValueSource(ints = {16, 32, 128, 4096})
    void shouldDecideTheSameWhateverTheSegments(final int segmentBytes) {
        final PersonTable whole = new PersonTable(200, WINDOW_S, HASH);
        final PersonTable cut = new PersonTable(200, WINDOW_S, HASH, segmentBytes);
        final SplittableRandom random = new SplittableRandom(segmentBytes);
        for (int step = 0; step < 5_000; step++) {
            final long time = 10_000 + step;
            person(random.nextLong(400));
            final long found = whole.find(pseudonym, 0, time);
            assertThat(cut.find(pseudonym, 0, time)).as("step %d", step).isEqualTo(found);
            if (found == PersonTable.ABSENT && !whole.isFull()) {
                whole.insert(pseudonym, 0, time);
                cut.insert(pseudonym, 0, time);
            }
            whole.sweep(3, time - 150);
            cut.sweep(3, time - 150);
            assertThat(cut.size()).as("step %d", step).isEqualTo(whole.size());
        }
        assertThat(cut.longestRun()).isEqualTo(whole.longestRun());
    }

    @Test
    void shouldNeverForgetWithinHorizonWhileSweeping() {
        final PersonTable table = new PersonTable(1_000, WINDOW_S, HASH);
        for (long number = 1; number <= 500; number++) {
            person(number);
            assertThat(table.find(pseudonym, 0, number)).isEqualTo(PersonTable.ABSENT);
            table.insert(pseudonym, 0, number);
        }
        table.sweep(20_000, 251);
        assertThat(table.size()).isEqualTo(250);
        for (long number = 251; number <= 500; number++) {
            person(number);
            assertThat(table.find(pseudonym, 0, number)).isEqualTo(number);
        }
    }

    @Test
    void shouldReachEveryoneAtItsLimit() {
        final PersonTable table = new PersonTable(10_000, WINDOW_S, HASH);
        final SplittableRandom random = new SplittableRandom(42);
        final List<long[]> people = new ArrayList<>();
        while (!table.isFull()) {
            final long[] person = {random.nextLong(), random.nextInt()};
            pseudonym.putLong(0, person[0]);
            pseudonym.putInt(8, (int) person[1]);
            assertThat(table.find(pseudonym, 0, 77)).isEqualTo(PersonTable.ABSENT);
            table.insert(pseudonym, 0, 77);
            people.add(person);
        }
        assertThat(people).hasSize(10_000);
        for (final long[] person : people) {
            pseudonym.putLong(0, person[0]);
            pseudonym.putInt(8, (int) person[1]);
            assertThat(table.find(pseudonym, 0, 78)).isEqualTo(77);
        }
    }

    /** However they were made: counted up at either end, or random. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void shouldSpreadPeopleOverTheTable(final int kind) {
        final PersonTable table = new PersonTable(100_000, WINDOW_S, HASH);
        final SplittableRandom random = new SplittableRandom(5);
        for (int i = 1; i <= 100_000; i++) {
            pseudonym.putLong(0, kind == 0 ? i : kind == 1 ? Long.reverseBytes(i) : kind == 2 ? 7 : random.nextLong());
            pseudonym.putInt(8, kind == 2 ? i : 0);
            table.find(pseudonym, 0, 77);
            table.insert(pseudonym, 0, 77);
        }
        assertThat(table.longestRun()).isLessThan(400);
    }

    @Test
    void shouldHoldTwentyFiveMillionPeopleInSixHundredMebibytes() {
        assertThat((long) (25_000_000 / 0.64) * 16).isLessThanOrEqualTo(600L << 20);
    }

    /** Four rounds of 50 million people fall into 84 hours. */
    @Test
    void shouldHoldFiftyMillionPeopleADayWithTheDefaultBacklog() {
        assertThat(PersonTable.PERSONS_MAX).isGreaterThanOrEqualTo(4 * 50_000_000L);
        assertThat((long) (PersonTable.PERSONS_MAX / 0.64) + 1).as("slot numbers").isLessThan(Integer.MAX_VALUE);
    }

    @Test
    void shouldRefuseSizesThatDoNotFit() {
        assertThatThrownBy(() -> new PersonTable(PersonTable.PERSONS_MAX + 1, WINDOW_S, HASH))
            .hasMessageContaining("personsMax=");
        assertThatThrownBy(() -> new PersonTable(0, WINDOW_S, HASH)).hasMessageContaining("personsMax=0");
    }
}
