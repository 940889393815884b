package io.swabline.loadgen.chaos;

import io.swabline.loadgen.chaos.ChaosReport.KillKind;
import java.time.Duration;
import java.util.SplittableRandom;

/** When and how the server is killed: a sequence without end that follows from a seed. Used by one thread. */
final class KillPlan {
    /**
     * One kill.
     *
     * @param kind   what the server is to be doing
     * @param gapMs  from its start to the kill
     * @param moment from 0 to 1: how far it is with starting or draining, or where around the roll
     * @param downMs from the kill to the next start
     */
    record Kill(KillKind kind, long gapMs, double moment, long downMs) {
    }

    private static final long DOWN_MAX_MS = 400;

    private final SplittableRandom random;
    private final long meanGapMs;

    KillPlan(final long seed, final Duration meanGap) {
        random = new SplittableRandom(seed);
        meanGapMs = meanGap.toMillis();
    }

    Kill next() {
        final int draw = random.nextInt(20);
        final KillKind kind = draw < 9 ? KillKind.WORKING
            : draw < 13 ? KillKind.ROLLING : draw < 17 ? KillKind.STARTING : KillKind.DRAINING;
        final long gapMs = meanGapMs / 4 + random.nextLong(meanGapMs * 3 / 2 + 1);
        return new Kill(kind, gapMs, random.nextDouble(), random.nextLong(DOWN_MAX_MS));
    }
}
