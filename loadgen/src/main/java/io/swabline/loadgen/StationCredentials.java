package io.swabline.loadgen;

import io.swabline.station.StationSettings;
import io.swabline.station.StationTls;
import io.swabline.station.StationTokens;

/** How the stations of a run check their server and show who they are: one TLS for all, a token for each. Immutable. */
final class StationCredentials {
    private final StationTls tls;
    private final StationTokens tokens;

    private StationCredentials(final StationTls tls, final StationTokens tokens) {
        this.tls = tls;
        this.tokens = tokens;
    }

    /** Reads the files. {@link LoadException} where one cannot be used. */
    static StationCredentials read(final LoadSettings settings) {
        try {
            return new StationCredentials(
                settings.tlsTrusted() == null ? null : StationTls.of(settings.tlsTrusted(), null, null),
                settings.tokens() == null ? null : StationTokens.read(settings.tokens()));
        } catch (final IllegalArgumentException e) {
            throw new LoadException(e.getMessage(), e);
        }
    }

    StationSettings applyTo(final StationSettings station) {
        try {
            return station.withTls(tls).withToken(tokens == null ? "" : tokens.of(station.station()));
        } catch (final IllegalArgumentException e) {
            throw new LoadException(e.getMessage(), e);
        }
    }
}
