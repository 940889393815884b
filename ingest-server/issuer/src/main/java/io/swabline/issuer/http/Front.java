package io.swabline.issuer.http;

import io.swabline.issuer.pages.PageShell;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every request's way: path, guard, accepted format, body, operation, answer. Whatever fails on it becomes a problem answer;
 * what is not a {@link Refusal} is a fault of ours and logged without its message, which might hold something of the request.
 * Used by the event loop.
 */
final class Front {
    private static final Logger LOG = LoggerFactory.getLogger(Front.class);
    /** All paths there are consist of these; with anything else there can be nothing, and nothing has to be decoded. */
    private static final Pattern PATH =
        Pattern.compile("/|/pages/|(/[A-Za-z0-9_-][A-Za-z0-9_.-]{0,127}){1,6}");
    /** Half a year in which a browser that was here once does not try without TLS. */
    private static final String STRICT_TRANSPORT = "max-age=15552000";
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");
    /** What no page here needs, so that no script that should ever get in can ask for it. */
    private static final String PERMISSIONS = "accelerometer=(), autoplay=(), bluetooth=(), camera=(), display-capture=(),"
        + " encrypted-media=(), fullscreen=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(),"
        + " payment=(), publickey-credentials-get=(), serial=(), usb=(), xr-spatial-tracking=()";
    private static final String EXCHANGE = "exchange";

    private final Vertx vertx;
    private final HttpLimits limits;
    private final boolean hasTls;
    private final Gate gate;
    private final Connections connections;
    private final HttpCounters counters;
    private final PageShell shell;
    private final WaitingBodies waitingBodies;
    private int underWay;

    Front(
        final Vertx vertx, final HttpLimits limits, final boolean hasTls, final Gate gate, final Connections connections,
        final WaitingBodies waitingBodies, final PageShell shell, final HttpCounters counters) {
        this.vertx = vertx;
        this.limits = limits;
        this.hasTls = hasTls;
        this.gate = gate;
        this.connections = connections;
        this.waitingBodies = waitingBodies;
        this.shell = shell;
        this.counters = counters;
    }

    /** What requests are given to. */
    Handler<HttpServerRequest> entry(final List<Endpoint> endpoints) {
        final Router router = router(endpoints);
        return request -> {
            if (connections.isRefused(request.connection())) {
                return;
            }
            if (isProper(request)) {
                router.handle(request);
            } else {
                refuse(request, ProblemType.BAD_REQUEST);
            }
        };
    }

    /**
     * Vert.x fails at a host or a target that is none, and takes the first of several hosts where a proxy may take the last.
     */
    private static boolean isProper(final HttpServerRequest request) {
        final int hosts = request.headers().getAll(HttpHeaders.HOST).size();
        final boolean hasHost = hosts == 1 && request.authority() != null
            || hosts == 0 && request.version() == HttpVersion.HTTP_1_0;
        return hasHost && hasPlainLength(request) && request.path() != null && request.path().startsWith("/");
    }

    /**
     * How long the body is must be said once and on one line. Netty joins folded lines by a space and takes codings before
     * "chunked" for none, where a proxy may not.
     */
    private static boolean hasPlainLength(final HttpServerRequest request) {
        final List<String> codings = request.headers().getAll(HttpHeaders.TRANSFER_ENCODING);
        final List<String> lengths = request.headers().getAll(HttpHeaders.CONTENT_LENGTH);
        final boolean isPlainCoding = codings.isEmpty() || codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked");
        return isPlainCoding && lengths.stream().allMatch(length -> DIGITS.matcher(length).matches());
    }

    private Router router(final List<Endpoint> endpoints) {
        final Router router = Router.router(vertx);
        router.route().handler(this::begin);
        final Map<String, Set<String>> methods = new LinkedHashMap<>();
        for (final Endpoint endpoint : endpoints) {
            final Set<String> allowed = methods.computeIfAbsent(endpoint.route(), any -> new TreeSet<>());
            final Route route = router.route(endpoint.method(), endpoint.route()).handler(context -> serve(context, endpoint));
            allowed.add(endpoint.method().name());
            if (endpoint.method().equals(HttpMethod.GET)) {
                route.method(HttpMethod.HEAD);
                allowed.add(HttpMethod.HEAD.name());
            }
        }
        methods.forEach((route, allowed) -> router.route(route).handler(context -> answer(context, Answer.problem(Refusal.with(
            ProblemType.METHOD_NOT_ALLOWED, "possible here: " + String.join(", ", allowed),
            "Allow", String.join(", ", allowed))))));
        router.route().handler(context -> answer(context, notFound(context.request())));
        router.route().failureHandler(context -> answer(context, problemOf(context.failure(), context)));
        for (final int status : new int[] {400, 404, 405, 406, 415, 500}) {
            router.errorHandler(status, context -> answer(context, problemOf(context.failure(), context)));
        }
        return router;
    }

