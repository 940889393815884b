package io.swabline.server.wiring;

import java.time.Duration;

/**
 * Who may read the journal over the network, and what that may cost.
 *
 * @param use      whether subscribers are taken
 * @param max      subscribers at a time; one more is refused
 * @param stallMax a subscriber that takes nothing, or says nothing, for longer is sent away
 */
public record SubscriberSettings(Use use, int max, Duration stallMax) {
    /** Whether subscribers are taken. */
    public enum Use {
        /** Those who show a token. */
        AUTO,
        /** Those who show a token; anybody where stations are not asked who they are. */
        ON,
        /** Nowhere. */
        OFF
    }
}
