package io.swabline.station;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final long MIN_NS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long MAX_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long ABSENT_MAX_NS = TimeUnit.SECONDS.toNanos(5);
    private static final int DRAWS = 1_000;

    private final Backoff backoff = new Backoff(1, MIN_NS, MAX_NS);

    private static long longest(final LongSupplier delays) {
        long longest = 0;
        for (int i = 0; i < DRAWS; i++) {
            longest = Math.max(longest, delays.getAsLong());
        }
        return longest;
    }

    @Test
    void shouldGrowToTheBoundOfAServerUnderLoad() {
        for (long boundNs = MIN_NS; boundNs < MAX_NS; boundNs *= 2) {
            assertThat(backoff.nextDelayNs()).isBetween(0L, boundNs);
        }
        assertThat(longest(backoff::nextDelayNs)).isBetween(MAX_NS * 9 / 10, MAX_NS);
    }

    @Test
    void shouldNotStayAwayForLongWhereNobodyListened() {
        assertThat(backoff.absentDelayNs()).isBetween(0L, MIN_NS);
        assertThat(longest(backoff::absentDelayNs)).isBetween(ABSENT_MAX_NS * 9 / 10, ABSENT_MAX_NS);
        assertThat(backoff.nextDelayNs()).as("the first delay under load after that").isBetween(0L, ABSENT_MAX_NS);
        assertThat(longest(backoff::nextDelayNs)).isGreaterThan(MAX_NS * 9 / 10);
    }

    @Test
    void shouldRememberTheLoadFromBeforeTheServerWentAway() {
        longest(backoff::nextDelayNs);
        assertThat(longest(backoff::absentDelayNs)).isLessThanOrEqualTo(ABSENT_MAX_NS);
        assertThat(longest(backoff::nextDelayNs)).isGreaterThan(MAX_NS * 9 / 10);
        backoff.reset();
        assertThat(backoff.nextDelayNs()).isBetween(0L, MIN_NS);
    }

    @Test
    void shouldKeepToTheBoundsItWasGiven() {
        final Backoff quick = new Backoff(1, MIN_NS, 2 * MIN_NS);
        assertThat(longest(quick::absentDelayNs)).isBetween(MIN_NS, 2 * MIN_NS);
        final Backoff slow = new Backoff(1, 2 * ABSENT_MAX_NS, MAX_NS);
        assertThat(longest(slow::absentDelayNs)).isBetween(ABSENT_MAX_NS, 2 * ABSENT_MAX_NS);
    }
}
