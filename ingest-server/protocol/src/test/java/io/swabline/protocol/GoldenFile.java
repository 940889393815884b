package io.swabline.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A golden byte vector: comment lines with {@code name=value} pairs, the first of them about the message and one for each
 * entry of its group, then the bytes in hex. A reader in another language can be checked with the same files. The bytes were
 * made from the values without any of this module's code.
 */
final class GoldenFile {
    private final List<Map<String, String>> values = new ArrayList<>();
    private final byte[] bytes;
    private String text;

    private GoldenFile(final List<String> lines) {
        final StringBuilder hex = new StringBuilder();
        for (final String line : lines) {
            if (line.startsWith("# text=")) {
                text = line.substring("# text=".length());
            } else if (line.startsWith("# ")) {
                values.add(pairs(line.substring(2)));
            } else {
                hex.append(line.replace(" ", ""));
            }
        }
        bytes = HexFormat.of().parseHex(hex);
    }

    static GoldenFile read(final String message) {
        final String name = "/golden/" + message + ".hex";
        try (InputStream in = GoldenFile.class.getResourceAsStream(name)) {
            return new GoldenFile(new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList());
        } catch (final IOException e) {
            throw new AssertionError("cannot read " + name, e);
        }
    }

    byte[] bytes() {
        return bytes.clone();
    }

    String text() {
        return text;
    }

    int entryCount() {
        return values.size() - 1;
    }

    String string(final String field) {
        return string(-1, field);
    }

    long number(final String field) {
        return number(-1, field);
    }

    /** Of an entry, or of the message itself where the entry is -1. */
    String string(final int entry, final String field) {
        final String value = values.get(entry + 1).get(field);
        if (value == null) {
            throw new AssertionError("no value of " + field);
        }
        return value;
    }

    /** Unsigned 64-bit numbers come as the long of the same bits. */
    long number(final int entry, final String field) {
        final String value = string(entry, field);
        return value.startsWith("-") ? Long.parseLong(value) : Long.parseUnsignedLong(value);
    }

    byte[] hex(final int entry, final String field) {
        return HexFormat.of().parseHex(string(entry, field));
    }

    private static Map<String, String> pairs(final String line) {
        final Map<String, String> pairs = new HashMap<>();
        for (final String word : line.split(" ")) {
            final int equals = word.indexOf('=');
            if (equals > 0) {
                pairs.put(word.substring(0, equals), word.substring(equals + 1));
            }
        }
        return pairs;
    }
}
