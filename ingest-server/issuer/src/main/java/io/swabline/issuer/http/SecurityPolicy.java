package io.swabline.issuer.http;

import io.swabline.issuer.pages.PageShell;

/** What a browser may load and run for an answer (Content Security Policy Level 3). Pure functions. */
final class SecurityPolicy {
    /** Of everything but the pages: nothing inside a document is run. */
    static final String PLAIN = of("", "");

    private SecurityPolicy() {
    }

    /** Of the pages, which hold one script and one style that are known by their hashes. */
    static String of(final PageShell shell) {
        return of(' ' + shell.scriptSource(), ' ' + shell.styleSource());
    }

    private static String of(final String script, final String style) {
        return "default-src 'none'; script-src 'self'" + script + "; style-src 'self'" + style
            + "; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self';"
            + " base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
    }
}
