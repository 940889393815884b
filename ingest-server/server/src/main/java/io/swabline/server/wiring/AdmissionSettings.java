package io.swabline.server.wiring;

import io.swabline.protocol.access.PlaceLimits;
import io.swabline.server.dedup.Quota;
import io.swabline.server.dedup.QuotaLimits;
import io.swabline.server.ring.QuotaAlarms;

/**
 * What stations may not take together, and what one of them may not take from the others.
 *
 * @param greetings        how many connections that have not said Hello are dealt with at a time; further ones wait
 * @param receiveMemoryMax bytes of frames that have arrived in part, or wait for the ring, of all connections together
 * @param sendMemoryMax    bytes of replies that stations have not taken, of all connections together
 * @param pingsMax         Pings that a station may send at once; one more becomes free each second
 * @param quotas           what one station number may take
 */
public record AdmissionSettings(PlaceLimits greetings, long receiveMemoryMax, long sendMemoryMax, int pingsMax,
    QuotaLimits quotas) {
    /** Connections that have not said Hello, by parts in percent; commands do not know the edge. */
    public static PlaceLimits greetings(
        final int max, final int perAddressPercent, final int perNetworkPercent, final int keptPercent) {
        return PlaceLimits.of(max, perAddressPercent, perNetworkPercent, keptPercent);
    }

    /** Quotas, each by what is possible at once, 0 for no limit, and how many become possible again in an hour. */
    public static QuotaLimits quotas(final long newPeopleBurst, final long newPeoplePerHour, final long newSamplesBurst,
        final long newSamplesPerHour, final long refusedScansBurst, final long refusedScansPerHour) {
        return new QuotaLimits(new Quota(newPeopleBurst, newPeoplePerHour), new Quota(newSamplesBurst, newSamplesPerHour),
            new Quota(refusedScansBurst, refusedScansPerHour));
    }

    /** A quota by its kind, in the order of {@link QuotaAlarms#KINDS}, as settings say it. */
    String quotaText(final int kind) {
        final Quota quota = kind == 0 ? quotas.newPeople() : kind == 1 ? quotas.newSamples() : quotas.refusedScans();
        return String.format("quotas.%1$s-burst = %2$d, quotas.%1$s-per-hour = %3$d", QuotaAlarms.KINDS[kind], quota.burst(),
            quota.perHour());
    }
}
