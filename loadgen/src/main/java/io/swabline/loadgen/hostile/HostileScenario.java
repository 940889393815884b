package io.swabline.loadgen.hostile;

import java.util.Arrays;
import java.util.Locale;

/** The attacks that there are. */
public enum HostileScenario {
    /** A station scans people into sample ids that were made to meet in the server's table. */
    COLLIDING_SAMPLES(150_000, 1_000_000, 0),
    /** Connections that never say Hello fill the places of those that have not said it. */
    SILENT_CONNECTIONS(9_000, 20_000, 3_000),
    /** One address connects to the pages and resets, again and again. */
    RESET_CONNECTIONS(100_000, 10_000_000, 600),
    /** A station scans invented people, each one once. */
    NEW_PEOPLE(2_000_000, 10_000_000, 0),
    /** A station scans one invented person into each tube that the honest stations will use. */
    SQUATTED_SAMPLES(2_000_000, 10_000_000, 0),
    /** A station sends scans with wrong ID numbers: each is refused, and is a record in the journal. */
    REFUSED_SCANS(2_000_000, 10_000_000, 0);

    private final int countDefault;
    private final int countMax;
    private final int perSecondDefault;

    HostileScenario(final int countDefault, final int countMax, final int perSecondDefault) {
        this.countDefault = countDefault;
        this.countMax = countMax;
        this.perSecondDefault = perSecondDefault;
    }

    /** {@link IllegalArgumentException} if there is none of this name. */
    public static HostileScenario parse(final String text) {
        return Arrays.stream(values()).filter(scenario -> scenario.text().equals(text)).findAny()
            .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is none of the attacks "
                + String.join(", ", Arrays.stream(values()).map(HostileScenario::text).toList())));
    }

    /** As on the command line. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Connections at a time, connections in all, sample ids or scans: what the scenario counts. */
    public int countDefault() {
        return countDefault;
    }

    int countMax() {
        return countMax;
    }

    /** New connections a second at most; 0 for the attacks that are no connections. */
    public int perSecondDefault() {
        return perSecondDefault;
    }
}
