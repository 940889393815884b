package io.swabline.issuer.http;

import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Pages and their files, and the list of problems. Used by the event loop. */
final class StaticEndpoints {
    private static final Set<String> OF_RELATIVES = Set.of("relatives.js", "relative-item.js", "guardians.js");

    private final Assets assets;
    private final boolean developmentLogin;
    private final boolean relatives;

    StaticEndpoints(final boolean developmentLogin, final boolean relatives) {
        this.assets = new Assets(relatives);
        this.developmentLogin = developmentLogin;
        this.relatives = relatives;
    }

    List<Endpoint> all() {
        final List<Endpoint> all = new ArrayList<>(List.of(
            page(PageEndpoints.HOME, "index.html"),
            Endpoint.get("/pages", Guard.OPEN, call -> Future.succeededFuture(PageEndpoints.redirect(PageEndpoints.HOME))),
            page("/pages/print", "print.html"),
            page("/pages/manifest.webmanifest", "manifest.webmanifest"),
            Endpoint.get("/pages/service-worker.js", Guard.OPEN, call -> Future.succeededFuture(
                assets.page(call.context().request(), "service-worker.js").with("Service-Worker-Allowed", "/pages/"))),
            Endpoint.get("/pages/assets/{file}", Guard.OPEN, this::asset),
            Endpoint.get("/problems", Guard.OPEN, call -> Future.succeededFuture(problems(null))),
            Endpoint.get("/problems/{problem}", Guard.OPEN, call ->
                Future.succeededFuture(problems(call.context().pathParam("problem"))))));
        if (relatives) {
            all.add(page("/pages/relatives", "relatives.html"));
        }
        if (developmentLogin) {
            all.add(Endpoint.get("/pages/login", Guard.LOGIN_PAGE, call ->
                Future.succeededFuture(assets.page(call.context().request(), "login.html"))));
        }
        return all;
    }

    private Future<Answer> asset(final Call call) {
        final String file = call.context().pathParam("file");
        if (!relatives && OF_RELATIVES.contains(file)) {
            throw Refusal.of(ProblemType.NOT_FOUND, "there is no such page");
        }
        return Future.succeededFuture(assets.asset(call.context().request(), file));
    }

    private Endpoint page(final String path, final String name) {
        return Endpoint.get(path, Guard.OPEN, call -> Future.succeededFuture(assets.page(call.context().request(), name)));
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
