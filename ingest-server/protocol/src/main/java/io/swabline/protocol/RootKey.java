package io.swabline.protocol;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;

/**
 * The Ed25519 pair of a key file that signs trust bundles and nothing else. Terminals pin its public half: it stays the same
 * however often the keys of codes change. Immutable, for any thread; the private half does not leave this package.
 */
public final class RootKey {
    private final KeyPair pair;

    RootKey(final KeyPair pair) {
        this.pair = pair;
    }

    static RootKey create() {
        try {
            return new RootKey(KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        } catch (final GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot make Ed25519 keys", e);
        }
    }

    /** What terminals check bundles with. */
    public PublicKey publicKey() {
        return pair.getPublic();
    }

    /** The 64-byte Ed25519 signature over the first {@code length} bytes. */
    public byte[] sign(final byte[] bytes, final int length) {
        try {
            final Signature ed25519 = Signature.getInstance("Ed25519");
            ed25519.initSign(pair.getPrivate());
            ed25519.update(bytes, 0, length);
            return ed25519.sign();
        } catch (final GeneralSecurityException e) {
            throw new IllegalStateException("signing failed", e);
        }
    }

    KeyPair pair() {
        return pair;
    }

    @Override
    public String toString() {
        return "root key";
    }
}
