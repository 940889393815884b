package io.swabline.server.wiring;

import java.time.Duration;

/**
 * How many entries a city needs in the tables of people, samples and streams. An acceptance is remembered for the window and the
 * backlog together. Whole days count: people come in the daytime, and into 84 hours fall four days of sampling, not three and a
 * half. All entries are at most: what the city brings in the worst such time.
 *
 * @param acceptances people accepted
 * @param samplesMin  tubes, if each is filled
 * @param samples     tubes, if they are half full on average
 * @param streams     streams of stations, if each begins one a day, as a terminal without a store does, and has one from before
 */
public record TableSizes(long acceptances, long samplesMin, long samples, long streams) {
    /** Of people and of samples: no table is smaller. */
    public static final long ENTRIES_MIN = 1_000;

    private static final Duration DAY = Duration.ofDays(1);

    /**
     * @param remembered window and backlog together
     * @param poolSize   people a tube may hold
     */
    public static TableSizes of(final CitySettings city, final Duration remembered, final int poolSize) {
        final long acceptances = city.peoplePerDay() * city.roundsPerDay() * days(remembered);
        return new TableSizes(acceptances, dividedUp(acceptances, poolSize),
            Math.min(acceptances, dividedUp(2 * acceptances, poolSize)), city.stations() * (days(remembered) + 1));
    }

    /** Days of sampling that fall into this time, if each takes no longer than the part of a day by which it is not whole. */
    public static long days(final Duration remembered) {
        return dividedUp(remembered.toMillis(), DAY.toMillis());
    }

    /** A table that is as large as this stays below the first warning, at 80 %, while the city brings what it said. */
    public static long withReserve(final long entries) {
        return entries + dividedUp(entries, 3);
    }

    private static long dividedUp(final long dividend, final long divisor) {
        return (dividend + divisor - 1) / divisor;
    }
}
