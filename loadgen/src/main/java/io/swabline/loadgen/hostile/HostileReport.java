package io.swabline.loadgen.hostile;

import io.swabline.protocol.Verdict;
import java.util.List;
import java.util.Map;

/**
 * What honest stations noticed of an attack.
 *
 * @param scenario        the attack's name
 * @param seed            of people and sample ids
 * @param attackedSeconds measured time of the attack
 * @param attack          what it did, by name
 * @param measured        the waits of honest stations and visitors
 * @param refusals        verdicts of honest scans during the attack, other than ACCEPTED
 * @param retries         Retry answers to honest stations during the attack
 * @param problems        what exceeds the limits; empty if the run is fine
 */
public record HostileReport(String scenario, int seed, double attackedSeconds, Map<String, Long> attack, List<Measured> measured,
    Map<Verdict, Long> refusals, long retries, List<String> problems) {

    public boolean isFine() {
        return problems.isEmpty();
    }
}
