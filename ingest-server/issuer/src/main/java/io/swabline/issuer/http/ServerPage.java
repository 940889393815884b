package io.swabline.issuer.http;

import io.swabline.issuer.pages.PageShell;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.regex.Pattern;

/** Pages that work without a script, in the browser's language: Chinese or else English. Pure functions. */
final class ServerPage {
    /** The first language that is named, which browsers make the preferred one. */
    private static final Pattern ENGLISH_FIRST = Pattern.compile("(?i)\\s*(?!zh\\b|\\*)[a-z]{2,3}\\b.*");

    private ServerPage() {
    }

    static Answer of(final PageShell shell, final HttpServerRequest request, final String name, final String text) {
        final String accepted = request.getHeader("Accept-Language");
        final boolean isChinese = accepted == null || !ENGLISH_FIRST.matcher(accepted).matches();
        return new Answer(200, "text/html; charset=utf-8", shell.page(name, isChinese, text), Map.of("Vary", "Accept-Language"));
    }
}
