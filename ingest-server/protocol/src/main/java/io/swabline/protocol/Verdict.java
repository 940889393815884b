package io.swabline.protocol;

/**
 * What became of a scan: final, one for each scan, kept in its journal record. A scan sent again is answered with its first
 * verdict and the flag {@code retransmit}. The codes are those of {@code VerdictCode} in the station protocol's schema.
 */
public enum Verdict {
    ACCEPTED(1, "Take the swab."),
    DOUBLE_SCAN(2, "This person is already registered in this round: take no second swab; the time of the first scan is shown."),
    FORGED(3, "This is not a genuine sampling code: ask for the ID card and scan that instead."),
    EXPIRED(4, "This sampling code is past its last day: have a new one fetched, or scan the ID card."),
    NOT_YET_VALID(5, "This sampling code was issued after the time of this scan: check the terminal's clock, then scan again."),
    SUPERSEDED(6, "A newer sampling code was issued to this person: ask for the newest one, or scan the ID card."),
    KEY_WITHDRAWN(7, "Sampling codes of this series were withdrawn: have a new one fetched, or scan the ID card."),
    BAD_ID_NUMBER(8, "This is not a possible ID number: read it again, digit by digit."),
    BAD_SAMPLE_ID(9, "The tube's label cannot be used: scan it again, or take another tube."),
    SAMPLE_FULL(10, "This tube already holds as many people as a pooled sample may: take a new tube and scan again."),
    SAMPLE_ELSEWHERE(11, "This tube is in use at another station: take another tube and scan again."),
    MALFORMED(12, "The terminal sent a scan that cannot be read: scan again; if it stays so, update the terminal's software."),
    CLOCK_IMPOSSIBLE(13, "The terminal's clock is far off: set its date and time, then scan again."),
    BAD_DOCUMENT_NUMBER(14, "This is no possible number of this document: compare its type, issuing state and number again.");

    private static final Verdict[] BY_CODE = values();

    private final byte code;
    private final String advice;

    Verdict(final int code, final String advice) {
        this.code = (byte) code;
        this.advice = advice;
    }

    /** The code in messages and journal records, 1 to 14. */
    public byte code() {
        return code;
    }

    /** One sentence that the staff at the station can act on. */
    public String advice() {
        return advice;
    }

    /** Whether a code is that of a verdict of this version. */
    public static boolean isKnown(final int code) {
        return code >= 1 && code <= BY_CODE.length;
    }

    /** The verdict of a code; {@link IllegalArgumentException} if there is none. */
    public static Verdict of(final int code) {
        if (!isKnown(code)) {
            throw new IllegalArgumentException("no verdict has the code " + code + "; codes are 1 to " + BY_CODE.length);
        }
        return BY_CODE[code - 1];
    }
}
