package io.swabline.protocol;

/**
 * What an operator did to what the journal implies, as a record among those of scans: it has a code from 64 up where a scan's
 * record has its verdict, and station, stream and sequence 0. Readers that count scans skip it.
 */
public enum OperatorNote {
    /** The sample of this record may be begun anew by any station; its count begins at 0. */
    SAMPLE_RELEASED(64);

    /** Codes below are verdicts. */
    public static final int CODE_MIN = 64;

    private static final OperatorNote[] ALL = values();

    private final byte code;

    OperatorNote(final int code) {
        this.code = (byte) code;
    }

    /** The code in journal records. */
    public byte code() {
        return code;
    }

    /** Whether a record with this code is a note and no scan. */
    public static boolean isNote(final int code) {
        return code >= CODE_MIN;
    }

    /** The name of a verdict or note; one of a later version by its code, so that a reader goes on. */
    public static String nameOf(final int code) {
        if (!isNote(code)) {
            return Verdict.isKnown(code) ? Verdict.of(code).name() : "VERDICT_" + code;
        }
        for (final OperatorNote note : ALL) {
            if (note.code == code) {
                return note.name();
            }
        }
        return "NOTE_" + code;
    }
}
