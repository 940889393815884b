package io.swabline.protocol.trust;

import io.swabline.protocol.RootKey;
import io.swabline.protocol.SamplingKey;
import io.swabline.protocol.SamplingKeys;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Makes the trust bundle of a key file and the superseded codes: a pure function but for the signature, for any thread. With
 * 250,000 codes it takes about a tenth of a second, for sorting and signing, so a server makes one when something changed or it
 * grew old, not for each terminal that asks.
 */
public final class TrustBundleMaker {
    private static final long MS_PER_SECOND = 1000;

    private TrustBundleMaker() {
    }

    /** As the other, of cut-offs at hand that include the latest; those of codes that have expired are left out. */
    public static byte[] make(final SamplingKeys keys, final Collection<Cutoff> cutoffs, final long nowMs) {
        final long[] hashes = cutoffs.stream()
            .filter(cutoff -> cutoff.validUntilSeconds() > nowMs / MS_PER_SECOND)
            .mapToLong(Cutoff::shortHash).toArray();
        return make(keys, hashes, cutoffs.stream().mapToLong(Cutoff::sequence).max().orElse(0), nowMs);
    }

    /**
     * The bytes of a bundle, see {@link TrustBundleDescriptor}. {@link TrustBundleException} if the key file has no root key
     * yet ({@link SamplingKeys#withRoot} makes one), or there are more superseded codes than a bundle holds.
     *
     * @param shortHashes     of the superseded codes that have not expired, in any order; one may be there twice
     * @param highestSequence of all cut-offs there ever were, also those that are forgotten by now: the counter must not fall
     * @param nowMs           when the bundle is made, epoch milliseconds
     */
    public static byte[] make(
        final SamplingKeys keys, final long[] shortHashes, final long highestSequence, final long nowMs) {
        final RootKey root = keys.root();
        if (root == null) {
            throw new TrustBundleException("the key file has no root key yet: any 'swabline keys' command that changes it, "
                + "or 'keys bundle', makes one");
        }
        final long[] hashes = sortedWithoutRepeats(shortHashes);
        if (hashes.length > TrustBundleDescriptor.HASHES_MAX) {
            throw new TrustBundleException("a trust bundle holds " + TrustBundleDescriptor.HASHES_MAX
                + " superseded codes, but there are " + hashes.length + ": withdraw the key of most of them instead");
        }
        final List<SamplingKey> all = keys.all();
        final byte[] bundle = new byte[TrustBundleDescriptor.length(all.size(), hashes.length)];
        final ByteBuffer buffer = ByteBuffer.wrap(bundle).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(TrustBundleDescriptor.MAGIC).putInt(TrustBundleDescriptor.VERSION).putInt(bundle.length)
            .putLong(keys.revision() + highestSequence).putLong(nowMs).putInt(all.size()).putInt(hashes.length)
            .put(Ed25519Bytes.of(root.publicKey()));
        for (final SamplingKey key : all) {
            putKey(buffer, key);
        }
        for (final long hash : hashes) {
            buffer.putLong(hash);
        }
        buffer.put(root.sign(bundle, buffer.position()));
        return bundle;
    }

    private static long[] sortedWithoutRepeats(final long[] shortHashes) {
        final long[] sorted = shortHashes.clone();
        Arrays.sort(sorted);
        int count = 0;
        for (final long hash : sorted) {
            if (count == 0 || hash != sorted[count - 1]) {
                sorted[count++] = hash;
            }
        }
        return Arrays.copyOf(sorted, count);
    }

    private static void putKey(final ByteBuffer buffer, final SamplingKey key) {
        buffer.put((byte) key.id()).put(TrustBundleReader.codeOf(key.status())).put(new byte[6])
            .putLong(key.createdAtEpochSeconds()).put(Ed25519Bytes.of(key.publicKey()));
    }
}
