package io.swabline.station.trust;

/** What became of a bundle that a terminal took. */
public enum Adoption {
    /** The first one: its root key is the terminal's from now on. */
    PINNED,
    /** Its root key takes the place of another one, on purpose. */
    REPINNED,
    /** Newer than the one before. */
    NEWER,
    /** Nothing in it that the terminal did not have. */
    KNOWN
}
