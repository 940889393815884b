package io.swabline.issuer;

import io.swabline.protocol.CodeDescriptor;
import io.swabline.protocol.CodeIssuer;
import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.SamplingCode;
import io.swabline.protocol.SamplingKey;
import io.swabline.protocol.trust.ShortHash;
import java.security.Provider;

/** Makes the bytes of new codes, under whatever key is current. The desk's thread owns it. */
final class CodeSigner {
    private final Provider provider;
    private SamplingKey key;
    private CodeIssuer issuer;

    /** Signs with the provider; null for the JDK's. */
    CodeSigner(final Provider provider) {
        this.provider = provider;
    }

    StoredCode issue(
        final SamplingKey current,
        final Pseudonym holder,
        final long issueNumber,
        final boolean forRelative,
        final long nowSeconds,
        final int validityDays) {
        if (current != key) {
            issuer = new CodeIssuer(current, provider);
            key = current;
        }
        final SamplingCode code = SamplingCode.of(issuer.issue(holder, issueNumber, nowSeconds, validityDays,
            forRelative ? CodeDescriptor.FLAG_RELATIVE : CodeDescriptor.FLAG_SELF));
        return new StoredCode(holder, issueNumber, forRelative, code, ShortHash.of(code));
    }
}
