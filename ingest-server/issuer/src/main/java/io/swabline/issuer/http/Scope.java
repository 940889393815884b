package io.swabline.issuer.http;

import java.util.Locale;

/** What a caller's key is good for. */
public enum Scope {
    /** To get codes and relations for residents, and to open the pages for them. */
    ISSUE,
    /** To learn the masked name of a registered person. */
    LOOKUP;

    /** As files and commands write it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
