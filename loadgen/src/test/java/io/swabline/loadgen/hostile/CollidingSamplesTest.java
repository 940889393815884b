package io.swabline.loadgen.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.protocol.SampleId;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class CollidingSamplesTest {
    private static final int COUNT = 150_000;
    private static final int SEEDS = 20;

    @Test
    void shouldMakeSampleIdsThatMetUnderTheMixingWithoutAKey() {
        final UnsafeBuffer id = new UnsafeBuffer(new byte[SampleId.LENGTH]);
        for (int seed = 0; seed < SEEDS; seed++) {
            final CollidingSamples samples = new CollidingSamples(COUNT, seed);
            final Set<String> ids = new HashSet<>();
            final Set<Long> places = new HashSet<>();
            for (int i = 0; i < (seed == 0 ? COUNT : 1_000); i++) {
                samples.put(i, id, 0);
                assertThat(SampleId.isValid(id, 0)).as("seed %d", seed).isTrue();
                ids.add(SampleId.text(id, 0));
                places.add(id.getLong(0, ByteOrder.LITTLE_ENDIAN) * 0x9E37_79B9_7F4A_7C15L
                    ^ Long.rotateLeft(id.getLong(Long.BYTES, ByteOrder.LITTLE_ENDIAN), 32));
            }
            assertThat(ids).hasSize(seed == 0 ? COUNT : 1_000);
            assertThat(places).as("seed %d", seed).hasSize(1);
        }
    }
}
