package io.swabline.server.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.protocol.SipHash;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyIndexTest {
    private static final int KEYS_MAX = 40;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldAgreeWithAPlainMap(final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final KeyIndex index = new KeyIndex(KEYS_MAX, new SipHash(seed, 1));
        final Map<Long, Integer> model = new HashMap<>();
        for (int step = 0; step < 50_000; step++) {
            final long key = random.nextLong(60) - 5;
            final int kind = random.nextInt(3);
            if (kind == 0) {
                index.remove(key);
                model.remove(key);
            } else if (kind == 1 && (model.size() < KEYS_MAX || model.containsKey(key))) {
                index.put(key, step);
                model.put(key, step);
            }
            assertThat(index.get(key)).as("seed %d step %d key %d", seed, step, key)
                .isEqualTo(model.getOrDefault(key, KeyIndex.ABSENT));
            assertThat(index.size()).isEqualTo(model.size());
        }
        for (long key = -5; key < 55; key++) {
            assertThat(index.get(key)).isEqualTo(model.getOrDefault(key, KeyIndex.ABSENT));
        }
    }
}
