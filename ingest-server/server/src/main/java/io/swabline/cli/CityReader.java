package io.swabline.cli;

import io.swabline.server.wiring.CitySettings;
import io.swabline.server.wiring.TableSizes;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * Reads what operators know of their city, and how large that makes the tables of people, samples and streams. A table that is
 * set itself counts as it is; where the city is set too and does not fit into it, the configuration is refused.
 */
final class CityReader {
    private static final String PEOPLE = "city.people-per-day";
    private static final String STATIONS = "city.stations";
    private static final String ROUNDS = "city.rounds-per-day";
    private static final long ENTRIES_MAX = 1_000_000_000;
    private static final int STREAMS_MAX = 1 << 20;
    private static final int LINKS_LIMIT = 1_000_000;
    private static final int PEOPLE_A_LINK = 50;
    private static final int PERSON_BYTES = 25;
    private static final int SAMPLE_BYTES = 50;

    private final SettingReader read;
    private final Duration window;
    private final Duration remembered;
    private final int poolSize;
    private final CitySettings city;
    private final TableSizes needed;
    private final int streamsLimit;

    CityReader(
        final SettingReader read, final Duration window, final Duration backlogMax, final int poolSize, final int creditScans) {
        this.read = read;
        this.window = window;
        this.poolSize = poolSize;
        remembered = window.plus(backlogMax);
        streamsLimit = Math.min(STREAMS_MAX, Integer.MAX_VALUE / creditScans);
        city = new CitySettings(
            read.whole(PEOPLE, 1L, 100_000_000L), read.whole(STATIONS, 1, 150_000), read.whole(ROUNDS, 1, 24));
        needed = TableSizes.of(city, remembered, poolSize);
        requireRoundsApart();
    }

    CitySettings city() {
        return city;
    }

    /** Every station has a connection: fewer would leave stations out all day. */
    int connectionsMax() {
        final String key = "listen.connections-max";
        final int set = read.whole(key, 1, 1_000_000);
        if (read.isSet(STATIONS) && set < city.stations()) {
            throw new SettingsException(read.valueOf(key) + " is less than " + read.valueOf(STATIONS) + ": each station has a "
                + "connection; "
                + "set " + key + " to at least " + city.stations() + ", and a tenth more for those that come back before they "
                + "are missed");
        }
        return set;
    }

    long personsMax() {
        final String key = "dedup.persons-max";
        final OptionalLong set = read.wholeOrAuto(key, TableSizes.ENTRIES_MIN, ENTRIES_MAX);
        if (set.isEmpty()) {
            return derived(key, needed.acceptances(), ENTRIES_MAX, PEOPLE);
        }
        if (isCitySet() && set.getAsLong() < needed.acceptances()) {
            throw tooSmall(key, PEOPLE, needed.acceptances(), PERSON_BYTES, String.format(Locale.ROOT, "a person stays in the "
                + "table for %s h (dedup.window + clock.backlog-max), into which %d rounds fall", hours(), rounds()));
        }
        return set.getAsLong();
    }

    long samplesMax() {
        final String key = "pool.samples-max";
        final OptionalLong set = read.wholeOrAuto(key, TableSizes.ENTRIES_MIN, ENTRIES_MAX);
        if (set.isEmpty()) {
            return derived(key, needed.samples(), ENTRIES_MAX, PEOPLE);
        }
        if (isCitySet() && set.getAsLong() < needed.samplesMin()) {
            throw tooSmall(key, PEOPLE, needed.samplesMin(), SAMPLE_BYTES, String.format(Locale.ROOT, "a tube stays in the "
                + "table for %s h (dedup.window + clock.backlog-max), into which %d rounds fall, and holds %d people "
                + "(pool.size)", hours(), rounds(),
                poolSize));
        }
        return set.getAsLong();
    }

    int streamsMax() {
        final String key = "streams.max";
        final OptionalLong set = read.wholeOrAuto(key, 1, streamsLimit);
        if (set.isEmpty()) {
            return (int) derived(key, needed.streams(), streamsLimit, STATIONS);
        }
        if (read.isSet(STATIONS) && set.getAsLong() < city.stations()) {
            throw new SettingsException(read.valueOf(key) + " cannot hold " + read.valueOf(STATIONS) + ": each station has at "
                + "least one stream, and begins another whenever its store is made anew; remove " + key + ", which then is "
                + TableSizes.withReserve(needed.streams()) + ", or lower " + STATIONS);
        }
        return (int) set.getAsLong();
    }

    /** One person of fifty has two documents, as far as nobody says otherwise. */
    int linksMax() {
        final long followed = Math.max(TableSizes.ENTRIES_MIN, city.peoplePerDay() / PEOPLE_A_LINK);
        return (int) read.wholeOrAuto("links.max", 1, LINKS_LIMIT).orElse(Math.min(LINKS_LIMIT, followed));
    }

    private boolean isCitySet() {
        return read.isSet(PEOPLE) || read.isSet(ROUNDS);
    }

    private long derived(final String key, final long entries, final long max, final String from) {
        final long size = Math.max(TableSizes.withReserve(entries), key.equals("streams.max") ? 1 : TableSizes.ENTRIES_MIN);
        if (size > max) {
            throw new SettingsException(String.format(Locale.ROOT, "%s needs %s = %d, and %d is the most: lower %s, "
                + "dedup.window (%s), clock.backlog-max (both together: %s h)%s, or set %s "
                + "itself", read.valueOf(from), key, size, max, from,
                SettingReader.inUnits(window), hours(), key.equals("streams.max") ? " or streams.credit-scans" : "", key));
        }
        return size;
    }

    private SettingsException tooSmall(
        final String key, final String from, final long least, final int bytes, final String why) {
        final long good = TableSizes.withReserve(least);
        return new SettingsException(String.format(Locale.ROOT, "%s cannot hold %s: %s, so at least %d are needed, %d MiB, and "
            + "%d leave a reserve, %d MiB; remove %s to have it follow from the city, or lower "
            + "%s", read.valueOf(key), read.valueOf(from), why,
            least, mib(least * bytes), good, mib(good * bytes), key, from));
    }

    /** A round that the window does not tell from the one before would be refused as a double scan. */
    private void requireRoundsApart() {
        if (read.isSet(ROUNDS) && window.multipliedBy(city.roundsPerDay()).compareTo(Duration.ofDays(1)) > 0) {
            throw new SettingsException(read.valueOf(ROUNDS) + " does not go with dedup.window = " + SettingReader.inUnits(window)
                + ": a person is accepted once in that time, so the scans of a later round would be DOUBLE_SCAN; set "
                + "dedup.window to at most "
                + SettingReader.inUnits(Duration.ofHours(24 / city.roundsPerDay())) + ", or count all rounds of different "
                + "people as one");
        }
    }

    private long rounds() {
        return TableSizes.days(remembered) * city.roundsPerDay();
    }

    private String hours() {
        return String.format(Locale.ROOT, "%.1f", remembered.toSeconds() / 3600.0).replace(".0", "");
    }

    private static long mib(final long bytes) {
        return (bytes + (1 << 20) - 1) >> 20;
    }
}
