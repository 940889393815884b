package io.swabline.journal;

import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.rollcycles.TestRollCycles;

/**
 * How long one file of the queue lasts. All but {@link #TEST_SECONDLY} hold a billion batches a file, some hundred times
 * what a server can append in that time.
 */
public enum RollCycle {
    /** For tests: a file a second, and room for few batches. */
    TEST_SECONDLY(TestRollCycles.TEST_SECONDLY),
    FIVE_MINUTELY(RollCycles.FIVE_MINUTELY),
    TEN_MINUTELY(RollCycles.TEN_MINUTELY),
    TWENTY_MINUTELY(RollCycles.TWENTY_MINUTELY),
    HALF_HOURLY(RollCycles.HALF_HOURLY);

    private final net.openhft.chronicle.queue.RollCycle chronicle;

    RollCycle(final net.openhft.chronicle.queue.RollCycle chronicle) {
        this.chronicle = chronicle;
    }

    net.openhft.chronicle.queue.RollCycle chronicle() {
        return chronicle;
    }
}
