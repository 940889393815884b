package io.swabline.cli;

import java.util.Collection;

/**
 * Finds the known word that a misspelt one most likely stands for, by edit distance. A setting of the same group is nearer than
 * one of another group, and one that begins or ends like the word is nearest.
 */
final class NearestWord {
    /** Distance that is added for another group, in letters, if the group of the misspelt word exists. */
    private static final int OTHER_GROUP = 5;

    private NearestWord() {
    }

    static String of(final String word, final Collection<String> known) {
        String nearest = null;
        int least = Integer.MAX_VALUE;
        final String group = group(word);
        final boolean isGroupKnown = !group.isEmpty() && known.stream().anyMatch(candidate -> candidate.startsWith(group));
        for (final String candidate : known) {
            // "port" is meant for "listen.port", and "city.people" for "city.people-per-day", though many letters are missing.
            final boolean isPart = candidate.endsWith("." + word) || candidate.startsWith(word + "-");
            final int otherGroup = isGroupKnown && !candidate.startsWith(group) ? OTHER_GROUP : 0;
            final int distance = isPart ? 1 : distance(word, candidate) + otherGroup;
            if (distance < least) {
                least = distance;
                nearest = candidate;
            }
        }
        return nearest;
    }

    /** {@code city.} of {@code city.people}; empty if it has none. */
    private static String group(final String word) {
        return word.substring(0, word.lastIndexOf('.') + 1);
    }

    /** Levenshtein's distance, two rows at a time. */
    static int distance(final String a, final String b) {
        int[] previous = new int[b.length() + 1];
        int[] current = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                final int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
            }
            final int[] swap = previous;
            previous = current;
            current = swap;
        }
        return previous[b.length()];
    }
}
