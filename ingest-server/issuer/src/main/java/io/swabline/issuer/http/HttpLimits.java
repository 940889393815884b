package io.swabline.issuer.http;

import java.time.Duration;

/**
 * What clients of the HTTP listener may not take, alone and together.
 *
 * @param requestsPerSecondMax     of each caller; more are refused with 429
 * @param guessesPerSecondMax      wrong keys, wrong page tickets and logins, each, of one IPv4 address or one /64 of IPv6; more
 *                                 are refused with 429
 * @param requestsUnderWayMax      whose bodies are there, and again whose bodies have not come; more are refused with 503
 * @param connectionsMax           open connections, TLS handshakes included; where they are reached, one without a request
 *                                 makes room, or the newcomer is closed; a quarter is for addresses that have shown a right
 *                                 key or session
 * @param connectionsPerAddressMax of one IPv4 address or one /64 of IPv6, in the same way; twice as many of one /24 or /48
 * @param handshakesPerSecondMax   TLS handshakes begun a second; further ones wait, and networks take turns
 * @param bodyLengthMax            bytes of a request's body
 * @param requestTimeout           within which a request must have arrived, and again within which it must be answered
 */
public record HttpLimits(
    int requestsPerSecondMax,
    int guessesPerSecondMax,
    int requestsUnderWayMax,
    int connectionsMax,
    int connectionsPerAddressMax,
    int handshakesPerSecondMax,
    int bodyLengthMax,
    Duration requestTimeout) {

    /** The defaults, as the configuration file states them. */
    public static HttpLimits defaults() {
        return new HttpLimits(2_000, 20, 1_024, 4_096, 512, 100, 16 << 10, Duration.ofSeconds(10));
    }
}
