package io.swabline.station.trust;

import io.swabline.protocol.trust.TrustBundle;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/** Why a terminal should look after its trust bundle or its clock. It goes on judging meanwhile. */
public enum BundleWarning {
    /** Made longer ago than agreed: codes superseded and keys withdrawn since are not known. */
    STALE("the trust bundle is old, and codes superseded since are not known here: fetch a new one"),
    /** Made after now: codes that have expired may be called valid. */
    CLOCK_BEHIND("this terminal's clock is behind the trust bundle: set its date and time");

    private static final Duration AHEAD_MAX = Duration.ofMinutes(5);

    private final String advice;

    BundleWarning(final String advice) {
        this.advice = advice;
    }

    /** What is the matter and what to do. */
    public String advice() {
        return advice;
    }

    /** What to say of a bundle at a time. */
    public static Set<BundleWarning> of(final TrustBundle bundle, final long nowMs, final Duration staleAfter) {
        final Set<BundleWarning> warnings = EnumSet.noneOf(BundleWarning.class);
        final long ageMs = nowMs - bundle.madeAtMs();
        if (ageMs > staleAfter.toMillis()) {
            warnings.add(STALE);
        }
        if (-ageMs > AHEAD_MAX.toMillis()) {
            warnings.add(CLOCK_BEHIND);
        }
        return warnings;
    }
}
