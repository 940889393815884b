package io.swabline.issuer.http;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The text of a callers file: a line a key, with name, scopes, SHA-256 of the key in hex, and when it was made, parted by
 * spaces. Lines that start with {@code #} and empty ones say nothing.
 */
final class CallersFileText {
    static final int KEYS_MAX = 1_000;
    static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");

    private static final String HEADER = """
        # Who may call /v1. Made by 'swabline callers'; a running server reads a change within about a second.
        # name scopes sha256-of-the-key made-at
        """;
    private static final int HASH_LENGTH = 32;

    private CallersFileText() {
    }

    static String write(final List<Caller> callers) {
        final StringBuilder text = new StringBuilder(HEADER);
        for (final Caller caller : callers) {
            text.append(caller.name()).append(' ')
                .append(caller.scopes().stream().sorted().map(Scope::text).collect(Collectors.joining(","))).append(' ')
                .append(HexFormat.of().formatHex(caller.keyHash())).append(' ')
                .append(caller.createdAt()).append('\n');
        }
        return text.toString();
    }

    static Callers parse(final Path file, final String text) {
        final List<Caller> callers = new ArrayList<>();
        final Set<Caller> seen = new HashSet<>();
        int number = 0;
        for (final String line : (Iterable<String>) text.lines()::iterator) {
            number++;
            if (!line.isBlank() && !line.startsWith("#")) {
                final Caller caller = parseLine(file, line, number);
                if (!seen.add(caller)) {
                    throw wrong(file, number, "repeats a key");
                }
                callers.add(caller);
            }
        }
        if (callers.size() > KEYS_MAX) {
            throw new CallersFileException(file, "has more than " + KEYS_MAX + " keys", "remove those out of use", null);
        }
        return new Callers(callers);
    }

    private static Caller parseLine(final Path file, final String line, final int number) {
        final String[] words = line.strip().split(" +");
        if (words.length != 4 || !NAME.matcher(words[0]).matches()) {
            throw wrong(file, number, "is not 'name scopes sha256 made-at'");
        }
        try {
            final Set<Scope> scopes = EnumSet.noneOf(Scope.class);
            for (final String scope : words[1].split(",")) {
                scopes.add(Scope.valueOf(scope.toUpperCase(Locale.ROOT)));
            }
            final byte[] hash = HexFormat.of().parseHex(words[2]);
            if (hash.length != HASH_LENGTH) {
                throw wrong(file, number, "has no SHA-256 in its third place");
            }
            return new Caller(words[0], hash, Set.copyOf(scopes), Instant.parse(words[3]));
        } catch (final IllegalArgumentException | DateTimeException e) {
            throw wrong(file, number, "has an unknown scope, no SHA-256 or no time where one belongs");
        }
    }

    private static CallersFileException wrong(final Path file, final int number, final String wrong) {
        return new CallersFileException(
            file, "cannot be read, its line " + number + " " + wrong, "mend it, or remove it and add the caller again", null);
    }
}
