package io.swabline.server.access;

import io.swabline.protocol.access.AccessEntry;
import io.swabline.protocol.access.AccessList;
import io.swabline.protocol.access.AccessToken;
import io.swabline.protocol.access.Right;
import java.security.cert.X509Certificate;
import java.util.function.Supplier;

/**
 * Judges whether a connection is the station that its Hello says, by a token, a client certificate, or either. Immutable but for
 * the list that it reads; any thread. The TLS handshake has found the certificate to lie under a trusted authority; its dates are
 * looked at again here, for a resumed TLS session does not.
 */
public final class StationAccess {
    private final boolean takesTokens;
    private final boolean takesCertificates;
    private final Supplier<AccessList> list;
    private final BlockedStations blocked;

    /** @param list who may connect at this moment */
    public StationAccess(final boolean takesTokens, final boolean takesCertificates, final Supplier<AccessList> list) {
        this(takesTokens, takesCertificates, list, BlockedStations.none());
    }

    private StationAccess(final boolean takesTokens, final boolean takesCertificates, final Supplier<AccessList> list,
        final BlockedStations blocked) {
        this.takesTokens = takesTokens;
        this.takesCertificates = takesCertificates;
        this.list = list;
        this.blocked = blocked;
    }

    /** For a server that believes every station its number. */
    public static StationAccess ofAnybody() {
        return new StationAccess(false, false, () -> AccessList.EMPTY);
    }

    /** The same, but for stations that an operator has blocked. */
    public StationAccess without(final BlockedStations stations) {
        return new StationAccess(takesTokens, takesCertificates, list, stations);
    }

    /** Whether an operator has blocked the station, whatever it shows. */
    public boolean isBlocked(final long station) {
        return blocked.contains(station);
    }

    /** Whether stations are asked at all. */
    public boolean isAsked() {
        return takesTokens || takesCertificates;
    }

    /** Whether a client certificate is asked for in the TLS handshake. */
    public boolean takesCertificates() {
        return takesCertificates;
    }

    /** Whether a TLS handshake without a client certificate is of no use. */
    public boolean needsCertificates() {
        return takesCertificates && !takesTokens;
    }

    /**
     * @param token       of the Hello; empty where it has none
     * @param certificate of the connection; null where it has none
     * @return by what the station is let in; null if it is not
     */
    public Admission admit(final long station, final String token, final X509Certificate certificate, final long nowMs) {
        if (!isAsked()) {
            return Admission.UNASKED;
        }
        Admission admission = null;
        if (takesCertificates && certificate != null && StationName.of(certificate) == station) {
            admission = new Admission(
                station, null, certificate.getNotBefore().toInstant(), certificate.getNotAfter().getTime());
        }
        if ((admission == null || !holds(admission, nowMs)) && takesTokens && AccessToken.isWellFormed(token)) {
            final byte[] hash = AccessToken.hash(token);
            final AccessEntry entry = list.get().find(Long.toString(station), Right.SCAN, hash);
            admission = entry == null ? null : new Admission(station, hash, null, entry.validUntilMs());
        }
        return admission != null && holds(admission, nowMs) ? admission : null;
    }

    /** Whether a station that was let in may stay. */
    public boolean holds(final Admission admission, final long nowMs) {
        if (nowMs >= admission.untilMs()) {
            return false;
        }
        if (admission.tokenHash() != null) {
            return list.get().find(Long.toString(admission.station()), Right.SCAN, admission.tokenHash()) != null;
        }
        return admission.certificateFrom() == null
            || !list.get().isCertificateWithdrawn(admission.station(), admission.certificateFrom());
    }
}
