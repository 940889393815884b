package io.swabline.server.wiring;

/**
 * The city that a server is for, as its operators know it. The sizes of the tables follow from it where they are not set
 * themselves: {@link TableSizes}.
 *
 * @param peoplePerDay people who are sampled a day, counted once a round, at most
 * @param stations     stations that scan on the same day, at most
 * @param roundsPerDay rounds of sampling a day
 */
public record CitySettings(long peoplePerDay, int stations, int roundsPerDay) {
}
