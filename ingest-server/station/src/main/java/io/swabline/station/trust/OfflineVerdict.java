package io.swabline.station.trust;

import io.swabline.protocol.Verdict;

/** What a terminal says of a code by itself. The server may say otherwise: it knows what happened since the bundle was made. */
public enum OfflineVerdict {
    /** Genuine, and valid at the time asked about, as far as is known. */
    VALID("This sampling code is valid as far as this terminal knows."),
    FORGED(Verdict.FORGED.advice()),
    EXPIRED(Verdict.EXPIRED.advice()),
    NOT_YET_VALID(Verdict.NOT_YET_VALID.advice()),
    SUPERSEDED(Verdict.SUPERSEDED.advice()),
    KEY_WITHDRAWN(Verdict.KEY_WITHDRAWN.advice()),
    MALFORMED(Verdict.MALFORMED.advice()),
    /** Of a key that may have been made after the bundle: neither genuine nor forged by what is known here. */
    UNKNOWN_KEY("This sampling code may be of a newer series than this terminal knows: fetch a new trust bundle, then scan "
        + "again, or scan the ID card.");

    private final String advice;

    OfflineVerdict(final String advice) {
        this.advice = advice;
    }

    /** One sentence that the staff at the station can act on. */
    public String advice() {
        return advice;
    }

    static OfflineVerdict of(final Verdict verdict) {
        return verdict == Verdict.ACCEPTED ? VALID : valueOf(verdict.name());
    }
}
