package io.swabline.server.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.protocol.codec.GoodbyeReason;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RetryAfterTest {
    private static final int DRAWS = 15_000;
    private static final int TENTHS = 10;

    /** Of stations refused together, no tenth of the time gets more than its part by chance. */
    @Test
    void shouldSpreadRefusedStationsEvenly() {
        for (long seed = 1; seed <= 20; seed++) {
            final RetryAfter retryAfter = new RetryAfter(1_000, seed);
            final int[] inTenth = new int[TENTHS];
            for (int i = 0; i < DRAWS; i++) {
                final long afterMs = retryAfter.nextMs();
                assertThat(afterMs).as("seed %d", seed).isBetween(500L, 1_500L);
                inTenth[(int) Math.min(TENTHS - 1, (afterMs - 500) / 100)]++;
            }
            for (final int count : inTenth) {
                assertThat(count).as("seed %d", seed).isBetween(DRAWS / TENTHS - 250, DRAWS / TENTHS + 250);
            }
        }
    }

    /** 0 means that a person has to act first; silence, a slow reader and a full stream need nobody. */
    @Test
    void shouldNameATimeAfterEachGoodbyeThatAReconnectHelps() {
        final Set<GoodbyeReason> withoutTime = EnumSet.of(GoodbyeReason.DONE, GoodbyeReason.UNKNOWN_MESSAGE,
            GoodbyeReason.WRONG_SCHEMA, GoodbyeReason.FRAME_LENGTH, GoodbyeReason.NOT_AUTHORIZED, GoodbyeReason.TLS_EXPECTED,
            GoodbyeReason.STATION_BLOCKED, GoodbyeReason.NULL_VAL);
        for (long seed = 1; seed <= 100; seed++) {
            final RetryAfter retryAfter = new RetryAfter(1_000, seed);
            for (final GoodbyeReason reason : GoodbyeReason.values()) {
                final long afterMs = retryAfter.nextMs(reason);
                if (withoutTime.contains(reason)) {
                    assertThat(afterMs).as("%s, seed %d", reason, seed).isZero();
                } else if (reason == GoodbyeReason.REPLACED) {
                    assertThat(afterMs).as("%s, seed %d", reason, seed).isBetween(15_000L, 45_000L);
                } else {
                    assertThat(afterMs).as("%s, seed %d", reason, seed).isBetween(500L, 1_500L);
                }
            }
        }
    }

    @Test
    void shouldNeverSayAtOnce() {
        final RetryAfter retryAfter = new RetryAfter(1, 7);
        for (int i = 0; i < 1_000; i++) {
            assertThat(retryAfter.nextMs()).isPositive();
        }
    }

    @Test
    void shouldDrawTheSameTimesFromTheSameSeed() {
        final RetryAfter one = new RetryAfter(100, 7);
        final RetryAfter other = new RetryAfter(100, 7);
        for (int i = 0; i < 1_000; i++) {
            assertThat(one.nextMs()).isEqualTo(other.nextMs());
        }
    }
}
