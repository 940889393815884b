package io.swabline.issuer.http;

/** Who may use an endpoint. */
enum Guard {
    /** Everybody. */
    OPEN,
    /** Everybody, at a limited rate an address: what could be guessed at. */
    OPEN_LIMITED,
    /** Callers whose key has the scope {@code issue}. */
    ISSUE,
    /** Callers whose key has the scope {@code lookup}. */
    LOOKUP,
    /** Swabline's own pages, with or without a session, at a limited rate an address. */
    PAGE,
    /** Swabline's own pages with the session of a resident. */
    RESIDENT
}
