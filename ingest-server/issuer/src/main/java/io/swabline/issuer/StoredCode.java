package io.swabline.issuer;

import io.swabline.protocol.IssueNumber;
import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.SamplingCode;

/**
 * A code as the registry keeps it.
 *
 * @param holder      whose it is
 * @param issueNumber growing by person, with gaps; see {@link IssueNumber}
 * @param forRelative whether relatives fetched it
 * @param code        the code itself
 * @param shortHash   by which terminals know it once it is superseded
 */
record StoredCode(Pseudonym holder, long issueNumber, boolean forRelative, SamplingCode code, long shortHash) {
}
