package io.swabline.server.wiring;

import java.time.Duration;
import java.util.Locale;

/**
 * What city the tables of people and samples are for. An acceptance is remembered until no scan that is still taken can meet it:
 * for
 * the deduplication window and the longest backlog. A day may have more, as long as the days around it have less.
 *
 * @param peoplePerDay people a day, each once a round, day after day
 * @param roundsPerDay rounds a day
 * @param acceptances  people accepted in any time as long as {@code remembered}
 * @param samples      tubes begun in any such time
 * @param streams      streams of stations that are known at a time
 * @param remembered   how long each takes its place
 */
public record DailyRoom(
    long peoplePerDay, int roundsPerDay, long acceptances, long samples, int streams, Duration remembered) {
    /** By the settings' limits, rounded down; the reserve of tables that follow from the city is not counted. */
    public static DailyRoom of(final ServerSettings settings) {
        final Duration remembered = settings.dedupWindow().plus(settings.backlogMax());
        final CitySettings city = settings.city();
        final TableSizes needed = TableSizes.of(city, remembered, settings.poolSize());
        final long holds = settings.personsMax() / (city.roundsPerDay() * TableSizes.days(remembered));
        final boolean isDerived = settings.personsMax() == TableSizes.withReserve(needed.acceptances());
        return new DailyRoom(isDerived ? city.peoplePerDay() : holds, city.roundsPerDay(), settings.personsMax(),
            settings.samplesMax(), settings.streamsMax(), remembered);
    }

    @Override
    public String toString() {
        final String hours = hours(remembered);
        return String.format(Locale.ROOT, "a city that samples %,d people a day%s. A person stays in the table for %s h. In "
            + "any %s h at most %,d people in %,d tubes can be accepted; after that all new people wait.", peoplePerDay,
            roundsPerDay == 1 ? "" : ", each in " + roundsPerDay + " rounds", hours, hours, acceptances, samples);
    }

    /** Hours, with a decimal where they are not whole. */
    static String hours(final Duration time) {
        return time.toSeconds() % 3600 == 0 ? Long.toString(time.toHours())
            : String.format(Locale.ROOT, "%.1f", time.toSeconds() / 3600.0);
    }
}
