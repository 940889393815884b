package io.swabline.station;

import io.swabline.protocol.FrameDescriptor;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.agrona.BitUtil;

/**
 * What a station needs to know. Immutable; {@link #of} has defaults for a terminal, the {@code with...} methods change one each.
 *
 * @param server            address; a host name given unresolved is resolved at each connect
 * @param station           station number, 1 and up
 * @param stream            stream id to use, or 0 to draw a random one
 * @param pendingScansMax   scans kept that have no verdict yet, sent or not; a power of two; 64 bytes each, off-heap
 * @param scansPerFrameMax  scans in one frame, 1 to 1,023
 * @param reconnectDelayMin bound of the first delay before connecting again; doubles with every failed attempt
 * @param reconnectDelayMax bound of every such delay, where nobody listens 5 s if that is less; the delay itself is drawn between
 *                          0 and the bound
 * @param helloTimeout      longest wait for the connection and the answer to Hello
 * @param ackTimeout        longest wait, with scans or a Ping unanswered, for any answer
 * @param pingInterval      silence after which a Ping is sent
 * @param seed              seed of the delays
 * @param software          name and version of the terminal's software, up to 64 characters of ASCII
 * @param token             what shows that it is this station, as 'swabline stations add' printed it; empty for none
 * @param tls               null to connect without TLS
 */
public record StationSettings(
    InetSocketAddress server,
    long station,
    long stream,
    int pendingScansMax,
    int scansPerFrameMax,
    Duration reconnectDelayMin,
    Duration reconnectDelayMax,
    Duration helloTimeout,
    Duration ackTimeout,
    Duration pingInterval,
    long seed,
    String software,
    String token,
    StationTls tls) {

    /** Largest station number: the one above it means null on the wire. */
    public static final long STATION_MAX = 0xFFFF_FFFEL;

    /** Off-heap bytes of the largest buffer: 1 GiB. */
    private static final int PENDING_SCANS_LIMIT = 1 << 24;
    private static final int TEXT_LENGTH_MAX = 64;

    public StationSettings {
        check(server != null, "server", "is missing", server);
        check(station >= 1 && station <= STATION_MAX, "station", "must be 1 to " + STATION_MAX, station);
        check(stream != -1, "stream", "must not be -1, which means null on the wire", stream);
        check(BitUtil.isPowerOfTwo(pendingScansMax) && pendingScansMax <= PENDING_SCANS_LIMIT,
            "pendingScansMax", "must be a power of two up to " + PENDING_SCANS_LIMIT, pendingScansMax);
        check(scansPerFrameMax >= 1 && scansPerFrameMax <= FrameDescriptor.SCANS_PER_FRAME_MAX,
            "scansPerFrameMax", "must be 1 to " + FrameDescriptor.SCANS_PER_FRAME_MAX, scansPerFrameMax);
        checkPositive("reconnectDelayMin", reconnectDelayMin);
        checkPositive("reconnectDelayMax", reconnectDelayMax);
        check(reconnectDelayMax.compareTo(reconnectDelayMin) >= 0,
            "reconnectDelayMax", "must not be below reconnectDelayMin (" + reconnectDelayMin + ")", reconnectDelayMax);
        checkPositive("helloTimeout", helloTimeout);
        checkPositive("ackTimeout", ackTimeout);
        checkPositive("pingInterval", pingInterval);
        check(software != null && software.length() <= TEXT_LENGTH_MAX && isPrintableAscii(software),
            "software", "must be at most " + TEXT_LENGTH_MAX + " characters of printable ASCII", software);
        check(token != null && token.length() <= TEXT_LENGTH_MAX && isPrintableAscii(token),
            "token", "must be at most " + TEXT_LENGTH_MAX + " characters of printable ASCII", "another");
    }

    /** Defaults of a terminal. */
    public static StationSettings of(final InetSocketAddress server, final long station) {
        return new StationSettings(
            server, station, 0, 1024, 64,
            Duration.ofMillis(200), Duration.ofSeconds(30),
            Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(10),
            station, "swabline-station", "", null);
    }

    public StationSettings withStream(final long value) {
        return new StationSettings(server, station, value, pendingScansMax, scansPerFrameMax, reconnectDelayMin,
            reconnectDelayMax, helloTimeout, ackTimeout, pingInterval, seed, software, token, tls);
    }

    public StationSettings withPendingScansMax(final int value) {
        return new StationSettings(server, station, stream, value, scansPerFrameMax, reconnectDelayMin,
            reconnectDelayMax, helloTimeout, ackTimeout, pingInterval, seed, software, token, tls);
    }

    public StationSettings withScansPerFrameMax(final int value) {
        return new StationSettings(server, station, stream, pendingScansMax, value, reconnectDelayMin,
            reconnectDelayMax, helloTimeout, ackTimeout, pingInterval, seed, software, token, tls);
    }

    public StationSettings withReconnectDelays(final Duration min, final Duration max) {
        return new StationSettings(server, station, stream, pendingScansMax, scansPerFrameMax, min,
            max, helloTimeout, ackTimeout, pingInterval, seed, software, token, tls);
    }

    public StationSettings withTimeouts(final Duration hello, final Duration ack, final Duration ping) {
        return new StationSettings(server, station, stream, pendingScansMax, scansPerFrameMax, reconnectDelayMin,
            reconnectDelayMax, hello, ack, ping, seed, software, token, tls);
    }

    public StationSettings withSeed(final long value) {
        return new StationSettings(server, station, stream, pendingScansMax, scansPerFrameMax, reconnectDelayMin,
            reconnectDelayMax, helloTimeout, ackTimeout, pingInterval, value, software, token, tls);
    }

    public StationSettings withSoftware(final String value) {
        return new StationSettings(server, station, stream, pendingScansMax, scansPerFrameMax, reconnectDelayMin,
            reconnectDelayMax, helloTimeout, ackTimeout, pingInterval, seed, value, token, tls);
    }

    public StationSettings withToken(final String value) {
        return new StationSettings(server, station, stream, pendingScansMax, scansPerFrameMax, reconnectDelayMin,
            reconnectDelayMax, helloTimeout, ackTimeout, pingInterval, seed, software, value, tls);
    }

    public StationSettings withTls(final StationTls value) {
        return new StationSettings(server, station, stream, pendingScansMax, scansPerFrameMax, reconnectDelayMin,
            reconnectDelayMax, helloTimeout, ackTimeout, pingInterval, seed, software, token, value);
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "station " + station + " of " + server;
    }

    private static void checkPositive(final String name, final Duration value) {
        check(value != null && value.compareTo(Duration.ofMillis(1)) >= 0 && value.compareTo(Duration.ofDays(1)) <= 0,
            name, "must be 1 ms to 1 day", value);
    }

    private static void check(final boolean isFine, final String name, final String rule, final Object value) {
        if (!isFine) {
            throw new IllegalArgumentException(name + " " + rule + "; it is " + value);
        }
    }

    private static boolean isPrintableAscii(final String text) {
        return text.chars().allMatch(character -> character >= 0x20 && character <= 0x7e);
    }
}
