package io.swabline.issuer.http;

import io.swabline.issuer.pages.PageShell;
import io.swabline.issuer.pages.ShellFile;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Pages and their files, and the list of problems. Files stand under the hash of their version, and browsers keep them a year;
 * of another version there are none, so that nobody gets half a page of each. Used by the event loop.
 */
final class StaticEndpoints {
    private static final String KEPT_FOREVER = "public, max-age=31536000, immutable";
    private static final String ASKED_FOR_AGAIN = "no-cache";

    private final PageShell shell;
    private final HomePage home;
    private final String pagePolicy;
    private final boolean developmentLogin;
    private final boolean relatives;

    StaticEndpoints(final PageShell shell, final HomePage home, final boolean developmentLogin, final boolean relatives) {
        this.shell = shell;
        this.home = home;
        this.pagePolicy = SecurityPolicy.of(shell);
        this.developmentLogin = developmentLogin;
        this.relatives = relatives;
    }

    List<Endpoint> all() {
        final List<Endpoint> all = new ArrayList<>(List.of(
            Endpoint.get(PageEndpoints.HOME, Guard.OPEN, this::home),
            Endpoint.get("/pages", Guard.OPEN, call -> Future.succeededFuture(PageEndpoints.redirect(PageEndpoints.HOME))),
            page("/pages/print", shell.file("print.html")),
            Endpoint.get("/pages/service-worker.js", Guard.OPEN, call -> Future.succeededFuture(
                again(call.context().request(), shell.serviceWorker()).with("Service-Worker-Allowed", "/pages/"))),
            Endpoint.get("/pages/shell/{build}/{file}", Guard.OPEN, this::file),
            Endpoint.get("/problems", Guard.OPEN, call -> Future.succeededFuture(problems(null))),
            Endpoint.get("/problems/{problem}", Guard.OPEN, call ->
                Future.succeededFuture(problems(call.context().pathParam("problem"))))));
        if (relatives) {
            all.add(page("/pages/relatives", shell.file("relatives.html")));
        }
        if (developmentLogin) {
            final ShellFile login = shell.loginPage();
            all.add(Endpoint.get("/pages/login", Guard.LOGIN_PAGE, call ->
                Future.succeededFuture(again(call.context().request(), login))));
        }
        return all;
    }

    private Future<Answer> home(final Call call) {
        return home.answer(call).map(page ->
            page == null ? again(call.context().request(), shell.file("index.html")) : secured(page));
    }

    private Future<Answer> file(final Call call) {
        final ShellFile file = shell.build().equals(call.context().pathParam("build"))
            ? shell.file(call.context().pathParam("file")) : null;
        if (file == null) {
            throw Refusal.of(ProblemType.NOT_FOUND, "this version of the pages has no such file");
        }
        return Future.succeededFuture(
            secured(Content.of(call.context().request(), file)).with("Cache-Control", KEPT_FOREVER));
    }

    private Endpoint page(final String path, final ShellFile file) {
        return Endpoint.get(path, Guard.OPEN, call -> Future.succeededFuture(again(call.context().request(), file)));
    }

    /** A browser asks for it each time, and is told by the ETag that it has it. */
    private Answer again(final HttpServerRequest request, final ShellFile file) {
        final String known = request.getHeader("If-None-Match");
        final boolean isKnown = known != null && (known.contains(file.tag()) || known.strip().equals("*"));
        return secured(isKnown ? Answer.empty(304, Map.of()) : Content.of(request, file))
            .with("Cache-Control", ASKED_FOR_AGAIN).with("ETag", '"' + file.tag() + '"');
    }

    private Answer secured(final Answer answer) {
        return answer.with("Content-Security-Policy", pagePolicy);
    }

    /** A table of all problem types, or of the one. */
    private static Answer problems(final String slug) {
        final StringBuilder html = new StringBuilder(4 << 10).append(
            "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>Problems</title>\n"
                + "<h1>Problems</h1>\n<table>\n");
        boolean found = false;
        for (final ProblemType type : ProblemType.values()) {
            if (slug == null || slug.equals(type.slug())) {
                found = true;
                html.append("<tr><td>").append(type.status()).append("<td><code>").append(type.uri()).append("</code><td>")
                    .append(type.title()).append("<td lang=\"zh\">").append(type.titleZh()).append('\n');
            }
        }
        if (!found) {
            throw Refusal.of(ProblemType.NOT_FOUND, "there is no such problem; GET /problems lists them");
        }
        html.append("</table>\n</html>\n");
        return new Answer(200, "text/html; charset=utf-8", html.toString().getBytes(StandardCharsets.UTF_8), Map.of());
    }
}
