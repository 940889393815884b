package io.swabline.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Sampling keys that are the same in each run: secrets from a seed, and no signatures. Good for nothing but simulations. */
public final class SimulatedKeys {
    private SimulatedKeys() {
    }

    /** Key 1 is withdrawn, key 2 a previous one, key 3 the current one. */
    public static SamplingKeys of(final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final List<SamplingKey> keys = new ArrayList<>();
        final KeyStatus[] statuses = {KeyStatus.WITHDRAWN, KeyStatus.PREVIOUS, KeyStatus.CURRENT};
        for (int i = 0; i < statuses.length; i++) {
            keys.add(new SamplingKey(i + 1, statuses[i], 0, bytes(random, SamplingKey.SEAL_KEY_LENGTH),
                bytes(random, SamplingKey.MAC_KEY_LENGTH), null));
        }
        return new SamplingKeys(1, CodeDescriptor.VALIDITY_DAYS_DEFAULT, null,
            bytes(random, PersonPseudonyms.PEPPER_LENGTH), keys);
    }

    private static byte[] bytes(final SplittableRandom random, final int length) {
        final byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
