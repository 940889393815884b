package io.swabline.loadgen.chaos;

import io.swabline.loadgen.LoadReport;
import io.swabline.loadgen.check.CheckReport;
import java.util.List;
import java.util.Map;

/**
 * What a {@link ChaosRun} did and found. Immutable.
 *
 * @param seed         of all random choices
 * @param durability   of the journal
 * @param kills        by what the server was doing
 * @param startsMs     how long each start after a kill took until the server listened, ascending
 * @param generations  of the journal that hold records
 * @param rolls        times that the journal went over to another file
 * @param cuts         connections that were cut, besides those of killed servers
 * @param wrongClocks  stations whose clock is wrong
 * @param load         what the load generator says; null if it did not come to that
 * @param check        the ledger against the journal; null if it did not come to that
 * @param tailLines    what the tail printed that followed all the time
 * @param findings     what should not be; empty: all is as promised
 */
public record ChaosReport(
    long seed,
    String durability,
    Map<KillKind, Integer> kills,
    List<Long> startsMs,
    int generations,
    int rolls,
    long cuts,
    int wrongClocks,
    LoadReport load,
    CheckReport check,
    long tailLines,
    List<String> findings) {

    /** What the server was doing when it was killed. */
    public enum KillKind {
        /** Whatever it happened to be doing. */
        WORKING,
        /** Going over to the next file of the journal, or about to, or just done. */
        ROLLING,
        /** Starting, after a kill while it worked. */
        STARTING,
        /** Draining, after SIGTERM. */
        DRAINING
    }

    public ChaosReport {
        kills = Map.copyOf(kills);
        startsMs = startsMs.stream().sorted().toList();
        findings = List.copyOf(findings);
    }

    public boolean isFine() {
        return findings.isEmpty();
    }

    public int killCount() {
        return kills.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** The start that was slower than half of them; 0 if there was none. */
    public long startMedianMs() {
        return startsMs.isEmpty() ? 0 : startsMs.get(startsMs.size() / 2);
    }

    public long startMaxMs() {
        return startsMs.isEmpty() ? 0 : startsMs.get(startsMs.size() - 1);
    }
}
