package io.swabline.protocol;

/**
 * The rule by which a code is valid, in one place for server, terminals and tools: a pure function. A code is valid from 300 s
 * before it was issued, for clocks differ, until {@code validityDays} times 24 hours after: {@code issuedAt - 300 <= t <
 * issuedAt + validityDays * 86,400}. The time is that of the scan, not of its arrival.
 *
 * <p>Order matters: nothing in a code is believed before it was found genuine, and nothing under a withdrawn key.
 */
public final class CodeValidity {
    /** Seconds that the issuer's clock may be ahead of a station's. */
    public static final long ISSUED_AHEAD_SECONDS_MAX = 300;

    static final long SECONDS_PER_DAY = 86_400;

    private CodeValidity() {
    }

    /**
     * ACCEPTED, FORGED, KEY_WITHDRAWN, MALFORMED, NOT_YET_VALID or EXPIRED.
     *
     * @param isGenuine        whether MAC or signature was found genuine
     * @param status           of the key that the code names; null if there is no such key, so the code is forged
     * @param version          0 to 255
     * @param flags            0 to 255
     * @param validityDays     0 to 255
     * @param issuedAtSeconds  epoch seconds
     * @param scannedAtSeconds epoch seconds by the corrected clock of the station
     */
    public static Verdict verdict(
        final boolean isGenuine,
        final KeyStatus status,
        final int version,
        final int flags,
        final int validityDays,
        final long issuedAtSeconds,
        final long scannedAtSeconds) {
        if (!isGenuine || status == null) {
            return Verdict.FORGED;
        }
        if (status == KeyStatus.WITHDRAWN) {
            return Verdict.KEY_WITHDRAWN;
        }
        if (version != CodeDescriptor.VERSION || (flags & ~CodeDescriptor.FLAGS_KNOWN) != 0 || validityDays == 0) {
            return Verdict.MALFORMED;
        }
        if (status == KeyStatus.RETIRED) {
            return Verdict.EXPIRED;
        }
        if (scannedAtSeconds < issuedAtSeconds - ISSUED_AHEAD_SECONDS_MAX) {
            return Verdict.NOT_YET_VALID;
        }
        return scannedAtSeconds < issuedAtSeconds + validityDays * SECONDS_PER_DAY ? Verdict.ACCEPTED : Verdict.EXPIRED;
    }

    /** The same for a whole code whose signature or MAC was checked. */
    public static Verdict verdict(
        final boolean isGenuine, final KeyStatus status, final SamplingCode code, final long scannedAtSeconds) {
        return verdict(isGenuine, status, code.version(), code.flags(), code.validityDays(), code.issuedAtEpochSeconds(),
            scannedAtSeconds);
    }
}
