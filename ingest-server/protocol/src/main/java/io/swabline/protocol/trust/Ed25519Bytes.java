package io.swabline.protocol.trust;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/** Ed25519 public keys as their 32 bytes of RFC 8032, which the JDK knows only within an X.509 frame. */
final class Ed25519Bytes {
    private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private Ed25519Bytes() {
    }

    static byte[] of(final PublicKey key) {
        final byte[] encoded = key.getEncoded();
        final int length = X509_PREFIX.length;
        if (encoded.length != length + TrustBundleDescriptor.PUBLIC_KEY_LENGTH
            || !Arrays.equals(encoded, 0, length, X509_PREFIX, 0, length)) {
            throw new IllegalArgumentException("not an Ed25519 public key: " + key.getAlgorithm());
        }
        return Arrays.copyOfRange(encoded, length, encoded.length);
    }

    static PublicKey toKey(final byte[] bytes) throws GeneralSecurityException {
        final byte[] encoded = Arrays.copyOf(X509_PREFIX, X509_PREFIX.length + bytes.length);
        System.arraycopy(bytes, 0, encoded, X509_PREFIX.length, bytes.length);
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    }
}
