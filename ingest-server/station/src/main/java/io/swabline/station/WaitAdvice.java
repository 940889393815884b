package io.swabline.station;

import io.swabline.protocol.codec.RefusedReason;
import io.swabline.protocol.codec.RetryReason;

/**
 * What the staff at a station can do while the server takes no scans of theirs, one or two sentences for a terminal's screen. The
 * station sends again by itself; nothing that was scanned is lost.
 */
public final class WaitAdvice {
    private static final String KEEP_ON = " Keep the terminal on and go on scanning: it sends its scans again by itself.";

    private WaitAdvice() {
    }

    /** For {@link StationListener#onRetry}. */
    public static String of(final RetryReason reason) {
        return switch (reason) {
            case PERSONS_FULL -> "The server has no room for more people: the operator has to raise "
                + "city.people-per-day." + KEEP_ON;
            case SAMPLES_FULL -> "The server has no room for more tubes: fill the tubes that you have begun, and tell the "
                + "operator to raise city.people-per-day." + KEEP_ON;
            case DISK_LOW -> "The server's disk is full: the operator has to make room." + KEEP_ON;
            default -> "The server takes no scans of this station for now (" + reason + "): tell the operator." + KEEP_ON;
        };
    }

    /** For {@link StationListener#onRefused}. */
    public static String of(final RefusedReason reason) {
        return switch (reason) {
            case STREAMS_FULL -> "The server knows as many terminals as it can, or as it takes of one station number: the "
                + "operator has to raise city.stations, or to give each terminal a number and a store of its own." + KEEP_ON;
            case CONNECTIONS_FULL -> "The server has as many connections as it takes: the operator has to raise "
                + "listen.connections-max."
                + KEEP_ON;
            case DRAINING -> "The server is being stopped, and comes back." + KEEP_ON;
            case NOT_AUTHORIZED -> "The server knows no valid token or certificate of this station: tell the operator.";
            case STREAM_OF_ANOTHER_STATION -> "Another station number has this terminal's store: it begins a new one by itself.";
            default -> "The server does not take this station now (" + reason + "): tell the operator." + KEEP_ON;
        };
    }
}
