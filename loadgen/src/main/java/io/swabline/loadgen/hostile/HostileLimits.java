package io.swabline.loadgen.hostile;

import java.time.Duration;

/**
 * What honest stations may notice of an attack.
 *
 * @param ratioMax   p99 during the attack against p99 in calm, from 1
 * @param calmMin    a calm p99 below this counts as this much
 * @param connectMax p99 of connecting, and of fetching a page, during the attack
 */
public record HostileLimits(double ratioMax, Duration calmMin, Duration connectMax) {
    /** {@link IllegalArgumentException} if one is out of its range. */
    public HostileLimits {
        if (!(ratioMax >= 1)) {
            throw new IllegalArgumentException("--ratio-max is " + ratioMax + ", not at least 1");
        }
        if (calmMin.isNegative() || connectMax.isNegative()) {
            throw new IllegalArgumentException("--calm-min and --connect-p99-max cannot be negative");
        }
    }
}
