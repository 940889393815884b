package io.swabline.loadgen.hostile;

import java.nio.file.Path;

/**
 * What a hostile run does.
 *
 * @param scenario  the attack
 * @param places    who connects to where
 * @param tokens    token file of the stations; null for none
 * @param stations  honest stations, numbered from 1; the hostile one has the next number; 1 to 16
 * @param count     what the scenario counts, such as connections or scans; from 1
 * @param perSecond new connections of the attack a second at most; 0 if the scenario makes none
 * @param times     of the parts of the run
 * @param limits    what honest stations may notice
 * @param seed      of people and sample ids, 0 to 999,999
 */
public record HostileSettings(HostileScenario scenario, HostilePlaces places, Path tokens, int stations, int count, int perSecond,
    HostileTimes times, HostileLimits limits, int seed) {
    /** Seeds are below it: they are a part of sample ids, which are short. */
    public static final int SEEDS = 1_000_000;

    /** More would use up the local ports, each of which the system keeps for a minute after a visit. */
    private static final int STATIONS_MAX = 16;
    private static final int PER_SECOND_MAX = 10_000;

    /** {@link IllegalArgumentException} if something is out of its range or is missing. */
    public HostileSettings {
        checkRange("--stations", stations, 1, STATIONS_MAX);
        checkRange("--count", count, 1, scenario.countMax());
        checkRange("--seed", seed, 0, SEEDS - 1);
        if (scenario.perSecondDefault() > 0) {
            checkRange("--connections-per-second", perSecond, 1, PER_SECOND_MAX);
        }
        if (scenario == HostileScenario.RESET_CONNECTIONS && places.http() == null) {
            throw new IllegalArgumentException("reset-connections attacks the pages: give --http-port");
        }
    }

    private static void checkRange(final String option, final int value, final int min, final int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(option + " is " + value + ", not " + min + " to " + max);
        }
    }
}
