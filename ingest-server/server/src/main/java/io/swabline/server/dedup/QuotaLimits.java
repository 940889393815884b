package io.swabline.server.dedup;

/**
 * What one station number may take, so that it cannot fill the tables of all, the tubes of another or the disk.
 *
 * @param newPeople    scans that register somebody
 * @param newSamples   scans that begin a sample
 * @param refusedScans scans with another final verdict than ACCEPTED
 */
public record QuotaLimits(Quota newPeople, Quota newSamples, Quota refusedScans) {
    /** No limits. */
    public static final QuotaLimits OFF = new QuotaLimits(Quota.OFF, Quota.OFF, Quota.OFF);

    Quota of(final int kind) {
        return switch (kind) {
            case StationQuotas.NEW_PEOPLE -> newPeople;
            case StationQuotas.NEW_SAMPLES -> newSamples;
            case StationQuotas.REFUSED_SCANS -> refusedScans;
            default -> throw new IllegalArgumentException("kind=" + kind + " of quota is unknown");
        };
    }
}
