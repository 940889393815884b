package io.swabline.loadgen.plan;

import java.util.Locale;

/** The shapes of load that the generator knows. */
public enum Scenario {
    /** Open loop at one rate. */
    STEADY,
    /** Open loop: calm at the base rate, bursts that build up to ten times of it. */
    BURST,
    /** Closed loop: as fast as the server's credit allows. */
    MAX,
    /** All stations lose their connections at once, fill their buffers, and come back together. */
    STORM;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException naming the scenarios there are. */
    public static Scenario parse(final String text) {
        for (final Scenario scenario : values()) {
            if (scenario.text().equals(text)) {
                return scenario;
            }
        }
        throw new IllegalArgumentException("\"" + text + "\" is none of the scenarios steady, burst, max, storm");
    }
}
