package io.swabline.server.wiring;

import io.swabline.server.edge.GreetingLimits;

/**
 * What stations may not take together, and what one of them may not take from the others.
 *
 * @param greetings        how many connections that have not said Hello are dealt with at a time; further ones wait
 * @param receiveMemoryMax bytes of frames that have arrived in part, or wait for the ring, of all connections together
 * @param sendMemoryMax    bytes of replies that stations have not taken, of all connections together
 * @param pingsMax         Pings that a station may send at once; one more becomes free each second
 */
public record AdmissionSettings(GreetingLimits greetings, long receiveMemoryMax, long sendMemoryMax, int pingsMax) {
    /** Connections that have not said Hello, by parts in percent; commands do not know the edge. */
    public static GreetingLimits greetings(
        final int max, final int perAddressPercent, final int perNetworkPercent, final int keptPercent) {
        return GreetingLimits.of(max, perAddressPercent, perNetworkPercent, keptPercent);
    }
}
