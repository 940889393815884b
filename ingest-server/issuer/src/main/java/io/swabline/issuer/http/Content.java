package io.swabline.issuer.http;

import io.swabline.issuer.pages.ShellFile;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.regex.Pattern;

/** Sends bytes by gzip to those who take it (RFC 9110, section 12.5.3). Pure functions. */
final class Content {
    /** The coding, or any, at a weight that is not 0. */
    private static final Pattern GZIP = Pattern.compile(
        "(?i)(^|[,\\s])(gzip|\\*)\\s*(;\\s*q\\s*=\\s*(0?\\.0*[1-9]\\d*|1(\\.0*)?)\\s*)?(,|$)");
    private static final Map<String, String> VARY = Map.of("Vary", "Accept-Encoding");
    private static final Map<String, String> GZIPPED = Map.of("Vary", "Accept-Encoding", "Content-Encoding", "gzip");

    private Content() {
    }

    static Answer of(final HttpServerRequest request, final ShellFile file) {
        return file.gzipped() != null && isTakenBy(request)
            ? new Answer(200, file.contentType(), file.gzipped(), GZIPPED)
            : new Answer(200, file.contentType(), file.plain(), file.gzipped() == null ? Map.of() : VARY);
    }

    /** An answer as small as the client takes it. A worker thread's work: it takes a part of a millisecond. */
    static Answer smaller(final boolean isTaken, final Answer answer) {
        final Answer sent = isTaken
            ? new Answer(answer.status(), answer.contentType(), ShellFile.gzip(answer.body()), answer.headers())
                .with("Content-Encoding", "gzip")
            : answer;
        return sent.with("Vary", "Accept-Encoding");
    }

    static boolean isTakenBy(final HttpServerRequest request) {
        final String accepted = request.getHeader("Accept-Encoding");
        return accepted != null && GZIP.matcher(accepted).find();
    }
}
