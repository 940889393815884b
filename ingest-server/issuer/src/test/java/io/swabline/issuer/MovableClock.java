package io.swabline.issuer;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A time that tests move by hand. */
final class MovableClock implements InstantSource {
    private volatile Instant now;

    MovableClock(final Instant now) {
        this.now = now;
    }

    void set(final Instant instant) {
        now = instant;
    }

    void advance(final Duration duration) {
        now = now.plus(duration);
    }

    @Override
    public Instant instant() {
        return now;
    }
}
