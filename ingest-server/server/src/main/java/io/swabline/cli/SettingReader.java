package io.swabline.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Predicate;
import picocli.CommandLine.TypeConversionException;

/** Reads one key at a time, checks its type and range, and says where a wrong value was set. */
final class SettingReader {
    private final Config config;

    SettingReader(final Config config) {
        this.config = config;
    }

    String text(final String key) {
        final String needed = "some text is needed";
        final String text = read(key, config::getString, needed);
        if (text.isBlank()) {
            throw wrong(key, needed);
        }
        return text;
    }

    /** @param needed what such a text is, for the message about another one */
    String textThat(final String key, final Predicate<String> isPossible, final String needed) {
        final String text = read(key, config::getString, needed);
        if (!isPossible.test(text)) {
            throw wrong(key, needed);
        }
        return text;
    }

    /** Empty where the setting is. */
    String textOrNone(final String key) {
        return read(key, config::getString, "a text is needed, which may be empty").strip();
    }

    /** Empty where the setting is. A wrong one is not repeated, for it can hold a password. */
    String databaseUrlOrNone(final String key) {
        final String url = textOrNone(key);
        if (!url.isEmpty() && !url.startsWith("jdbc:h2:") && !url.startsWith("jdbc:postgresql:")) {
            throw new SettingsException(key + " (" + config.getValue(key).origin().description()
                + "): a URL that begins with jdbc:postgresql: is needed, or nothing for a database of the server's own");
        }
        return url;
    }

    /** Null where the setting is empty. */
    Path pathOrNull(final String key) {
        final String text = textOrNone(key);
        return text.isEmpty() ? null : read(key, k -> Path.of(text), "a path is needed, or nothing");
    }

    Path path(final String key) {
        return read(key, k -> Path.of(text(k)), "a path is needed");
    }

    boolean yesOrNo(final String key) {
        return read(key, config::getBoolean, "true or false is needed");
    }

    String oneOf(final String key, final String... allowed) {
        final String needed = "one of " + String.join(", ", allowed) + " is needed";
        final String text = read(key, config::getString, needed);
        if (!List.of(allowed).contains(text)) {
            throw wrong(key, needed);
        }
        return text;
    }

    int whole(final String key, final int min, final int max) {
        return (int) whole(key, (long)min, (long)max);
    }

    long whole(final String key, final long min, final long max) {
        return whole(key, min, max, "a whole number from " + min + " to " + max + " is needed");
    }

    private long whole(final String key, final long min, final long max, final String needed) {
        final long value = read(key, k -> exactly(config.getDouble(k), config.getLong(k)), needed);
        if (value < min || value > max) {
            throw wrong(key, needed);
        }
        return value;
    }

    /** Empty for "auto". */
    OptionalLong wholeOrAuto(final String key, final long min, final long max) {
        final String needed = "auto, or a whole number from " + min + " to " + max + " is needed";
        return "auto".equals(read(key, config::getString, needed)) ? OptionalLong.empty()
            : OptionalLong.of(whole(key, min, max, needed));
    }

    /** Whether it was set somewhere: it is more than a default. */
    boolean isSet(final String key) {
        return config.hasPath(key) && !SettingSources.isDefault(config.getValue(key));
    }

    /** The setting as it is, and where it was set, for a message. */
    String valueOf(final String key) {
        final ConfigValue value = config.getValue(key);
        return key + " = " + value.unwrapped() + " (" + value.origin().description() + ")";
    }

    int powerOfTwo(final String key, final int min, final int max) {
        final int value = whole(key, min, max);
        if (Integer.bitCount(value) != 1) {
            throw wrong(key, "a power of two from " + min + " to " + max + " is needed, such as " + Integer.highestOneBit(value));
        }
        return value;
    }

    long bytes(final String key, final long min, final long max) {
        final String needed = "a size from " + min + " to " + max + " bytes is needed, such as 256MiB";
        final long value = read(key, config::getBytes, needed);
        if (value < min || value > max) {
            throw wrong(key, needed);
        }
        return value;
    }

    long powerOfTwoBytes(final String key, final long min, final long max) {
        final String needed = "a power of two from " + min + " to " + max + " bytes is needed, such as 64MiB";
        final long value = read(key, config::getBytes, needed);
        if (value < min || value > max || Long.bitCount(value) != 1) {
            throw wrong(key, needed);
        }
        return value;
    }

    Duration duration(final String key, final Duration min, final Duration max) {
        final String needed =
            "a time from " + inUnits(min) + " to " + inUnits(max) + " with its unit is needed, such as " + inUnits(max);
        final Duration value = read(key, k -> {
            requireUnit(config.getString(k));
            return config.getDuration(k);
        }, needed);
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw wrong(key, needed);
        }
        return value;
    }

    /** A time as an operator writes it, such as 30s; {@link TypeConversionException} if it is none. */
    static Duration duration(final String text) {
        try {
            requireUnit(text);
            return ConfigValueFactory.fromAnyRef(text).atKey("time").getDuration("time");
        } catch (final ConfigException e) {
            throw new TypeConversionException("'" + text + "' is no time with its unit, such as 30s");
        }
    }

    /** A time as an operator writes it: the largest unit in which it is a whole number. */
    static String inUnits(final Duration time) {
        final long ms = time.toMillis();
        if (ms != 0 && ms % 86_400_000 == 0) {
            return ms / 86_400_000 + "d";
        }
        if (ms != 0 && ms % 3_600_000 == 0) {
            return ms / 3_600_000 + "h";
        }
        if (ms != 0 && ms % 60_000 == 0) {
            return ms / 60_000 + "m";
        }
        return ms % 1_000 == 0 ? ms / 1_000 + "s" : ms + "ms";
    }

    /** HOCON would take a bare 30 for milliseconds; a setting is not to be guessed. */
    private static void requireUnit(final String text) {
        if (!text.isEmpty() && Character.isDigit(text.charAt(text.length() - 1)) && !text.equals("0")) {
            throw new ConfigException.Generic("no unit");
        }
    }

    /** A moment as UTC, such as 2022-04-16T08:00:00Z; {@link TypeConversionException} if it is none. */
    static Instant instant(final String text) {
        try {
            return Instant.parse(text);
        } catch (final DateTimeParseException e) {
            throw new TypeConversionException("'" + text + "' is no time such as 2022-04-16T08:00:00Z");
        }
    }

    /** HOCON would cut 1.5 to 1; a setting is not to be guessed. */
    private static long exactly(final double asDouble, final long asLong) {
        if (asDouble != Math.rint(asDouble)) {
            throw new ConfigException.Generic("not whole");
        }
        return asLong;
    }

    private <T> T read(final String key, final Function<String, T> reading, final String needed) {
        try {
            return reading.apply(key);
        } catch (final ConfigException | InvalidPathException e) {
            throw wrong(key, needed);
        }
    }

    private SettingsException wrong(final String key, final String needed) {
        if (!config.hasPath(key)) {
            return new SettingsException(key + " has no value: " + needed);
        }
        return new SettingsException(valueOf(key) + ": " + needed);
    }
}
