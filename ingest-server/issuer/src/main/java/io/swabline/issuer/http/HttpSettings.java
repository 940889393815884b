package io.swabline.issuer.http;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What the HTTP listener is told.
 *
 * @param host             address to listen on
 * @param port             port; 0 takes any that is free
 * @param callersFile      who may call {@code /v1}
 * @param developmentLogin whether {@code /pages/login} lets anybody in who knows an ID number; never in production
 * @param relatives        whether the pages show relatives, and who may fetch one's own code
 * @param appName          what the pages call the city's app
 * @param sessionDuration  how long the pages may be used after they were opened
 * @param limits           what clients may not take
 */
public record HttpSettings(
    String host,
    int port,
    Path callersFile,
    boolean developmentLogin,
    boolean relatives,
    AppName appName,
    Duration sessionDuration,
    HttpLimits limits) {

    /** The defaults, as the configuration file states them. */
    public static HttpSettings defaults(final Path callersFile) {
        return new HttpSettings("127.0.0.1", 7222, callersFile, false, true, AppName.defaults(), Duration.ofMinutes(30),
            HttpLimits.defaults());
    }

    /** The same on another address. */
    public HttpSettings listeningOn(final String otherHost, final int otherPort) {
        return new HttpSettings(otherHost, otherPort, callersFile, developmentLogin, relatives, appName, sessionDuration, limits);
    }

    /** The same with the development login on or off. */
    public HttpSettings withDevelopmentLogin(final boolean on) {
        return new HttpSettings(host, port, callersFile, on, relatives, appName, sessionDuration, limits);
    }

    /** The same with relatives on the pages, or without. */
    public HttpSettings withRelatives(final boolean on) {
        return new HttpSettings(host, port, callersFile, developmentLogin, on, appName, sessionDuration, limits);
    }

    /** The same with another name of the city's app. */
    public HttpSettings withAppName(final AppName other) {
        return new HttpSettings(host, port, callersFile, developmentLogin, relatives, other, sessionDuration, limits);
    }

    /** The same with other limits. */
    public HttpSettings limitedTo(final HttpLimits others) {
        return new HttpSettings(host, port, callersFile, developmentLogin, relatives, appName, sessionDuration, others);
    }
}
