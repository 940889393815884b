package io.swabline.loadgen.plan;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as users write them: {@code 500ms}, {@code 20s}, {@code 2m}, {@code 1h}. */
public final class Durations {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,6})?)\\s*(us|ms|s|m|h)");

    private Durations() {
    }

    /** @throws IllegalArgumentException when the text has another form. */
    public static Duration parse(final String text) {
        final Matcher matcher = FORM.matcher(text.trim());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is not a duration such as 500ms, 20s, 2m or 1h");
        }
        final double unitNs = switch (matcher.group(2)) {
            case "us" -> 1e3;
            case "ms" -> 1e6;
            case "s" -> 1e9;
            case "m" -> 60e9;
            default -> 3_600e9;
        };
        return Duration.ofNanos(Math.round(Double.parseDouble(matcher.group(1)) * unitNs));
    }

    /** The shortest exact form of the above. */
    public static String text(final Duration duration) {
        final long ns = duration.toNanos();
        if (ns % 1_000_000_000L == 0) {
            final long seconds = ns / 1_000_000_000L;
            return seconds > 0 && seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
        }
        return ns % 1_000_000L == 0 ? ns / 1_000_000L + "ms" : ns / 1_000L + "us";
    }
}
