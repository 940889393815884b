package io.swabline.loadgen.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class AcceptedPersonsTest {
    @Test
    void shouldRememberLikeAMap() {
        final long seed = System.nanoTime();
        final SplittableRandom random = new SplittableRandom(seed);
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[16]);
        final Map<Long, Long> model = new HashMap<>();
        try (AcceptedPersons persons = new AcceptedPersons()) {
            for (int i = 0; i < 300_000; i++) {
                final long person = random.nextInt(120_000);
                // Persons who share the first eight bytes, and the last four, are different persons.
                buffer.putLong(2, person / 3);
                buffer.putInt(10, (int) (person % 3));
                final Long before = model.get(person);
                final long actual;
                if (random.nextBoolean()) {
                    final long seconds = 1 + random.nextLong(0xFFFF_FFFEL);
                    model.put(person, seconds);
                    actual = persons.put(buffer, 2, seconds);
                } else {
                    actual = persons.get(buffer, 2);
                }
                assertThat(actual).as("seed %d", seed).isEqualTo(before == null ? AcceptedPersons.NEVER : before);
            }
        }
    }
}
