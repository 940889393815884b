package io.swabline.server.wiring;

/** How a station shows that it is the station it says. */
public enum Authentication {
    /** Not at all: its number is believed. */
    NONE,
    /** By the token in its Hello. */
    TOKEN,
    /** By a client certificate that names it. */
    CERTIFICATE,
    /** By either. */
    EITHER
}
