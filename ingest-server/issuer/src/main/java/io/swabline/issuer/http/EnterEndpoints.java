package io.swabline.issuer.http;

import io.swabline.issuer.pages.PageShell;
import io.swabline.protocol.Pseudonym;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a ticket's address lets a resident in. From the city's app, or typed, it does so at once. Where another site led, where a
 * browser does not say who led, or where somebody else is logged in, a page shows whose code it is and asks for a click:
 * otherwise a hostile page could put a resident into the attacker's session. The click counts from that page only. Looking
 * ahead (HEAD, prefetch) spends no ticket. Used by the event loop.
 */
final class EnterEndpoints {
    static final String PATH = "/pages/enter";

    private static final Pattern TICKET_QUERY = Pattern.compile("ticket=([A-Za-z0-9_-]{22})");

    private final PageTickets tickets;
    private final AddressLimits wrongTickets;
    private final Sessions sessions;
    private final Function<Pseudonym, String> pagePersons;
    private final PageShell shell;

    EnterEndpoints(
        final PageTickets tickets, final AddressLimits wrongTickets, final Sessions sessions,
        final Function<Pseudonym, String> pagePersons, final PageShell shell) {
        this.tickets = tickets;
        this.wrongTickets = wrongTickets;
        this.sessions = sessions;
        this.pagePersons = pagePersons;
        this.shell = shell;
    }

    List<Endpoint> all() {
        return List.of(
            Endpoint.get(PATH, Guard.OPEN, this::follow),
            Endpoint.post(PATH, Guard.OPEN, BodyShape.NOTHING, this::click),
            Endpoint.post("/pages/api/enter", Guard.PAGE, BodyShape.ENTER, this::enterFromKeptPage));
    }

    /**
     * A kept page, which opened without asking the server, brings its ticket. Who led to it, it cannot tell. So only the person
     * whose codes that browser keeps comes in at once: nobody else's code can be shown to a resident that way.
     */
    private Future<Answer> enterFromKeptPage(final Call call) {
        final HttpServerRequest request = call.context().request();
        final String ticket = call.fields().ticket();
        final PageTickets.Entry entry = tickets.look(ticket);
        if (entry == null) {
            wrongTickets.take(request);
            throw Refusal.of(ProblemType.WRONG_TICKET,
                "the ticket is not known, used, or too old; open the pages from the app again");
        }
        final boolean isKnown = pagePersons.apply(entry.resident()).equals(call.fields().keptPerson());
        if (!isKnown && !call.fields().confirmed()) {
            return Future.succeededFuture(Answer.json(200, json -> {
                json.writeBooleanField("entered", false);
                json.writeStringField("masked_name", entry.maskedName());
            }));
        }
        return Future.succeededFuture(Answer.json(200, json -> json.writeBooleanField("entered", true))
            .with("Set-Cookie", sessions.begin(tickets.take(ticket))));
    }

    private Future<Answer> follow(final Call call) {
        final HttpServerRequest request = call.context().request();
        if (request.method().equals(HttpMethod.HEAD)) {
            return Future.succeededFuture(page(request, ""));
        }
        final String ticket = ticket(request);
        final PageTickets.Entry entry = tickets.look(ticket);
        if (entry == null) {
            return Future.succeededFuture(refused(request));
        }
        final boolean isLed = !RequestSite.isDirect(request) && !RequestSite.isOwnPage(request);
        final Pseudonym present = sessions.resident(request);
        final boolean isOther = present != null && !present.equals(entry.resident());
        return Future.succeededFuture(isLed || isOther || RequestSite.isLookAhead(request)
            ? page(request, entry.maskedName()) : enter(request, ticket));
    }

    private Future<Answer> click(final Call call) {
        final HttpServerRequest request = call.context().request();
        if (RequestSite.isOwnPage(request)) {
            return Future.succeededFuture(enter(request, ticket(request)));
        }
        final PageTickets.Entry entry = tickets.look(ticket(request));
        return Future.succeededFuture(entry == null ? refused(request) : page(request, entry.maskedName()).withStatus(403));
    }

    private Answer enter(final HttpServerRequest request, final String ticket) {
        final Pseudonym resident = tickets.take(ticket);
        return resident == null ? refused(request)
            : PageEndpoints.redirect(PageEndpoints.HOME).with("Set-Cookie", sessions.begin(resident));
    }

    /** A ticket that is no good leads to the page that says how to come in, and only such a one counts against its address. */
    private Answer refused(final HttpServerRequest request) {
        wrongTickets.take(request);
        return PageEndpoints.redirect(PageEndpoints.HOME + "?ticket=refused");
    }

    /** The form goes back to the address that it stands at. Browsers say where it stands only with this Referrer-Policy. */
    private Answer page(final HttpServerRequest request, final String maskedName) {
        return ServerPage.of(shell, request, "enter.html", maskedName).with("Referrer-Policy", "same-origin");
    }

    /** Empty if the address has none that could be one. */
    private static String ticket(final HttpServerRequest request) {
        final String query = request.query();
        final Matcher matcher = TICKET_QUERY.matcher(query == null ? "" : query);
        return matcher.matches() ? matcher.group(1) : "";
    }
}
