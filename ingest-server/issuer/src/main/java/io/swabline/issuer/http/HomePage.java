package io.swabline.issuer.http;

import io.swabline.issuer.pages.PageShell;
import io.swabline.protocol.Pseudonym;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * My code for a resident who comes in: the page with the state in it, so that the code is there with the page's first bytes,
 * where a further request would cost seconds. Used by the event loop; the page is put together by a worker thread.
 */
final class HomePage {
    private static final String PLACE = "<!-- state -->";

    private final Sessions sessions;
    private final Gate gate;
    private final PageState state;
    private final String before;
    private final String after;

    HomePage(final PageShell shell, final Sessions sessions, final Gate gate, final PageState state) {
        this.sessions = sessions;
        this.gate = gate;
        this.state = state;
        final String page = new String(shell.file("index.html").plain(), StandardCharsets.UTF_8);
        final int place = page.indexOf(PLACE);
        this.before = page.substring(0, place) + "<script type=\"application/json\" id=\"state\">";
        this.after = "</script>" + page.substring(place + PLACE.length());
    }

    /** The page with what it shows; null where nobody is logged in, or where the page has to ask for it by itself. */
    Future<Answer> answer(final Call call) {
        final HttpServerRequest request = call.context().request();
        final Pseudonym resident = sessions.resident(request);
        if (resident == null || RequestSite.isLookAhead(request) || !gate.hasRoomFor(resident)) {
            return Future.succeededFuture(null);
        }
        final boolean isGzipTaken = Content.isTakenBy(request);
        return state.of(call.context().vertx(), resident)
            .compose(json -> call.context().vertx().executeBlocking(() -> Content.smaller(isGzipTaken, page(json)), false))
            .recover(failure -> Future.succeededFuture(null));
    }

    /** No text in it can end the element that it stands in. */
    private Answer page(final byte[] json) {
        final String text = new String(json, StandardCharsets.UTF_8).replace("<", "\\u003c");
        return new Answer(200, "text/html; charset=utf-8", (before + text + after).getBytes(StandardCharsets.UTF_8), Map.of());
    }
}
