package io.swabline.server.wiring;

/** Why a server stopped. */
public enum StopCause {
    /** It was asked to: everything received was journaled and acknowledged. */
    DRAINED,
    /** It was asked to, but not all that was received could be handled in time: those scans were not acknowledged. */
    DRAIN_TIMED_OUT,
    /** An append or a forced write failed: nothing was acknowledged from there on. */
    JOURNAL_FAILED
}