    /** What Vert.x could not read as a request: too long, or no HTTP. */
    void invalid(final HttpServerRequest request) {
        final String why = String.valueOf(request.decoderResult().cause());
        if (connections.isRefused(request.connection())) {
            return;
        }
        final ProblemType type = why.contains("TooLongHttpLine") ? ProblemType.URI_TOO_LONG
            : why.contains("TooLongHttpHeader") ? ProblemType.HEADERS_TOO_LARGE : ProblemType.BAD_REQUEST;
        refuse(request, type);
    }

    /** Where such a request ends nobody can say, so what comes after it on the connection is not taken for another request. */
    private void refuse(final HttpServerRequest request, final ProblemType type) {
        connections.refuse(request.connection());
        final Refusal refusal = Refusal.with(type, "the request cannot be read", "Connection", "close");
        counters.answered(type.status());
        send(request.response(), Answer.problem(refusal), false).onComplete(sent -> request.connection().close());
    }

    private void begin(final RoutingContext context) {
        final HttpServerRequest request = context.request();
        final Exchange exchange = new Exchange(System.nanoTime());
        context.put(EXCHANGE, exchange);
        connections.requestBegan(request.connection());
        context.addEndHandler(ended -> end(context, exchange));
        final String path = request.path();
        if (path == null || !PATH.matcher(path).matches()) {
            answer(context, notFound(context.request()));
        } else {
            context.next();
        }
    }

    private void serve(final RoutingContext context, final Endpoint endpoint) {
        final HttpServerRequest request = context.request();
        final Exchange exchange = context.get(EXCHANGE);
        exchange.route = endpoint.path();
        if (underWay >= limits.requestsUnderWayMax()) {
            throw Refusal.busy();
        }
        final Gate.Admitted admitted = gate.admit(request, endpoint.guard());
        exchange.caller = admitted.caller();
        if (admitted.isShown()) {
            connections.shown(request.connection(), admitted.caller() != null);
        }
        final Format format = endpoint.path().contains("/api/") || endpoint.path().startsWith("/v1/") && endpoint.body() != null
            ? Format.of(request, endpoint.images()) : Format.JSON;
        exchange.timer = vertx.setTimer(limits.requestTimeout().toMillis(), late -> answer(context, Answer.problem(Refusal.with(
            ProblemType.REQUEST_TIMEOUT, "the whole request must arrive within "
                + limits.requestTimeout().toMillis() + " ms", "Connection", "close"))));
        fieldsOf(request, endpoint, exchange)
            .compose(fields -> {
                vertx.cancelTimer(exchange.timer);
                final boolean isLate = context.response().ended();
                if (isLate || underWay >= limits.requestsUnderWayMax()) {
                    fields.close();
                    return Future.failedFuture(
                        isLate ? Refusal.of(ProblemType.REQUEST_TIMEOUT, "answered already") : Refusal.busy());
                }
                underWay++;
                exchange.isUnderWay = true;
                exchange.timer = vertx.setTimer(limits.requestTimeout().toMillis(),
                    late -> answer(context, Answer.problem(Refusal.busy())));
                try (fields) {
                    return endpoint.operation().run(new Call(context, admitted.caller(), admitted.resident(), format, fields));
                }
            })
            .onSuccess(answer -> answer(context, answer))
            .onFailure(failure -> answer(context, problemOf(failure, context)));
    }

