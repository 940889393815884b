package io.swabline.protocol.trust;

import io.swabline.protocol.Pseudonym;

/**
 * One superseded code. From {@code sinceMs} on, by the time of the scan, the person's codes with this issue number or a lower
 * one are not accepted; a scan made before, and delivered late, is judged as it would have been then.
 *
 * @param sequence          1, 2, ... in the order of the registry, without gaps as the edge sees them
 * @param sinceMs           epoch milliseconds
 * @param validUntilSeconds epoch seconds at which the code expires anyway; the cut-off may be forgotten when no scan from
 *                          before can arrive any more
 * @param person            whose code
 * @param issueNumber       unsigned 32 bits; one below that of the code issued instead, so that it covers codes from elsewhere
 * @param shortHash         {@code ShortHash} of the code, by which terminals know it, since they cannot unseal it
 */
public record Cutoff(
    long sequence, long sinceMs, long validUntilSeconds, Pseudonym person, long issueNumber, long shortHash)
    implements RegistryNote
{
    @Override
    public Cutoff withoutSequence() {
        return new Cutoff(0, sinceMs, validUntilSeconds, person, issueNumber, shortHash);
    }
}
