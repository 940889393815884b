package io.swabline.issuer.http;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What the HTTP listener is told.
 *
 * @param host                  address to listen on
 * @param port                  port; 0 takes any that is free
 * @param callersFile           who may call {@code /v1}
 * @param developmentLogin      whether {@code /pages/login} lets anybody in who knows an ID number; never in production
 * @param requestsPerSecondMax  of each caller; more are refused with 429
 * @param requestsUnderWayMax   of all callers; more are refused with 503
 * @param connectionsMax        open connections; further ones are closed at once
 * @param bodyLengthMax         bytes of a request's body
 * @param requestTimeout        within which a request must have arrived, and again within which it must be answered
 * @param sessionDuration       how long the pages may be used after they were opened
 */
public record HttpSettings(
    String host,
    int port,
    Path callersFile,
    boolean developmentLogin,
    int requestsPerSecondMax,
    int requestsUnderWayMax,
    int connectionsMax,
    int bodyLengthMax,
    Duration requestTimeout,
    Duration sessionDuration) {

    /** The defaults, as the configuration file states them. */
    public static HttpSettings defaults(final Path callersFile) {
        return new HttpSettings(
            "127.0.0.1", 7222, callersFile, false, 2_000, 1_024, 4_096, 16 << 10, Duration.ofSeconds(10), Duration.ofMinutes(30));
    }

    /** The same on another address. */
    public HttpSettings listeningOn(final String otherHost, final int otherPort) {
        return new HttpSettings(
            otherHost, otherPort, callersFile, developmentLogin, requestsPerSecondMax, requestsUnderWayMax, connectionsMax,
            bodyLengthMax, requestTimeout, sessionDuration);
    }

    /** The same with the development login on or off. */
    public HttpSettings withDevelopmentLogin(final boolean on) {
        return new HttpSettings(
            host, port, callersFile, on, requestsPerSecondMax, requestsUnderWayMax, connectionsMax,
            bodyLengthMax, requestTimeout, sessionDuration);
    }
}