    /** Only a request whose body is there is under way: to announce one costs nothing. */
    private Future<RequestFields> fieldsOf(final HttpServerRequest request, final Endpoint endpoint, final Exchange exchange) {
        if (endpoint.body() == null) {
            return Future.succeededFuture(new RequestFields());
        }
        if (!RequestBody.isEmpty(request)) {
            if (endpoint.body() == BodyShape.NOTHING) {
                throw RequestBody.tooLarge(0);
            }
            exchange.waiting = waitingBodies.enter(
                PeerNetwork.of(request.remoteAddress()), PeerNetwork.siteOf(request.remoteAddress()), exchange.caller != null);
        }
        return RequestBody.of(request, limits.bodyLengthMax()).map(body -> {
            leave(exchange);
            try (body) {
                return RequestParser.parse(body.bytes(), body.length(), endpoint.body());
            }
        });
    }

    private void leave(final Exchange exchange) {
        if (exchange.waiting != null) {
            waitingBodies.leave(exchange.waiting);
        }
    }

    /** A page for a browser that looks for one, else a problem. */
    private Answer notFound(final HttpServerRequest request) {
        final String accepted = request.getHeader("Accept");
        final String path = request.path();
        final boolean wantsPage = accepted != null && accepted.contains("text/html")
            && path != null && path.startsWith(PageEndpoints.HOME) && request.method().equals(HttpMethod.GET);
        return wantsPage
            ? ServerPage.of(shell, request, "not-found.html", "").withStatus(404)
            : Answer.problem(Refusal.of(ProblemType.NOT_FOUND, "there is nothing at this address"));
    }

    private static Answer problemOf(final Throwable failure, final RoutingContext context) {
        if (failure instanceof Refusal refusal) {
            return Answer.problem(refusal);
        }
        final Exchange exchange = context.get(EXCHANGE);
        LOG.error("a request of {} failed for a reason that is a fault of this program: {}",
            exchange == null ? "an unknown path" : exchange.route, FaultText.of(failure));
        return Answer.problem(Refusal.of(ProblemType.INTERNAL, "the fault is logged here; try again later"));
    }

    private void answer(final RoutingContext context, final Answer answer) {
        final HttpServerResponse response = context.response();
        if (!response.ended() && !response.closed() && !response.headWritten()) {
            final boolean hasRoom = connections.hasRoomFor(answer.body().length);
            send(response, hasRoom ? answer : Answer.problem(Refusal.busy()), context.request().method().equals(HttpMethod.HEAD))
                .onComplete(written -> connections.answered(context.request().connection()));
        }
    }

    private Future<Void> send(final HttpServerResponse response, final Answer answer, final boolean headOnly) {
        response.setStatusCode(answer.status());
        response.putHeader("X-Content-Type-Options", "nosniff");
        response.putHeader("Referrer-Policy", "no-referrer");
        response.putHeader("Content-Security-Policy", SecurityPolicy.PLAIN);
        response.putHeader("Cross-Origin-Resource-Policy", "same-origin");
        response.putHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.putHeader("Permissions-Policy", PERMISSIONS);
        response.putHeader("Cache-Control", "no-store");
        if (hasTls) {
            response.putHeader("Strict-Transport-Security", STRICT_TRANSPORT);
        }
        if (answer.contentType() != null) {
            response.putHeader("Content-Type", answer.contentType());
        }
        answer.headers().forEach(response::putHeader);
        return headOnly ? response.end() : response.end(Buffer.buffer(answer.body()));
    }

    /** When the answer is on its way, or the connection gone. */
    private void end(final RoutingContext context, final Exchange exchange) {
        vertx.cancelTimer(exchange.timer);
        leave(exchange);
        if (exchange.isUnderWay) {
            underWay--;
        }
        connections.requestEnded(context.request().connection());
        final int status = context.response().getStatusCode();
        counters.answered(status);
        if (LOG.isDebugEnabled()) {
            LOG.debug("{} {} {} {} ms {}", context.request().method(), exchange.route, status,
                (System.nanoTime() - exchange.beganNs) / 1_000_000, exchange.caller == null ? "-" : exchange.caller.name());
        }
    }

    /** What is remembered of a request while it is under way. */
    private static final class Exchange {
        private final long beganNs;
        private String route = "(no route)";
        private Caller caller;
        private WaitingBodies.Waiting waiting;
        private boolean isUnderWay;
        private long timer = -1;

        private Exchange(final long beganNs) {
            this.beganNs = beganNs;
        }
    }
}
