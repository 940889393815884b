package io.swabline.protocol;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.Instant;

/**
 * One key of the key file: what seals, what MACs and what signs the sampling codes that bear its id. Immutable. The secrets
 * do not leave this package; the public key may go to terminals.
 */
public final class SamplingKey {
    /** Ids are 1 to 255: one byte in a code, where 0 is never a key. */
    public static final int ID_MAX = 255;

    /** AES-256: a sealed holder may be kept by whoever photographed the code, for good. */
    static final int SEAL_KEY_LENGTH = 32;
    /** AES-128, as in RFC 4493: a MAC matters only while its code is valid. */
    static final int MAC_KEY_LENGTH = 16;

    private final int id;
    private final KeyStatus status;
    private final long createdAtEpochSeconds;
    private final byte[] sealKey;
    private final byte[] macKey;
    private final KeyPair signingPair;

    SamplingKey(
        final int id,
        final KeyStatus status,
        final long createdAtEpochSeconds,
        final byte[] sealKey,
        final byte[] macKey,
        final KeyPair signingPair) {
        this.id = id;
        this.status = status;
        this.createdAtEpochSeconds = createdAtEpochSeconds;
        this.sealKey = sealKey;
        this.macKey = macKey;
        this.signingPair = signingPair;
    }

    static SamplingKey create(final int id, final long createdAtEpochSeconds, final SecureRandom random) {
        final byte[] sealKey = new byte[SEAL_KEY_LENGTH];
        final byte[] macKey = new byte[MAC_KEY_LENGTH];
        random.nextBytes(sealKey);
        random.nextBytes(macKey);
        try {
            final KeyPair signingPair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            return new SamplingKey(id, KeyStatus.CURRENT, createdAtEpochSeconds, sealKey, macKey, signingPair);
        } catch (final GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot make Ed25519 keys", e);
        }
    }

    SamplingKey with(final KeyStatus changed) {
        return new SamplingKey(id, changed, createdAtEpochSeconds, sealKey, macKey, signingPair);
    }

    /** The id that codes bear, 1 to 255. */
    public int id() {
        return id;
    }

    public KeyStatus status() {
        return status;
    }

    public long createdAtEpochSeconds() {
        return createdAtEpochSeconds;
    }

    /** The Ed25519 key that terminals check signatures with. */
    public PublicKey publicKey() {
        return signingPair.getPublic();
    }

    PrivateKey privateKey() {
        return signingPair.getPrivate();
    }

    KeyPair signingPair() {
        return signingPair;
    }

    byte[] sealKey() {
        return sealKey;
    }

    byte[] macKey() {
        return macKey;
    }

    @Override
    public String toString() {
        return "sampling key " + id + ", " + status + ", created " + Instant.ofEpochSecond(createdAtEpochSeconds);
    }
}
