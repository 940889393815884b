package io.swabline.cli;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a terminal says to its staff, from the one file of their language, {@code staff/zh.properties} or
 * {@code staff/en.properties}. A text that is missing is a fault of this program: it falls back to no other language. Immutable.
 */
final class StaffTexts {
    private static final Pattern LINE = Pattern.compile("(?:(.*) )?line ([0-9]+)");
    private static final Pattern ARGUMENT = Pattern.compile("argument ([0-9]+)");

    private final Properties texts = new Properties();
    private final StaffLanguage language;
    private final ZoneId zone;

    /** Times are shown in that zone. */
    StaffTexts(final StaffLanguage language, final ZoneId zone) {
        this.language = language;
        this.zone = zone;
        final String file = "staff/" + language.text() + ".properties";
        try (Reader in = new InputStreamReader(StaffTexts.class.getResourceAsStream(file), StandardCharsets.UTF_8)) {
            texts.load(in);
        } catch (final IOException e) {
            throw new UncheckedIOException("cannot read " + file + " of this program", e);
        }
    }

    /** The texts that machine-readable output has: the same wherever it is made. */
    static StaffTexts english() {
        return new StaffTexts(StaffLanguage.EN, ZoneOffset.UTC);
    }

    /** The text of that key, with the values where it has {0}, {1} and so on. */
    String of(final String key, final Object... values) {
        String text = texts.getProperty(key);
        if (text == null) {
            throw new IllegalStateException("staff/" + language.text() + ".properties has no " + key);
        }
        final StringBuilder filled = new StringBuilder(text.length() + 64);
        for (int at = text.indexOf('{'); at >= 0; at = text.indexOf('{')) {
            filled.append(text, 0, at).append(values[text.charAt(at + 1) - '0']);
            text = text.substring(at + 3);
        }
        return filled.append(text).toString();
    }

    /** The text of a constant, such as {@code advice.EXPIRED}. */
    String of(final String group, final Enum<?> constant) {
        return of(group + "." + constant.name());
    }

    /** All keys that there are. */
    Set<String> keys() {
        return texts.stringPropertyNames();
    }

    /** Where a scan came from; what the machine's output calls "line 3". */
    String source(final String source) {
        final Matcher line = LINE.matcher(source);
        final Matcher argument = ARGUMENT.matcher(source);
        if (line.matches()) {
            return line.group(1) == null
                ? of("source.line", line.group(2)) : of("source.file-line", line.group(1), line.group(2));
        }
        if (argument.matches()) {
            return of("source.argument", argument.group(1));
        }
        return source.equals(Inputs.STANDARD_INPUT) ? of("source.standard-input") : source;
    }

    /** A moment on the staff's clock; with its date where that is not today's. */
    String time(final Instant moment, final Instant now) {
        final ZonedDateTime local = moment.atZone(zone);
        final LocalDate today = now.atZone(zone).toLocalDate();
        final String pattern = local.toLocalDate().equals(today) ? of("time.today") : of("time.other-day");
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).format(local);
    }
}
