package io.swabline.protocol;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.SplittableRandom;

/** Keys that tests know: the one of {@code golden/SamplingCode.hex}, and others from a seed. */
final class TestKeys {
    private static final String PKCS8_PREFIX = "302e020100300506032b657004220420";
    private static final String X509_PREFIX = "302a300506032b6570032100";
    private static final KeyPair GOLDEN_PAIR = pair(GoldenFile.read("SamplingCode"));

    private TestKeys() {
    }

    /** The key that the golden code was made with. */
    static SamplingKey golden() {
        return golden(KeyStatus.CURRENT);
    }

    static SamplingKey golden(final KeyStatus status) {
        final GoldenFile golden = GoldenFile.read("SamplingCode");
        return new SamplingKey((int) golden.number("keyId"), status, golden.number("issuedAt"), golden.hex(0, "seal"),
            golden.hex(0, "mac"), GOLDEN_PAIR);
    }

    /** A key with random secrets but for the signing pair, which is the golden one. */
    static SamplingKey random(final int id, final SplittableRandom random) {
        final byte[] seal = new byte[SamplingKey.SEAL_KEY_LENGTH];
        final byte[] mac = new byte[SamplingKey.MAC_KEY_LENGTH];
        random.nextBytes(seal);
        random.nextBytes(mac);
        return new SamplingKey(id, KeyStatus.CURRENT, 0, seal, mac, GOLDEN_PAIR);
    }

    private static KeyPair pair(final GoldenFile golden) {
        try {
            final KeyFactory factory = KeyFactory.getInstance("Ed25519");
            return new KeyPair(
                factory.generatePublic(new X509EncodedKeySpec(
                    HexFormat.of().parseHex(X509_PREFIX + golden.string(1, "public")))),
                factory.generatePrivate(new PKCS8EncodedKeySpec(
                    HexFormat.of().parseHex(PKCS8_PREFIX + golden.string(0, "signing")))));
        } catch (final GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
