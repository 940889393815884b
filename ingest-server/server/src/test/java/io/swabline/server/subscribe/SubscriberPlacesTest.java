package io.swabline.server.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.server.access.SubscriberAdmission;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubscriberPlacesTest {
    private static SubscriberAdmission byToken(final String name) {
        return new SubscriberAdmission(name, new byte[32], Long.MAX_VALUE);
    }

    private static List<SubscriberAdmission> takeAll(final SubscriberPlaces places, final SubscriberAdmission admission) {
        final List<SubscriberAdmission> taken = new ArrayList<>();
        while (places.take(admission)) {
            taken.add(admission);
        }
        return taken;
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "4, 1", "5, 2", "16, 4", "1000, 250"})
    void shouldGiveOneNameAQuarter(final int max, final int part) {
        final SubscriberPlaces places = new SubscriberPlaces(max);
        int rest = max;
        for (int name = 0; rest > 0; name++) {
            final int expected = Math.min(part, rest);
            assertThat(takeAll(places, byToken("name-" + name))).hasSize(expected);
            rest -= expected;
            assertThat(places.taken()).isEqualTo(max - rest);
        }
        assertThat(places.take(byToken("another"))).isFalse();
    }

    @Test
    void shouldGiveBackWhatWasTaken() {
        final SubscriberPlaces places = new SubscriberPlaces(16);
        for (int round = 0; round < 3; round++) {
            final List<SubscriberAdmission> taken = takeAll(places, byToken("stats"));
            assertThat(taken).hasSize(4);
            taken.forEach(places::release);
            assertThat(places.taken()).isZero();
        }
    }

    @Test
    void shouldCountNoNamesThatNothingProves() {
        final SubscriberPlaces places = new SubscriberPlaces(16);
        assertThat(takeAll(places, new SubscriberAdmission("tail", null, Long.MAX_VALUE))).hasSize(16);
    }
}
