package io.swabline.server.access;

import java.time.Instant;

/**
 * By what a station was let in, so that it can be asked again whether it still holds. Immutable.
 *
 * @param station         the station's number
 * @param tokenHash       SHA-256 of its token; null where a certificate let it in
 * @param certificateFrom when its certificate begins; null where a token let it in
 * @param untilMs         epoch milliseconds of the end of its token or certificate
 */
public record Admission(long station, byte[] tokenHash, Instant certificateFrom, long untilMs) {
    /** Of a server that believes every station. */
    static final Admission UNASKED = new Admission(0, null, null, Long.MAX_VALUE);

    @Override
    public boolean equals(final Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(station);
    }

    @Override
    public String toString() {
        return "station " + station + (tokenHash != null ? " by token" : certificateFrom != null ? " by certificate" : "");
    }
}
