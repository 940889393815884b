package io.swabline.protocol.access;

/**
 * How many connections have a place at a time, in all and by where they come from.
 *
 * @param max           of all, 1 and up
 * @param perAddressMax of one IPv4 address or one /64 of IPv6
 * @param perNetworkMax of one /24 of IPv4 or one /48 of IPv6
 * @param strangersMax  of addresses from which nobody has shown lately who he is; the others have the rest to themselves
 */
public record PlaceLimits(int max, int perAddressMax, int perNetworkMax, int strangersMax) {
    private static final int PERCENT = 100;

    /** By parts of all, in percent; each is 1 place at least. */
    public static PlaceLimits of(
        final int max, final int perAddressPercent, final int perNetworkPercent, final int keptPercent) {
        return new PlaceLimits(max, part(max, perAddressPercent), part(max, perNetworkPercent),
            part(max, PERCENT - keptPercent));
    }

    private static int part(final int max, final int percent) {
        return (int) Math.max(1, (long) max * percent / PERCENT);
    }
}
