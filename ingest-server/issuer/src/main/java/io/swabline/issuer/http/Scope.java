package io.swabline.issuer.http;

import java.util.Locale;

/** What a caller's key is good for. */
public enum Scope {
    /** To get codes and relations for residents, and to open the pages for them. */
    ISSUE,
    /** To learn the masked name of a registered person. */
    LOOKUP,
    /** To state that a guardian is kin to a person, which grants a relation. */
    KINSHIP,
    /** To learn the masked name of who holds a code that staff scanned; nobody is found by it without the code. */
    NAMES,
    /** To see, grant, refuse and end relations, as staff that has seen the person's ID card. */
    RELATIONS,
    /** To link two persons who are one, as staff that has seen both documents. */
    LINK;

    /** As files and commands write it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
