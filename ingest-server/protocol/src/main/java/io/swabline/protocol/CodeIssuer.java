package io.swabline.protocol;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Signature;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Issues whole sampling codes under one key. One thread; the signature takes about half a millisecond with the JDK's provider,
 * a native one needs a fiftieth of that.
 */
public final class CodeIssuer {
    private final CoreIssuer cores;
    private final Signature ed25519;
    private final UnsafeBuffer pseudonymBuffer = new UnsafeBuffer(new byte[Pseudonym.LENGTH]);

    /** Takes the key to issue under: {@link SamplingKeys#current()}. Signs with what this Java has. */
    public CodeIssuer(final SamplingKey key) {
        this(key, null);
    }

    /** As {@link #CodeIssuer(SamplingKey)}, signing with another provider, which need not be installed; null for none. */
    public CodeIssuer(final SamplingKey key, final Provider provider) {
        cores = new CoreIssuer(key, 1);
        try {
            ed25519 = provider == null ? Signature.getInstance("Ed25519") : Signature.getInstance("Ed25519", provider);
            ed25519.initSign(key.privateKey());
        } catch (final GeneralSecurityException e) {
            throw new IllegalStateException("cannot sign with " + key, e);
        }
    }

    /**
     * The 100 bytes of a new code; {@link SamplingCode#of} makes its text. The ranges are those of {@link CoreIssuer#add}.
     */
    public byte[] issue(
        final Pseudonym pseudonym,
        final long issueNumber,
        final long issuedAtEpochSeconds,
        final int validityDays,
        final int flags) {
        final byte[] code = new byte[CodeDescriptor.CODE_LENGTH];
        pseudonym.copyTo(pseudonymBuffer, 0);
        cores.add(pseudonymBuffer, 0, issueNumber, issuedAtEpochSeconds, validityDays, flags);
        cores.issue(new UnsafeBuffer(code), 0);
        try {
            ed25519.update(code, 0, CodeDescriptor.CORE_LENGTH);
            ed25519.sign(code, CodeDescriptor.SIGNATURE_OFFSET, CodeDescriptor.SIGNATURE_LENGTH);
        } catch (final GeneralSecurityException e) {
            throw new IllegalStateException("signing failed", e);
        }
        return code;
    }
}
