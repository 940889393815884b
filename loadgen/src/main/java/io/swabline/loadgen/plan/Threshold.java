package io.swabline.loadgen.plan;

import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A bound on one figure of the report, written like {@code p99<20ms}, {@code unanswered<=0} or
 * {@code acknowledged_per_second>=50000}. A run that breaks one exits 1. Figures of time are in microseconds inside.
 *
 * @param figure   name of the figure
 * @param operator one of &lt; &lt;= &gt; &gt;=
 * @param bound    in the figure's unit
 * @param text     as the user wrote it
 */
public record Threshold(String figure, String operator, double bound, String text) {
    private static final Pattern FORM = Pattern.compile("\\s*([a-z0-9_.-]+)\\s*(<=|>=|<|>)\\s*([0-9.]+)\\s*(us|µs|ms|s)?\\s*");

    private static final Pattern TIME = Pattern.compile("([a-z]+-)?(p[0-9.]+|max)");

    /** @throws IllegalArgumentException when the text has another form. */
    public static Threshold parse(final String text) {
        final Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is not a threshold such as p99<20ms or unanswered<=0");
        }
        return new Threshold(matcher.group(1), matcher.group(2), bound(matcher.group(3), matcher.group(4), text), text.trim());
    }

    private static double bound(final String number, final String unit, final String text) {
        final double value;
        try {
            value = Double.parseDouble(number);
        } catch (final NumberFormatException e) {
            throw new IllegalArgumentException("\"" + number + "\" in \"" + text + "\" is not a number", e);
        }
        if (unit == null) {
            return value;
        }
        return switch (unit) {
            case "s" -> value * 1_000_000;
            case "ms" -> value * 1_000;
            default -> value;
        };
    }

    /** Whether the figure is a percentile or a largest time, in microseconds. */
    public boolean isOfTime() {
        return TIME.matcher(figure).matches();
    }

    /** @throws IllegalArgumentException when there is no such figure. */
    public boolean isKept(final Map<String, Double> figures) {
        final Double value = figures.get(figure);
        if (value == null) {
            throw new IllegalArgumentException("no figure \"" + figure + "\" in a report; there are "
                + String.join(", ", new TreeSet<>(figures.keySet())));
        }
        return switch (operator) {
            case "<" -> value < bound;
            case "<=" -> value <= bound;
            case ">" -> value > bound;
            default -> value >= bound;
        };
    }
}
