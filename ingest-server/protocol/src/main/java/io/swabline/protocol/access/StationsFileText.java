package io.swabline.protocol.access;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The text of a stations file: a line a token, with name, right, SHA-256 of the token in hex, when it was made, and when it ends
 * (a hyphen for never), parted by spaces; and a line {@code number certificates-before time} for each station whose older client
 * certificates are withdrawn. Lines that start with {@code #} and empty ones say nothing.
 */
final class StationsFileText {
    static final int TOKENS_MAX = 100_000;
    static final int TOKENS_OF_A_NAME_MAX = 8;
    static final Pattern STATION = Pattern.compile("[1-9][0-9]{0,9}");
    static final Pattern SUBSCRIBER = Pattern.compile("[a-z][a-z0-9-]{0,39}");

    private static final String HEADER = """
        # Who may connect, by 'swabline stations'; a running server reads a change within about a second.
        # name right sha256-of-the-token made-at valid-until
        """;
    private static final String WITHDRAWN = "certificates-before";
    private static final String NEVER = "-";
    private static final int HASH_LENGTH = 32;

    private StationsFileText() {
    }

    static String write(final AccessList list) {
        final StringBuilder text = new StringBuilder(HEADER);
        for (final AccessEntry entry : list.entries()) {
            text.append(entry.name()).append(' ').append(entry.right().text()).append(' ')
                .append(HexFormat.of().formatHex(entry.tokenHash())).append(' ')
                .append(entry.madeAt()).append(' ')
                .append(entry.validUntil() == null ? NEVER : entry.validUntil()).append('\n');
        }
        new TreeMap<>(list.withdrawnCertificates()).forEach((name, before) ->
            text.append(name).append(' ').append(WITHDRAWN).append(' ').append(before).append('\n'));
        return text.toString();
    }

    /** An empty text is no list of nobody, which has its head: something emptied the file. */
    static AccessList parse(final Path file, final String text) {
        if (text.isBlank()) {
            throw new AccessFileException(file, "is empty", "restore it, or remove it and add the stations again", null);
        }
        final List<AccessEntry> entries = new ArrayList<>();
        final Set<AccessEntry> seen = new HashSet<>();
        final Map<String, Integer> counts = new LinkedHashMap<>();
        final Map<String, Instant> withdrawn = new LinkedHashMap<>();
        int number = 0;
        for (final String line : (Iterable<String>) text.lines()::iterator) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            final String[] words = line.strip().split(" +");
            if (words.length == 3 && WITHDRAWN.equals(words[1]) && STATION.matcher(words[0]).matches()) {
                withdrawn.put(words[0], instant(file, words[2], number));
                continue;
            }
            final AccessEntry entry = entry(file, words, number);
            if (!seen.add(entry)) {
                throw wrong(file, number, "repeats a token");
            }
            if (counts.merge(entry.name(), 1, Integer::sum) > TOKENS_OF_A_NAME_MAX) {
                throw wrong(file, number, "is more than the " + TOKENS_OF_A_NAME_MAX + "th token of " + entry.name());
            }
            entries.add(entry);
        }
        if (entries.size() > TOKENS_MAX || withdrawn.size() > TOKENS_MAX) {
            throw new AccessFileException(file, "has more than " + TOKENS_MAX + " tokens", "remove those out of use", null);
        }
        return new AccessList(entries, withdrawn);
    }

    private static AccessEntry entry(final Path file, final String[] words, final int number) {
        if (words.length != 5) {
            throw wrong(file, number, "is not 'name right sha256 made-at valid-until'");
        }
        try {
            final Right right = Right.valueOf(words[1].toUpperCase(Locale.ROOT));
            if (!(right == Right.SCAN ? STATION : SUBSCRIBER).matcher(words[0]).matches()) {
                throw wrong(file, number, "has no station number (scan) or subscriber's name (subscribe) in its first place");
            }
            final byte[] hash = HexFormat.of().parseHex(words[2]);
            if (hash.length != HASH_LENGTH) {
                throw wrong(file, number, "has no SHA-256 in its third place");
            }
            final Instant validUntil = NEVER.equals(words[4]) ? null : instant(file, words[4], number);
            return new AccessEntry(words[0], right, hash, instant(file, words[3], number), validUntil);
        } catch (final IllegalArgumentException e) {
            throw wrong(file, number, "has an unknown right, or no SHA-256 where one belongs");
        }
    }

    private static Instant instant(final Path file, final String word, final int number) {
        try {
            return Instant.parse(word);
        } catch (final DateTimeException e) {
            throw wrong(file, number, "has no time where one belongs");
        }
    }

    private static AccessFileException wrong(final Path file, final int number, final String wrong) {
        return new AccessFileException(
            file, "cannot be read, its line " + number + " " + wrong, "mend it, or remove it and add the token again", null);
    }
}
