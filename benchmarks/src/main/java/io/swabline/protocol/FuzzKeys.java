package io.swabline.protocol;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.List;

/** Keys of the fuzz targets, the same in every run so that an input always means the same. Of no use for anything else. */
public final class FuzzKeys {
    private static final long CREATED_AT = 1_649_462_400L;

    private FuzzKeys() {
    }

    /** A key file's content with a root key and two keys. */
    public static SamplingKeys keys() {
        try {
            final SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
            random.setSeed(1);
            final byte[] pepper = new byte[PersonPseudonyms.PEPPER_LENGTH];
            random.nextBytes(pepper);
            final KeyPairGenerator pairs = KeyPairGenerator.getInstance("Ed25519");
            pairs.initialize(255, random);
            return new SamplingKeys(3, 30, new RootKey(pairs.generateKeyPair()), pepper, List.of(
                key(1, KeyStatus.PREVIOUS, random, pairs), key(2, KeyStatus.CURRENT, random, pairs)));
        } catch (final GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no Ed25519", e);
        }
    }

    private static SamplingKey key(
        final int id, final KeyStatus status, final SecureRandom random, final KeyPairGenerator pairs) {
        final byte[] sealKey = new byte[SamplingKey.SEAL_KEY_LENGTH];
        final byte[] macKey = new byte[SamplingKey.MAC_KEY_LENGTH];
        random.nextBytes(sealKey);
        random.nextBytes(macKey);
        return new SamplingKey(id, status, CREATED_AT + id, sealKey, macKey, pairs.generateKeyPair());
    }

    static Path file() {
        return Path.of("fuzz.keys");
    }
}
