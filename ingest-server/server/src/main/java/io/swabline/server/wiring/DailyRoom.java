package io.swabline.server.wiring;

import java.time.Duration;
import java.util.Locale;

/**
 * What the tables of people and samples can take day after day. An acceptance is remembered until no scan that is still taken can
 * meet it: for the deduplication window and the longest backlog, many times the window alone. Days with more are possible, as
 * long as the days around them have less.
 *
 * @param acceptances people accepted a day
 * @param samples     tubes begun a day
 * @param remembered  how long each takes its place
 */
public record DailyRoom(long acceptances, long samples, Duration remembered) {
    /** By the settings' limits, rounded down. */
    public static DailyRoom of(final ServerSettings settings) {
        final Duration remembered = settings.dedupWindow().plus(settings.backlogMax());
        return new DailyRoom(
            aDay(settings.personsMax(), remembered), aDay(settings.samplesMax(), remembered), remembered);
    }

    private static long aDay(final long max, final Duration remembered) {
        return max * Duration.ofDays(1).toSeconds() / remembered.toSeconds();
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%,d acceptances and %,d samples a day: each takes its place for %.1f hours"
            + " (dedup.window + clock.backlog-max)", acceptances, samples, remembered.toSeconds() / 3600.0);
    }
}
