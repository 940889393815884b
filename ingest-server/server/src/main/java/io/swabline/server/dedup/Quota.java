package io.swabline.server.dedup;

/**
 * How often one station may do something: a bucket that holds {@code burst} at most and is filled up again evenly.
 *
 * @param burst   at once, after a time without; 0: no limit
 * @param perHour that become possible again in an hour, 1 and up
 */
public record Quota(long burst, long perHour) {
    /** No limit. */
    public static final Quota OFF = new Quota(0, 1);

    public Quota {
        if (burst < 0 || perHour < 1) {
            throw new IllegalArgumentException("burst=" + burst + " is below 0, or perHour=" + perHour + " below 1");
        }
    }
}
