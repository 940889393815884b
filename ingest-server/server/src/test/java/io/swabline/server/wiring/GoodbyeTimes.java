package io.swabline.server.wiring;

import io.swabline.protocol.codec.GoodbyeReason;

import java.util.EnumSet;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

/** What docs/protocol.md says of the time in Goodbye, reason by reason. Each test that hears a Goodbye holds it against this. */
final class GoodbyeTimes {
    /** A person has to act first, or nobody wants to come back. */
    static final Set<GoodbyeReason> WITHOUT_TIME = EnumSet.of(
        GoodbyeReason.DONE, GoodbyeReason.UNKNOWN_MESSAGE, GoodbyeReason.WRONG_SCHEMA, GoodbyeReason.FRAME_LENGTH,
        GoodbyeReason.NOT_AUTHORIZED, GoodbyeReason.STATION_BLOCKED, GoodbyeReason.TLS_EXPECTED);
    static final long REPLACED_MIN_MS = 15_000;
    static final long REPLACED_MAX_MS = 45_000;

    private GoodbyeTimes() {
    }

    static void assertTime(final GoodbyeReason reason, final long reconnectAfterMs) {
        if (WITHOUT_TIME.contains(reason)) {
            assertThat(reconnectAfterMs).as("time to come back after Goodbye(%s)", reason).isZero();
        } else if (reason == GoodbyeReason.REPLACED) {
            assertThat(reconnectAfterMs).as("time to come back after Goodbye(%s)", reason)
                .isBetween(REPLACED_MIN_MS, REPLACED_MAX_MS);
        } else {
            assertThat(reconnectAfterMs).as("time to come back after Goodbye(%s)", reason).isPositive();
        }
    }
}
