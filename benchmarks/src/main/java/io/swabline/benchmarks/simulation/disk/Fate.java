package io.swabline.benchmarks.simulation.disk;

import java.util.SplittableRandom;

/** What a power cut does to what was not forced: all of it reached the disk, none of it did, or each piece has its own fate. */
enum Fate {
    NEW,
    OLD,
    MIXED;

    /** Of one piece; MIXED stands for torn then. */
    Fate of(final SplittableRandom random) {
        if (this != MIXED) {
            return this;
        }
        final int drawn = random.nextInt(8);
        return drawn < 3 ? NEW : drawn < 6 ? OLD : MIXED;
    }
}
