package io.swabline.protocol.trust;

import io.swabline.fuzz.Edits;
import io.swabline.fuzz.Finding;
import io.swabline.fuzz.FuzzInput;
import io.swabline.protocol.FuzzKeys;
import io.swabline.protocol.RootKey;
import io.swabline.protocol.SamplingKeys;
import java.util.Arrays;
import java.util.List;

/**
 * Trust bundles from anybody: refused with {@link TrustBundleException} or taken, and taken only with a signature over these
 * very bytes. The input is a bundle, or edits of a valid one, which the root key signs again where the input says so: what only
 * a thief of that key could send must not break a terminal either.
 */
public final class TrustBundleFuzz {
    private static final SamplingKeys KEYS = FuzzKeys.keys();
    private static final RootKey ROOT = KEYS.root();
    private static final byte[] VALID = TrustBundleMaker.make(KEYS, new long[] {-5, 7, 99}, 4, 1_649_462_400_000L);

    private TrustBundleFuzz() {
    }

    /** First byte: 0 the rest is a bundle, 1 edits, 2 edits, signed again. */
    public static void fuzzerTestOneInput(final byte[] bytes) {
        final FuzzInput input = new FuzzInput(bytes);
        final int kind = input.u8() % 3;
        final byte[] bundle = kind == 0 ? input.rest() : Edits.apply(VALID, input);
        if (kind == 2) {
            sign(bundle);
        }
        final TrustBundle read;
        try {
            read = TrustBundle.read(bundle);
        } catch (final TrustBundleException refused) {
            Finding.unless(!Arrays.equals(VALID, bundle), "a valid bundle is refused");
            return;
        }
        Finding.unless(kind == 2 || Arrays.equals(VALID, bundle), "a bundle is taken that the root key never signed");
        Finding.unless(read.counter() > 0 && !read.keys().isEmpty() && !read.rootFingerprint().toString().isEmpty(),
            "a bundle without content");
    }

    private static void sign(final byte[] bundle) {
        final int signed = bundle.length - TrustBundleDescriptor.SIGNATURE_LENGTH;
        if (signed >= 0) {
            System.arraycopy(ROOT.sign(bundle, signed), 0, bundle, signed, TrustBundleDescriptor.SIGNATURE_LENGTH);
        }
    }

    /** The valid bundle whole, edited, and edited and signed. */
    public static List<byte[]> seeds() {
        final byte[] whole = new byte[VALID.length + 1];
        System.arraycopy(VALID, 0, whole, 1, VALID.length);
        return List.of(whole, new byte[] {1}, new byte[] {2}, new byte[] {2, 2, 36, 0, 2, 0, 0, 0});
    }
}
