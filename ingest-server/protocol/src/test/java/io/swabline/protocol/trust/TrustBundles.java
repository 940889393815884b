package io.swabline.protocol.trust;

import io.swabline.protocol.CodeDescriptor;
import io.swabline.protocol.CodeIssuer;
import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.SamplingCode;
import io.swabline.protocol.SamplingKeys;

/** Codes and cut-offs for tests. */
final class TrustBundles {
    static final String ID_NUMBER = "11010519491231002X";

    private TrustBundles() {
    }

    static SamplingCode issue(final SamplingKeys keys, final long issueNumber, final long issuedAtSeconds) {
        return SamplingCode.of(new CodeIssuer(keys.current()).issue(
            person(keys), issueNumber, issuedAtSeconds, 30, CodeDescriptor.FLAG_SELF));
    }

    static Cutoff cutoff(final SamplingKeys keys, final long sequence, final SamplingCode code) {
        return cutoff(keys, sequence, code.expiresAtEpochSeconds(), ShortHash.of(code));
    }

    static Cutoff cutoff(final SamplingKeys keys, final long sequence, final long validUntilSeconds, final long shortHash) {
        return new Cutoff(sequence, 0, validUntilSeconds, person(keys), 1, shortHash);
    }

    private static Pseudonym person(final SamplingKeys keys) {
        return keys.pseudonyms().of(ID_NUMBER);
    }
}
