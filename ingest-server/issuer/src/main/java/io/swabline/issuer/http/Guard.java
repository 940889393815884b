package io.swabline.issuer.http;

/** Who may use an endpoint. */
enum Guard {
    /** Everybody. */
    OPEN,
    /** Callers whose key has the scope {@code issue}. */
    ISSUE,
    /** Callers whose key has the scope {@code lookup}. */
    LOOKUP,
    /** Callers whose key has the scope {@code kinship}. */
    KINSHIP,
    /** Callers whose key has the scope {@code names}. */
    NAMES,
    /** Callers whose key has the scope {@code relations}. */
    RELATIONS,
    /** Callers whose key has the scope {@code link}. */
    LINK,
    /** Swabline's own pages, with or without a session. */
    PAGE,
    /** Browsers on the server's own machine, without a proxy: the page of the development login. */
    LOGIN_PAGE,
    /** As LOGIN_PAGE, Swabline's own pages, at a limited rate per address: for development, anybody logs in as anybody. */
    LOGIN,
    /** Swabline's own pages with the session of a resident. */
    RESIDENT
}
