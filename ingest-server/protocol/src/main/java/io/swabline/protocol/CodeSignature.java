package io.swabline.protocol;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;

/**
 * The offline check of a terminal, which holds public keys only: is the Ed25519 signature (RFC 8032) of a code genuine? Takes
 * about half a millisecond, so the server, which has the MAC, does without. One thread.
 */
public final class CodeSignature {
    private final PublicKey publicKey;
    private final Signature ed25519;

    /** Takes the public key of the key id that the codes bear. */
    public CodeSignature(final PublicKey publicKey) {
        this.publicKey = publicKey;
        try {
            ed25519 = Signature.getInstance("Ed25519");
            ed25519.initVerify(publicKey);
        } catch (final GeneralSecurityException e) {
            throw new IllegalArgumentException("not an Ed25519 public key: " + publicKey.getAlgorithm(), e);
        }
    }

    /** Whether the signature is that of the key over the code's core. */
    public boolean isGenuine(final SamplingCode code) {
        final byte[] bytes = code.bytes();
        try {
            ed25519.update(bytes, 0, CodeDescriptor.CORE_LENGTH);
            return isVerified(bytes);
        } catch (final GeneralSecurityException e) {
            throw new IllegalStateException("Ed25519 cannot be used", e);
        }
    }

    /**
     * The JDK throws for bytes that are no signature at all, no point and scalar of the curve, and then keeps the message: the
     * next check would see both.
     */
    private boolean isVerified(final byte[] code) throws InvalidKeyException {
        try {
            return ed25519.verify(code, CodeDescriptor.SIGNATURE_OFFSET, CodeDescriptor.SIGNATURE_LENGTH);
        } catch (final SignatureException e) {
            ed25519.initVerify(publicKey);
            return false;
        }
    }
}
