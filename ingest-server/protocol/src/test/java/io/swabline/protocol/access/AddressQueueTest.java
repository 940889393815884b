package io.swabline.protocol.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AddressQueueTest {
    private final AddressQueue<String> queue = new AddressQueue<>();

    private void add(final String... items) {
        for (final String item : items) {
            queue.add(item.substring(0, 1), item);
        }
    }

    private List<String> all() {
        final List<String> taken = new ArrayList<>();
        for (String next = queue.poll(any -> true); next != null; next = queue.poll(any -> true)) {
            taken.add(next);
        }
        return taken;
    }

    @Test
    void shouldGiveEachAddressATurnAndTheOldestOfEachFirst() {
        add("a1", "a2", "a3", "a4", "b1", "b2", "c1");
        assertThat(all()).containsExactly("a1", "b1", "c1", "a2", "b2", "a3", "a4");
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void shouldPassOverAddressesThatMayNotGo() {
        add("a1", "a2", "b1");
        assertThat(queue.poll(item -> item.startsWith("b"))).isEqualTo("b1");
        assertThat(queue.poll(item -> item.startsWith("b"))).isNull();
        assertThat(all()).containsExactly("a1", "a2");
    }

    @Test
    void shouldKeepAnAddressWhoseTestThrows() {
        add("a1", "a2", "b1");
        assertThatIllegalStateException().isThrownBy(() -> queue.poll(item -> {
            throw new IllegalStateException("a fault");
        }));
        assertThat(queue.size()).isEqualTo(3);
        assertThat(all()).as("the next address has its turn first").containsExactly("b1", "a1", "a2");
        add("a3");
        assertThat(all()).containsExactly("a3");
    }

    @Test
    void shouldTakeTheNewestOfTheLargestAddressWhenThereAreTooMany() {
        add("a1", "b1", "b2", "b3", "a2", "c1");
        assertThat(queue.removeNewestOfLargest()).isEqualTo("b3");
        add("a3");
        assertThat(queue.removeNewestOfLargest()).isEqualTo("a3");
        assertThat(queue.size()).isEqualTo(5);
        assertThat(queue.size("a")).isEqualTo(2);
        assertThat(all()).containsExactly("a1", "b1", "c1", "a2", "b2");
        assertThat(queue.removeNewestOfLargest()).isNull();
    }

    /** Against the plainest model: lists. */
    @Test
    void shouldCountRightWhateverComesAndGoes() {
        final long seed = Long.getLong("seed", System.nanoTime());
        final SplittableRandom random = new SplittableRandom(seed);
        final List<String> model = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            final int what = random.nextInt(10);
            if (what < 5) {
                final String item = "" + (char) ('a' + random.nextInt(6)) + i;
                model.add(item);
                add(item);
            } else if (what < 8) {
                final String taken = queue.poll(any -> true);
                assertThat(taken).as("seed " + seed).isEqualTo(model.stream()
                    .filter(item -> taken != null && item.charAt(0) == taken.charAt(0)).findFirst().orElse(null));
                model.remove(taken);
            } else {
                final String taken = queue.removeNewestOfLargest();
                final long largest = model.stream().map(item -> count(model, item)).max(Comparator.naturalOrder()).orElse(0L);
                assertThat(taken == null ? 0 : count(model, taken)).as("seed " + seed).isEqualTo(largest);
                model.remove(taken);
            }
            assertThat(queue.size()).isEqualTo(model.size());
        }
    }

    private static long count(final List<String> model, final String like) {
        return model.stream().filter(item -> item.charAt(0) == like.charAt(0)).count();
    }
}
