package io.swabline.server.wiring;

import io.swabline.issuer.RelationSettings;
import io.swabline.issuer.http.HttpSettings;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What can be set on the issuing side, which runs in the server's process beside the edge. Immutable; what each setting means
 * to an operator stands in {@code config/swabline.conf}.
 *
 * @param isEnabled            whether there is an issuing side at all: registry, API and pages
 * @param http                 the listener of API and pages
 * @param registryUrl          JDBC; empty for a database of the server's own in its data directory
 * @param registryUser         empty where the URL says it or there is none
 * @param registryPasswordFile readable by the owner only; null where there is none
 * @param registryPoolSize     connections to the database
 * @param validityDays         of a new code
 * @param renewBefore          a code that has less left is renewed when it is asked for
 * @param reissuesPerDayMax    by one person, and by each guardian of that person
 * @param relations            of guardians to persons
 */
public record IssuingSettings(
    boolean isEnabled,
    HttpSettings http,
    String registryUrl,
    String registryUser,
    Path registryPasswordFile,
    int registryPoolSize,
    int validityDays,
    Duration renewBefore,
    int reissuesPerDayMax,
    RelationSettings relations)
{
}
