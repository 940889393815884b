package io.swabline.loadgen.hostile;

import java.time.Duration;

/**
 * How long the parts of a run take.
 *
 * @param warmup   time before anything is measured
 * @param calm     measured time before the attack
 * @param attack   measured time of the attack at most; an attack that is done earlier ends it
 * @param waitMax  longest wait of an honest station or visitor; a run may take longer by that
 */
public record HostileTimes(Duration warmup, Duration calm, Duration attack, Duration waitMax) {
    private static final Duration MAX = Duration.ofMinutes(10);

    /** {@link IllegalArgumentException} if a time is negative, is zero where it must not be, or is above ten minutes. */
    public HostileTimes {
        check("--warmup", warmup, Duration.ZERO);
        check("--calm", calm, Duration.ofMillis(1));
        check("--duration", attack, Duration.ofMillis(1));
        check("--timeout", waitMax, Duration.ofMillis(1));
    }

    private static void check(final String option, final Duration time, final Duration min) {
        if (time.compareTo(min) < 0 || time.compareTo(MAX) > 0) {
            throw new IllegalArgumentException(option + " is " + time.toMillis() + " ms, not " + min.toMillis() + " to "
                + MAX.toMillis() + " ms");
        }
    }
}
