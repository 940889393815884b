package io.swabline.protocol.trust;

import io.swabline.protocol.SamplingCode;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.List;

/**
 * What a terminal knows of codes: the keys, and which codes are superseded, signed by a root key at some time. Reading checks
 * the signature against the root key that the bundle names; whether that is the right root, and whether there was a newer
 * bundle, only the terminal knows. Immutable, for any thread.
 */
public final class TrustBundle {
    private final long counter;
    private final long madeAtMs;
    private final PublicKey root;
    private final Fingerprint rootFingerprint;
    private final List<TrustedKey> keys;
    private final long[] supersededHashes;

    /** Takes sorted hashes; the reader has checked everything. */
    TrustBundle(
        final long counter,
        final long madeAtMs,
        final PublicKey root,
        final List<TrustedKey> keys,
        final long[] supersededHashes) {
        this.counter = counter;
        this.madeAtMs = madeAtMs;
        this.root = root;
        this.rootFingerprint = Fingerprint.of(root);
        this.keys = keys;
        this.supersededHashes = supersededHashes;
    }

    /** The bundle of exactly these bytes, which may come from anybody; {@link TrustBundleException} saying what is wrong. */
    public static TrustBundle read(final byte[] bytes) {
        return new TrustBundleReader(bytes).read();
    }

    /** Grows with every change of the content; a smaller one is older. */
    public long counter() {
        return counter;
    }

    /** Epoch milliseconds. */
    public long madeAtMs() {
        return madeAtMs;
    }

    public PublicKey root() {
        return root;
    }

    public Fingerprint rootFingerprint() {
        return rootFingerprint;
    }

    /** All keys, by id. */
    public List<TrustedKey> keys() {
        return keys;
    }

    /** The key that codes bear; null if the bundle has none of this id. */
    public TrustedKey key(final int id) {
        for (final TrustedKey key : keys) {
            if (key.id() == id) {
                return key;
            }
        }
        return null;
    }

    /** Whether a newer code was issued to the person, as far as was known when the bundle was made. */
    public boolean isSuperseded(final SamplingCode code) {
        return Arrays.binarySearch(supersededHashes, ShortHash.of(code)) >= 0;
    }

    /** Superseded codes that had not expired. */
    public int supersededCount() {
        return supersededHashes.length;
    }
}
