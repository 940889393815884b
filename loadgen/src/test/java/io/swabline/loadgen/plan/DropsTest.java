package io.swabline.loadgen.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DropsTest {
    private static final int STATIONS = 15_000;

    private final Drops drops = new Drops(2);
    private final List<Integer> broken = new ArrayList<>();

    private int tick(final long nowNs) {
        final int count = drops.dueCount(nowNs);
        for (int i = 0; i < count; i++) {
            broken.add(drops.next());
            drops.onDropped();
        }
        return count;
    }

    @Test
    void shouldBreakAFewConnectionsATickUntilAllAreBroken() {
        drops.begin(1_000, 3_000, STATIONS);
        assertThat(tick(999)).isZero();
        while (broken.size() < STATIONS) {
            assertThat(tick(1_000)).isBetween(1, Drops.TICK_MAX);
        }
        assertThat(broken).containsExactlyElementsOf(IntStream.range(0, STATIONS).boxed().toList());
        assertThat(tick(1_999)).isZero();
        assertThat(tick(2_000)).isEqualTo(Drops.TICK_MAX);
    }

    @Test
    void shouldEndARoundThatHasBegunAndBeginNoOther() {
        drops.begin(1_000, 3_000, STATIONS);
        tick(1_000);
        assertThat(drops.isGoingOn(3_500)).isTrue();
        while (broken.size() < STATIONS) {
            tick(3_500);
        }
        assertThat(drops.isGoingOn(3_500)).isFalse();
        assertThat(drops.isGoingOn(2_999)).isTrue();
    }

    @Test
    void shouldBreakNothingWhereSomebodyElseDoes() {
        final Drops none = new Drops(0);
        none.begin(0, 1_000, STATIONS);
        assertThat(none.dueCount(500)).isZero();
        assertThat(none.isGoingOn(500)).isTrue();
        assertThat(none.isGoingOn(1_000)).isFalse();
    }
}
