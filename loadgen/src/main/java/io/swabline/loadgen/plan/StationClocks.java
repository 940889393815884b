package io.swabline.loadgen.plan;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.SystemEpochClock;

/** The clocks of a run's stations by their numbers: all right, or some of them wrong as a seed says. Immutable. */
public final class StationClocks {
    /** All clocks are right. */
    public static final StationClocks RIGHT = new StationClocks(SystemEpochClock.INSTANCE, false, 0);

    /** Far more than the server leaves alone, even when a clock steps towards the right time. */
    private static final long OFFSET_MIN_MS = TimeUnit.MINUTES.toMillis(10);
    /** Less than the server corrects by default. */
    private static final long OFFSET_MAX_MS = TimeUnit.HOURS.toMillis(20);
    /** More than it corrects, and further ahead than a scan may lie. */
    private static final long IMPOSSIBLE_OFFSET_MS = TimeUnit.HOURS.toMillis(30);

    private final EpochClock machine;
    private final boolean areSomeWrong;
    private final long seed;

    private StationClocks(final EpochClock machine, final boolean areSomeWrong, final long seed) {
        this.machine = machine;
        this.areSomeWrong = areSomeWrong;
        this.seed = seed;
    }

    /** Of twenty clocks four are off, two step and one is impossible, about. */
    public static StationClocks someWrong(final long seed) {
        return new StationClocks(SystemEpochClock.INSTANCE, true, seed);
    }

    /** The clock of the station with this number. */
    public StationClock of(final int station) {
        if (!areSomeWrong) {
            return new StationClock(machine, StationClock.Kind.RIGHT, 0);
        }
        final SplittableRandom random = new SplittableRandom(seed * 31 + station);
        final int draw = random.nextInt(20);
        final long offsetMs = random.nextLong(OFFSET_MIN_MS, OFFSET_MAX_MS);
        final long eitherWayMs = random.nextBoolean() ? offsetMs : -offsetMs;
        if (draw < 4) {
            return new StationClock(machine, StationClock.Kind.OFF, eitherWayMs);
        } else if (draw < 6) {
            return new StationClock(machine, StationClock.Kind.STEPPING, eitherWayMs);
        } else if (draw < 7) {
            return new StationClock(machine, StationClock.Kind.IMPOSSIBLE, IMPOSSIBLE_OFFSET_MS);
        }
        return new StationClock(machine, StationClock.Kind.RIGHT, 0);
    }
}
