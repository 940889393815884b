package io.swabline.loadgen.plan;

import java.util.Locale;

/** The kinds of scan that a {@link Mix} is made of, besides the plain one: a new person with a genuine code. */
public enum ScanKind {
    /** A person who was accepted before, at another station. */
    DOUBLE,
    /** A code whose MAC has a flipped bit. */
    FORGED,
    /** A genuine code that was issued 40 days ago. */
    EXPIRED,
    /** A new person with an ID number instead of a code. */
    ID,
    /** An ID number with a wrong check character. */
    BAD_ID,
    /** A new person with a passport instead of a code. */
    DOCUMENT,
    /** A passport whose number is too short. */
    BAD_DOCUMENT,
    /** A new person with a genuine code. */
    PLAIN;

    /** As written in {@code --mix}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
