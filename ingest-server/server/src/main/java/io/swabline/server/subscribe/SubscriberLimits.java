package io.swabline.server.subscribe;

/**
 * What subscribers may take.
 *
 * @param subscribersMax    subscribers at a time; one more is refused, and one more of a name that has a quarter of them
 * @param stallMaxNs        a subscriber for which nothing can be sent, or that says nothing, for longer is closed
 * @param retryAfterMs      what a subscriber that finds no room is asked to wait
 * @param reconnectSpreadMs time over which a server that stops spreads its subscribers' reconnects
 */
public record SubscriberLimits(int subscribersMax, long stallMaxNs, long retryAfterMs, long reconnectSpreadMs) {
    /** Bytes that one subscriber costs: the tail's window, two writes under way, and what TLS makes of them. */
    public static final long BYTES_A_SUBSCRIBER = 512 << 10;
    /** Those of them that come from Netty's pool. */
    public static final long POOL_BYTES_A_SUBSCRIBER = 256 << 10;
}
