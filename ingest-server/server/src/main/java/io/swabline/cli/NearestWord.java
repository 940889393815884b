package io.swabline.cli;

import java.util.Collection;

/** Finds the known word that a misspelt one most likely stands for, by edit distance. */
final class NearestWord {
    private NearestWord() {
    }

    static String of(final String word, final Collection<String> known) {
        String nearest = null;
        int least = Integer.MAX_VALUE;
        for (final String candidate : known) {
            // "port" is meant for "listen.port", though many letters are missing.
            final boolean isTail = candidate.endsWith("." + word);
            final int distance = isTail ? 1 : distance(word, candidate);
            if (distance < least) {
                least = distance;
                nearest = candidate;
            }
        }
        return nearest;
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
