package io.swabline.protocol.trust;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class CutoffTableTest {
    private static boolean isSuperseded(
        final CutoffTable table, final long person, final long issueNumber, final long scannedAtMs) {
        return table.isSuperseded(new UnsafeBuffer(Cutoffs.person(person).bytes()), 0, issueNumber, scannedAtMs);
    }

    @Test
    void shouldSupersedeThisAndEarlierCodesFromThatTimeOn() {
        final CutoffTable table = CutoffTable.of(List.of(Cutoffs.of(1, 7, 3, 5_000)));

        assertThat(isSuperseded(table, 7, 3, 5_000)).isTrue();
        assertThat(isSuperseded(table, 7, 1, 9_000)).isTrue();
        assertThat(isSuperseded(table, 7, 3, 4_999)).as("scanned before").isFalse();
        assertThat(isSuperseded(table, 7, 4, 9_000)).as("the new code").isFalse();
        assertThat(isSuperseded(table, 8, 3, 9_000)).as("somebody else").isFalse();
    }

    @Test
    void shouldJudgeByAllCutoffsOfAPerson() {
        final CutoffTable table = CutoffTable.of(List.of(Cutoffs.of(1, 7, 3, 5_000), Cutoffs.of(2, 7, 5, 8_000)));

        assertThat(isSuperseded(table, 7, 3, 6_000)).isTrue();
        assertThat(isSuperseded(table, 7, 4, 6_000)).isFalse();
        assertThat(isSuperseded(table, 7, 4, 8_000)).isTrue();
        assertThat(isSuperseded(table, 7, 6, 9_000)).isFalse();
    }

    @Test
    void shouldKeepOneEntryOfSeveralThatSayTheSame() {
        final List<Cutoff> reissue =
            List.of(Cutoffs.of(1, 7, 2, 5_000), Cutoffs.of(2, 7, 4, 5_000), Cutoffs.of(3, 7, 3, 5_000));

        assertThat(CutoffTable.of(reissue).size()).isOne();
        assertThat(isSuperseded(CutoffTable.of(reissue), 7, 4, 5_000)).isTrue();
    }

    @Test
    void shouldTakeIssueNumbersAsUnsigned() {
        final CutoffTable table = CutoffTable.of(List.of(Cutoffs.of(1, 7, 0xFFFF_FFFEL, 5_000)));

        assertThat(isSuperseded(table, 7, 0xFFFF_FFFEL, 5_000)).isTrue();
        assertThat(isSuperseded(table, 7, 0xFFFF_FFFFL, 5_000)).isFalse();
    }

    @Test
    void shouldLeaveATableAsItIsWhenAnotherIsMadeOfIt() {
        final CutoffTable before = CutoffTable.of(List.of(Cutoffs.of(1, 7, 3, 5_000)));
        final CutoffTable after = before.with(List.of(Cutoffs.of(2, 8, 1, 5_000)));

        assertThat(isSuperseded(before, 8, 1, 9_000)).isFalse();
        assertThat(isSuperseded(after, 8, 1, 9_000)).isTrue();
        assertThat(isSuperseded(after, 7, 1, 9_000)).isTrue();
    }

    /** People, numbers and times are few, so that everything collides with everything. */
    @Test
    void shouldAnswerAsAListThatIsSearchedThrough() {
        final long seed = System.nanoTime();
        final SplittableRandom random = new SplittableRandom(seed);
        CutoffTable table = CutoffTable.EMPTY;
        final List<Cutoff> model = new ArrayList<>();
        while (model.size() < 3 * CutoffTable.LATEST_MAX) {
            final List<Cutoff> more = new ArrayList<>();
            for (int i = random.nextInt(200); i >= 0; i--) {
                more.add(Cutoffs.of(model.size() + more.size() + 1, random.nextInt(500), random.nextInt(6), random.nextInt(20)));
            }
            table = table.with(more);
            model.addAll(more);
            for (int look = 0; look < 300; look++) {
                final int person = random.nextInt(600);
                final int issueNumber = random.nextInt(7);
                final int scannedAtMs = random.nextInt(1, 22);
                final boolean expected = model.stream().anyMatch(cutoff -> cutoff.person().equals(Cutoffs.person(person))
                    && issueNumber <= cutoff.issueNumber() && scannedAtMs >= cutoff.sinceMs());
                assertThat(isSuperseded(table, person, issueNumber, scannedAtMs))
                    .as("seed %d, person %d, issue number %d, scanned at %d", seed, person, issueNumber, scannedAtMs)
                    .isEqualTo(expected);
            }
        }
    }

    @Test
    void shouldAllocateNothingForALookUp() {
        final CutoffTable table = CutoffTable.of(Cutoffs.ofSequences(1, 5_000)).with(Cutoffs.ofSequences(5_001, 5_500));
        final UnsafeBuffer people = new UnsafeBuffer(new byte[12 * 64]);
        for (int i = 0; i < 64; i++) {
            Cutoffs.person(i * 150L).copyTo(people, i * 12);
        }
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int superseded = lookUp(table, people, 20_000);
        final long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        superseded += lookUp(table, people, 100_000);
        final long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;

        assertThat(superseded).isPositive();
        assertThat(allocated).isLessThan(1_000);
    }

    private static int lookUp(final CutoffTable table, final UnsafeBuffer people, final int count) {
        int superseded = 0;
        for (int i = 0; i < count; i++) {
            superseded += table.isSuperseded(people, i % 64 * 12, 1, 2_000) ? 1 : 0;
        }
        return superseded;
    }
}
