package io.swabline.server.validate;

import io.swabline.server.ring.Slot;

import java.util.concurrent.TimeUnit;

/** The date in China at which a scan was received: nobody was born after it. */
final class ReceivedDay {
    private static final long SHANGHAI_OFFSET_MS = TimeUnit.HOURS.toMillis(8);

    private ReceivedDay() {
    }

    /** Days since 1970-01-01. */
    static long epochDay(final Slot slot) {
        return Math.floorDiv(slot.receivedAtMs() + SHANGHAI_OFFSET_MS, TimeUnit.DAYS.toMillis(1));
    }
}
