package io.swabline.issuer.http;

import io.swabline.protocol.Pseudonym;
import io.vertx.core.http.HttpServerRequest;
import java.util.HexFormat;
import java.util.function.Supplier;
import org.agrona.concurrent.NanoClock;

/**
 * Lets requests in or refuses them: callers by their keys, residents by their sessions, each at a limited rate. A wrong key
 * counts against its address, a right one never does, so that nobody can shut the city's app out. A session that has ended
 * counts against nobody: to see that it has costs no more than to refuse it for its number. Used by the event loop.
 */
final class Gate {
    static final String PAGE_HEADER = "X-Swabline";
    static final String PAGE_HEADER_VALUE = "page";

    private static final String BEARER = "Bearer ";
    private static final int CALLERS_MAX = 1_000;
    private static final int SESSIONS_MAX = 100_000;
    private static final int PER_SESSION_SECOND = 10;

    /**
     * Who came in.
     *
     * @param caller   null unless a key was asked for
     * @param resident null unless a session was
     */
    record Admitted(Caller caller, Pseudonym resident) {
        private static final Admitted ANYBODY = new Admitted(null, null);

        /** Whether a right key or session was shown. */
        boolean isShown() {
            return caller != null || resident != null;
        }
    }

    private final Supplier<Callers> callers;
    private final Sessions sessions;
    private final RateLimits callerLimits;
    private final AddressLimits wrongKeys;
    private final AddressLimits logins;
    private final RateLimits sessionLimits;

    Gate(final Supplier<Callers> callers, final Sessions sessions, final HttpLimits limits, final NanoClock clock) {
        this.callers = callers;
        this.sessions = sessions;
        this.callerLimits = new RateLimits(limits.requestsPerSecondMax(), CALLERS_MAX, clock);
        this.wrongKeys = new AddressLimits(limits.guessesPerSecondMax(), clock);
        this.logins = new AddressLimits(limits.guessesPerSecondMax(), clock);
        this.sessionLimits = new RateLimits(PER_SESSION_SECOND, SESSIONS_MAX, clock);
    }

    Admitted admit(final HttpServerRequest request, final Guard guard) {
        return switch (guard) {
            case OPEN -> Admitted.ANYBODY;
            case ISSUE -> caller(request, Scope.ISSUE);
            case LOOKUP -> caller(request, Scope.LOOKUP);
            case KINSHIP -> caller(request, Scope.KINSHIP);
            case NAMES -> caller(request, Scope.NAMES);
            case RELATIONS -> caller(request, Scope.RELATIONS);
            case LINK -> caller(request, Scope.LINK);
            case PAGE -> {
                requireOwnPage(request);
                yield Admitted.ANYBODY;
            }
            case LOGIN_PAGE -> {
                requireThisMachine(request);
                yield Admitted.ANYBODY;
            }
            case LOGIN -> {
                requireThisMachine(request);
                requireOwnPage(request);
                logins.take(request);
                yield Admitted.ANYBODY;
            }
            case RESIDENT -> resident(request);
        };
    }

    private Admitted caller(final HttpServerRequest request, final Scope scope) {
        final String header = request.getHeader("Authorization");
        if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            wrongKeys.take(request);
            throw Refusal.with(ProblemType.NO_KEY, "send 'Authorization: Bearer' with a caller's key",
                "WWW-Authenticate", "Bearer realm=\"swabline\"");
        }
        final Caller caller = callers.get().byKey(header.substring(BEARER.length()).strip());
        if (caller == null) {
            wrongKeys.take(request);
            throw Refusal.with(ProblemType.WRONG_KEY, "the key is not among those of the callers file",
                "WWW-Authenticate", "Bearer realm=\"swabline\", error=\"invalid_token\"");
        }
        callerLimits.take(caller.name());
        if (!caller.scopes().contains(scope)) {
            throw Refusal.with(ProblemType.WRONG_SCOPE, "this needs a key with the scope " + scope.text(),
                "WWW-Authenticate", "Bearer realm=\"swabline\", error=\"insufficient_scope\", scope=\"" + scope.text() + "\"");
        }
        return new Admitted(caller, null);
    }

    /** Whether a resident may be served once more in this second; counts the request. */
    boolean hasRoomFor(final Pseudonym resident) {
        try {
            sessionLimits.take(HexFormat.of().formatHex(resident.bytes()));
            return true;
        } catch (final Refusal tooMany) {
            return false;
        }
    }

    private Admitted resident(final HttpServerRequest request) {
        requireOwnPage(request);
        final Pseudonym resident = sessions.resident(request);
        if (resident == null) {
            throw Refusal.of(ProblemType.NO_SESSION, "open the pages from the city's app again");
        }
        sessionLimits.take(HexFormat.of().formatHex(resident.bytes()));
        return new Admitted(null, resident);
    }

    private static void requireThisMachine(final HttpServerRequest request) {
        if (!RequestSite.isOnThisMachine(request)) {
            throw Refusal.of(ProblemType.FOREIGN_REQUEST,
                "the development login is for a browser on the server's own machine: open it at localhost, without a proxy");
        }
    }

    /** Other sites cannot make a browser send a header of one's own choice, nor can they write what it says of their origin. */
    private static void requireOwnPage(final HttpServerRequest request) {
        final String site = request.getHeader("Sec-Fetch-Site");
        if (!PAGE_HEADER_VALUE.equals(request.getHeader(PAGE_HEADER)) || site != null && !site.equals("same-origin")) {
            throw Refusal.of(ProblemType.FOREIGN_REQUEST,
                "only Swabline's pages may ask this, with the header " + PAGE_HEADER + ": " + PAGE_HEADER_VALUE);
        }
    }
}
