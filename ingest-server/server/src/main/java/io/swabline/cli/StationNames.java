package io.swabline.cli;

import io.swabline.station.StationSettings;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What names stations and subscribers on the command line: a number, a range of numbers such as 1-15000, or a name. */
final class StationNames {
    private static final Pattern RANGE = Pattern.compile("([0-9]{1,10})(?:-([0-9]{1,10}))?");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,10}");
    private static final int RANGE_MAX = 100_000;

    private StationNames() {
    }

    /** One number in its usual form. */
    static String number(final String text) {
        if (!NUMBER.matcher(text).matches() || Long.parseLong(text) < 1 || Long.parseLong(text) > StationSettings.STATION_MAX) {
            throw CommandFailure.usage("'" + text + "' is no station: give a number from 1 to " + StationSettings.STATION_MAX);
        }
        return Long.toString(Long.parseLong(text));
    }

    static Set<String> of(final String text) {
        final Matcher range = RANGE.matcher(text);
        if (!range.matches()) {
            return Set.of(text);
        }
        final long first = Long.parseLong(range.group(1));
        final long last = range.group(2) == null ? first : Long.parseLong(range.group(2));
        if (first < 1 || last < first || last > StationSettings.STATION_MAX || last - first >= RANGE_MAX) {
            throw CommandFailure.usage("'" + text + "' names no stations: give a number from 1 to " + StationSettings.STATION_MAX
                + ", or a range of at most " + RANGE_MAX + " such as 1-500");
        }
        final Set<String> names = new LinkedHashSet<>();
        for (long number = first; number <= last; number++) {
            names.add(Long.toString(number));
        }
        return names;
    }
}
